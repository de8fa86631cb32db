"""A process that is killed while it writes loses nothing that it reported, and leaves nothing half done."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text

from qms.foundation import trail
from qms.foundation.db import db
from qms.identity.models import Unit
from tests import amounts
from tests.reliability.nursery import Nursery, nursery

CYCLES = amounts.of(50, 1000, on_postgresql=25)


@pytest.fixture(scope="module")
def writers(session_app: Flask) -> Iterator[Nursery]:
    with nursery(session_app) as found:
        yield found


def kept() -> set[str]:
    """Codes of the units that are in the database."""
    codes = set(db.session.scalars(select(Unit.code)))
    db.session.rollback()
    return codes


def traced() -> set[int]:
    """Numbers of the units of which the trail speaks."""
    query = select(trail.Entry.subject_id).where(trail.Entry.action == "identity.unit_added")
    numbers = {number for number in db.session.scalars(query) if number is not None}
    db.session.rollback()
    return numbers


@pytest.mark.long
@pytest.mark.slow
def test_kill_9_loses_no_act_that_was_reported_and_leaves_none_half_done(
    app: Flask, writers: Nursery
) -> None:
    dice = random.Random(9)
    reported = [code for _ in range(CYCLES) for code in writers.kill_one("honest", dice.uniform(0, 0.02))]
    assert len(reported) >= CYCLES
    assert set(reported) - kept() == set()
    assert set(db.session.scalars(select(Unit.id))) == traced()
    db.session.rollback()
    assert trail.verify().is_whole
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_an_act_that_is_reported_before_the_commit_is_found_lost(app: Flask, writers: Nursery) -> None:
    """The control: the same check with a writer that says "done" too early."""
    reported = [code for _ in range(12) for code in writers.kill_one("hasty", 0)]
    assert set(reported) - kept() != set()
