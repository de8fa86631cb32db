"""What the search knows is what the database says, whoever writes at once and however often its worker is killed."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from qms.documents import queries
from qms.documents.operations import writing
from qms.foundation import outbox
from qms.foundation.db import db, read_only, see
from qms.foundation.house import house
from qms.foundation.outbox import Effect
from qms.foundation.searching import rows
from qms.foundation.searching.whoosh_engine.writer import IndexWriter
from qms.search import operations
from tests import amounts
from tests.factories.documents import draft
from tests.people import actor
from tests.reliability.nursery import Nursery, nursery
from tests.reliability.serving import at_once
from tests.world import World

PRODUCERS = 6
SAVES = amounts.of(12, 400, on_postgresql=8)
KILLS = amounts.of(10, 30, on_postgresql=6)


@pytest.fixture
def codes(office: World) -> list[str]:
    """A draft for each producer, and an index that is in line."""
    made = [f"HD-MUC-{number}" for number in range(PRODUCERS)]
    for code in made:
        draft(code)
    operations.rebuild()
    db.session.commit()
    return made


@pytest.fixture(scope="module")
def workers(office_app: Flask) -> Iterator[Nursery]:
    with nursery(office_app) as found:
        yield found


def save_all(app: Flask, code: str) -> None:
    """One producer: saves its draft again and again."""
    with app.app_context():
        see(None)
        read_only(False)
        for number in range(SAVES):
            revision = queries.get_revision(code, 1)
            writing.save_draft(
                revision,
                actor=actor("minh"),
                seen=None,
                title=f"Hướng dẫn {code} lần {number}",
                body=f"Nội dung {number}",
                rendered={"body": f"<h2 id='d-mot'>Mục</h2><p>Nội dung {number}</p>"},
            )
            db.session.commit()


def wait_for(number: int) -> None:
    """Until no more than so many effects wait."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        waiting = db.session.scalar(select(func.count(Effect.id)).where(Effect.kind == "index"))
        db.session.rollback()
        if (waiting or 0) <= number:
            return
        time.sleep(0.02)


def differences() -> list[str]:
    """How the index differs from its rows, and the rows from what the rooms say now."""
    house().search.forget()  # other processes wrote
    found = operations.faults()
    before = rows.all_marks()
    operations.rebuild()
    db.session.commit()
    return found + (["the rows are not what the rooms say"] if rows.all_marks() != before else [])


@pytest.mark.long
@pytest.mark.slow
def test_after_many_kills_nothing_is_missing_stale_or_doubled(
    office: World, codes: list[str], workers: Nursery
) -> None:
    dice = random.Random(7)

    def kill_again_and_again() -> None:
        for _ in range(KILLS):
            number, _done = workers.start("worker")
            time.sleep(dice.uniform(0, 0.15))
            workers.kill(number)

    at_once([kill_again_and_again, *(partial(save_all, office.app, code) for code in codes)])
    last, _done = workers.start("worker")
    wait_for(0)
    workers.kill(last)
    assert outbox.health().waiting.get("index", 0) == 0
    assert differences() == []
    assert house().search.health().entries > PRODUCERS


def test_a_worker_that_strikes_off_too_early_is_found(
    office: World, codes: list[str], workers: Nursery
) -> None:
    """The control."""
    number, _done = workers.start("forgetful")
    save_all(office.app, codes[0])
    wait_for(0)
    workers.kill(number)
    assert differences() != []


def test_an_entry_that_is_indexed_twice_is_found(
    office: World, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second: the former entries are left in the index, as Whoosh does when one writer updates a key twice."""
    monkeypatch.setattr(IndexWriter, "remove", lambda *_a: None)
    save_all(office.app, codes[0])
    outbox.work_once()
    assert differences() != []
