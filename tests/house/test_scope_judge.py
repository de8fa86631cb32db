"""The judge of statements hears what would reach another organisation, and nothing else."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text

from qms.foundation.db import db, seeing
from qms.identity.models import Unit
from tests.scope_judge import open_tables, scoped_tables


@pytest.fixture
def page(app: Flask):
    with app.test_request_context("/"), seeing([1]):
        yield


def test_a_statement_past_the_limit_is_heard(page: None) -> None:
    with pytest.raises(AssertionError, match="reaches units of every organisation"):
        db.session.execute(text("SELECT name FROM units"))


def test_one_of_the_tables_is_enough(page: None) -> None:
    with pytest.raises(AssertionError, match="reaches units"):
        db.session.execute(select(Unit.__table__.c.name))


def test_what_is_limited_passes(page: None) -> None:
    assert db.session.scalars(select(Unit.name)).all() is not None


@pytest.mark.parametrize(
    ("statement", "reached"),
    [
        ("SELECT units.name FROM units WHERE units.organization_id IN (1)", ()),
        ("SELECT u.name FROM units AS u WHERE u.organization_id IN (1)", ()),
        ("SELECT 1 FROM units, persons WHERE units.organization_id = 1", ("persons",)),
        ("SELECT 1 FROM units JOIN persons AS p ON true WHERE units.organization_id = 1", ("persons",)),
        ("SELECT 1 FROM units JOIN persons AS p ON p.unit_id = units.id WHERE units.organization_id = 1", ()),
        ("DELETE FROM units WHERE id = 1", ("units",)),
        ("UPDATE units SET name = 1", ("units",)),
        ("SELECT 1 FROM organizations", ()),
        ("SELECT 1 FROM units WHERE 0 = 1", ()),
        ("SELECT 1 FROM units WHERE 0 = 1 OR true", ("units",)),
    ],
)
def test_each_table_of_a_statement_is_asked(app: Flask, statement: str, reached: tuple[str, ...]) -> None:
    assert open_tables(statement) == reached


def test_the_tables_of_the_rooms_are_watched(app: Flask) -> None:
    assert {
        "documents",
        "revisions",
        "persons",
        "nonconformities",
        "audits",
        "search_entries",
    } <= scoped_tables()
