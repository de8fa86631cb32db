"""Migrations make what the models say, from nothing, in one line, forwards and back, on the database of this run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text

from config import ROOT
from qms import create_app
from qms.foundation.db import db
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
    found: list[object] = []
    for table in sorted(tables()):
        columns = [
            (c["name"], str(c["type"]), c["nullable"], str(c["default"])) for c in look.get_columns(table)
        ]
        keys = [(key["name"], key["constrained_columns"]) for key in look.get_foreign_keys(table)]
        uniques = [(key["name"], key["column_names"]) for key in look.get_unique_constraints(table)]
        indexes = [(index["name"], index["column_names"]) for index in look.get_indexes(table)]
        found.append((table, sorted(columns), *(sorted(each, key=str) for each in (keys, uniques, indexes))))
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


def test_forwards_back_and_forwards_again_gives_the_same(bare):
    upgrade()
    first = structure()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert structure() == first


def test_each_step_back_and_forwards_again_gives_the_same(bare):
    upgrade()
    first = structure()
    steps = len(list(ScriptDirectory(str(FOLDER)).walk_revisions()))
    for number in range(steps - 1, 0, -1):
        downgrade(revision=f"{number:04}")
        upgrade()
        assert structure() == first, f"{number:04} and back"


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
