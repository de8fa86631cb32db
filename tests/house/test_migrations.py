"""Migrations make what the models say, from nothing, in one line, forwards and back, on the database of this run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import MetaData, Table, insert, inspect, text

from config import ROOT
from qms import create_app
from qms.foundation.db import db
from qms.nonconformities.first_terms import FIRST_TERMS
from tests.conftest import NewDatabase, test_config

FOLDER = ROOT / "qms" / "foundation" / "migrations"
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
}


@pytest.fixture
def bare(tmp_path: Path, new_database: NewDatabase) -> Iterator[Flask]:
    """An application whose database is empty."""
    database = new_database(tmp_path, f"qms_bare_{os.getpid()}")
    database.make()
    app = create_app(test_config(tmp_path, database.url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    database.remove()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def structure() -> list[object]:
    """Every table's columns, keys and indexes, and every trigger, in an order of their own."""
    look = inspect(db.engine)
    columns = look.get_multi_columns(), ("name", "type", "nullable", "default")
    keys = look.get_multi_foreign_keys(), ("name", "constrained_columns")
    uniques = look.get_multi_unique_constraints(), ("name", "column_names")
    indexes = look.get_multi_indexes(), ("name", "column_names")
    found: list[object] = [
        sorted(
            (place[1], *(str(each[part]) for part in parts)) for place, all_ in of.items() for each in all_
        )
        for of, parts in (columns, keys, uniques, indexes)
    ]
    with db.engine.connect() as connection:
        found.extend(map(tuple, connection.execute(text(TRIGGERS[connection.dialect.name]))))
    return found


def test_they_stand_in_one_line_with_numbers_that_say_the_order():
    chain = list(ScriptDirectory(str(FOLDER)).walk_revisions())[::-1]
    assert [each.revision for each in chain] == [f"{number:04}" for number in range(1, len(chain) + 1)]
    assert all(Path(each.path).name.startswith(f"{each.revision}_") for each in chain)
    assert all(each.doc for each in chain), "each says what it does"


def test_from_nothing_they_make_what_the_models_say(bare):
    upgrade()
    check()


def test_each_step_back_leaves_what_was_there_before_it_and_forwards_again_gives_the_same(bare):
    steps = len(list(ScriptDirectory(str(FOLDER)).walk_revisions()))
    stood = {}
    for number in range(1, steps + 1):
        upgrade(revision=f"{number:04}")
        stood[number] = structure()
    for number in range(steps - 1, 0, -1):
        downgrade(revision=f"{number:04}")
        assert structure() == stood[number], f"back to {number:04}"
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert structure() == stood[steps]


def test_a_second_time_nothing_happens(bare):
    upgrade()
    first = structure()
    upgrade()
    assert structure() == first


def test_a_column_that_no_migration_makes_is_noticed(bare):
    """The control of the comparison."""
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE positions DROP COLUMN is_active"))
    with pytest.raises(SystemExit):
        check()


# --- What is there already --------------------------------------------------------------------------------


def _add(table: str, **values: object) -> None:
    """A row as it stood before a migration."""
    with db.engine.begin() as connection:
        connection.execute(insert(Table(table, MetaData(), autoload_with=connection)).values(**values))


def _read(query: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


OFFICE = {"id": 1, "code": "SKHCN", "name": "Sở", "short_name": "Sở", "language": "vi"}


def test_an_organisation_that_is_there_gets_the_first_terms_each_below_its_own(bare):
    upgrade(revision="0009")
    _add("organizations", **OFFICE)
    upgrade()
    rows = _read(
        "SELECT term.kind, term.code, above.code FROM nonconformity_terms term "
        "LEFT JOIN nonconformity_terms above ON above.id = term.parent_id ORDER BY term.position"
    )
    assert _read(
        "SELECT DISTINCT remind_before, leader_after_days, coordinator_after_days FROM nonconformity_terms"
    ) == [("7, 3, 0", 1, 4)]
    assert [row[:2] for row in rows] == [(first.kind, first.code) for first in FIRST_TERMS]
    assert {above for _kind, code, above in rows if code == "DG-NB"} == {"DG"}


def test_audits_that_are_there_are_brought_into_the_search(bare):
    upgrade(revision="0014")
    _add("organizations", **OFFICE)
    now, today = datetime(2026, 1, 2, tzinfo=UTC), date(2026, 1, 2)
    words = dict.fromkeys(
        ("title", "objective", "scope", "criteria", "cancel_reason", "summary", "positives", "conclusion",
         "people_met", "report_hash"), "",
    )  # fmt: skip
    days = {"starts_on": today, "ends_on": today, "created_at": now, "state_since": now, "edited_at": now}
    _add(
        "audits", id=7, organization_id=1, year=2026, number=1, state="planned", clauses=[], version=1,
        **words, **days,
    )  # fmt: skip
    upgrade()
    assert _read("SELECT kind, key, state FROM effects") == [("index", "audit:7", "waiting")]
    downgrade(revision="0014")
    assert _read("SELECT kind FROM effects") == []
