"""The judge of the trail (tests/trail_judge.py) hears every entry and misses no change: its controls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from qms.foundation import trail
from qms.foundation.access import SYSTEM
from qms.foundation.db import db
from tests.people import person
from tests.trail_judge import judging


@pytest.fixture(autouse=True)
def every_change_is_told() -> Iterator[None]:
    judging.append(True)
    yield
    judging.pop()


def change_position(app: Flask, *, told: bool) -> None:
    with app.test_request_context("/", method="POST"):
        lan = person("lan")
        lan.name = "Nguyễn Thị Lan Anh"
        if told:
            subject = trail.Subject("person", lan.id, lan.name)
            trail.record("identity.person_changed", subject, actor=SYSTEM)
        db.session.commit()


def test_a_request_that_changes_a_record_and_says_nothing_of_it_is_found(app: Flask) -> None:
    with pytest.raises(AssertionError, match="without a word"):
        change_position(app, told=False)
    db.session.rollback()


def test_one_that_says_so_is_not(app: Flask) -> None:
    change_position(app, told=True)


def test_what_a_test_itself_prepares_is_not_judged(app: Flask) -> None:
    person("lan").name = "x"
    db.session.commit()


def test_an_entry_that_nobody_can_read_is_found(app: Flask) -> None:
    with pytest.raises(AssertionError, match="no room has a sentence"):
        trail.record("identity.did_something", trail.Subject("person", 1, "x"), actor=SYSTEM)
    db.session.rollback()
