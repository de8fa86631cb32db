"""A statement that stands in a module reaches, each time it runs, what is in sight then."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from qms.foundation.access import SYSTEM
from qms.foundation.db import db, reading, seeing
from qms.identity import operations
from qms.identity.models import Organization, Unit

_units = select(Unit.name).order_by(Unit.name)


def names() -> list[str]:
    return list(db.session.scalars(_units))


@pytest.fixture
def two(app: Flask) -> tuple[int, int]:
    """Two organisations with a unit each; their numbers."""
    made = []
    for code in ("A", "B"):
        office = operations.found_organization(
            code=code, name=code, short_name=code, parent=None, actor=SYSTEM
        )
        db.session.add(Unit(organization_id=office.id, code=code, name=f"unit of {code}"))
        made.append(office.id)
    db.session.commit()
    return made[0], made[1]


def test_the_same_statement_shows_each_organisation_its_own(two: tuple[int, int]) -> None:
    for number, expected in ((two[0], ["unit of A"]), (two[1], ["unit of B"]), (two[0], ["unit of A"])):
        with seeing([number]):
            assert names() == expected


def test_with_several_in_sight_it_shows_all_of_them_and_with_none_nothing(two: tuple[int, int]) -> None:
    with seeing(two):
        assert names() == ["unit of A", "unit of B"]
    with seeing([]):
        assert names() == []


def test_reading_cannot_write_and_writing_works_again_after_it(two: tuple[int, int]) -> None:
    with reading(), pytest.raises(DBAPIError, match="read-?only"):
        db.session.execute(db.text("UPDATE units SET name = 'other'"))
    db.session.rollback()
    db.session.execute(db.text("UPDATE units SET name = 'other' WHERE code = 'A'"))
    assert db.session.scalar(select(Organization.id).where(Organization.id == two[0])) == two[0]
    assert "other" in names()
