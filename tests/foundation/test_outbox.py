"""The outbox: effects go with their change, run at least once, wait and try again, and die in sight."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.outbox import BACK_OFF, LEASE, Duty, Effect, EffectState

NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)


@pytest.fixture
def done(app, monkeypatch):
    """What the effect "note" was called with."""
    calls = []
    monkeypatch.setitem(house().effects, "note", lambda payload: calls.append(payload["n"]))
    monkeypatch.setattr(house(), "duties", ())
    db.session.execute(db.delete(Effect))
    db.session.commit()
    return calls


def ask(n: int, key: str = "") -> None:
    outbox.later("note", key or f"n{n}", payload={"n": n})


def the_one() -> Effect:
    db.session.expire_all()
    return db.session.scalars(db.select(Effect)).one()


def test_an_effect_runs_once_after_its_change_was_kept(done):
    ask(1)
    db.session.commit()
    outbox.work_once()
    outbox.work_once()
    assert done == [1]


def test_an_effect_goes_with_the_change_that_is_rolled_back(done):
    ask(1)
    db.session.rollback()
    outbox.work_once()
    assert done == []


def test_what_takes_seconds_lets_what_was_asked_for_later_go_first(done, monkeypatch):
    monkeypatch.setitem(house().effects, "paper", lambda payload: done.append(payload["n"]))
    monkeypatch.setattr(house(), "slow_effects", frozenset({"paper"}))
    outbox.later("paper", "p1", payload={"n": 1})
    ask(2)
    db.session.commit()
    outbox.work_once()
    assert done == [2, 1]


def test_the_same_effect_asked_for_twice_before_it_starts_is_one(done):
    ask(1, "same")
    ask(2, "same")
    db.session.commit()
    outbox.work_once()
    assert done == [1]


def test_what_fails_is_tried_again_later_and_longer_each_time(done, monkeypatch):
    def fail(_payload):
        raise OSError("no connection")

    monkeypatch.setitem(house().effects, "note", fail)
    with time_machine.travel(NOON, tick=False) as clock:
        ask(1)
        db.session.commit()
        for wait in BACK_OFF:
            outbox.work_once()
            effect = the_one()
            assert (effect.state, effect.run_at) == (EffectState.WAITING, datetime.now(UTC) + wait)
            clock.shift(wait)
        outbox.work_once()
        effect = the_one()
        assert (effect.state, effect.last_error) == (EffectState.DEAD, "OSError: no connection")
        assert outbox.list_dead() == [effect]


def test_the_effect_of_a_worker_that_died_returns_when_its_lease_ends(done):
    with time_machine.travel(NOON, tick=False) as clock:
        ask(1)
        db.session.commit()
        outbox._claim()  # and then the worker is gone
        outbox.work_once()
        assert done == []
        clock.shift(LEASE + timedelta(seconds=1))
        outbox.work_once()
        assert done == [1]


def test_an_effect_that_ends_every_worker_dies_in_sight(done):
    with time_machine.travel(NOON, tick=False) as clock:
        ask(1)
        db.session.commit()
        for _n in range(len(BACK_OFF) + 1):
            outbox._claim()
            clock.shift(LEASE + timedelta(seconds=1))
        outbox.work_once()
        assert (the_one().state, done) == (EffectState.DEAD, [])


def test_a_dead_effect_is_given_a_fresh_start(done):
    ask(1)
    effect = the_one()
    effect.state = EffectState.DEAD
    outbox.revive(effect)
    db.session.commit()
    outbox.work_once()
    assert done == [1]


def test_a_duty_runs_once_in_its_time_and_again_after_it(app, monkeypatch):
    runs = []
    monkeypatch.setattr(house(), "duties", (Duty("count", "Count", timedelta(hours=1), runs.append),))
    with time_machine.travel(NOON, tick=False) as clock:
        outbox.work_once()
        outbox.work_once()
        clock.shift(timedelta(minutes=61))
        outbox.work_once()
    assert len(runs) == 2


def test_a_clock_set_back_does_not_stop_a_duty(app, monkeypatch):
    runs = []
    monkeypatch.setattr(house(), "duties", (Duty("count", "Count", timedelta(hours=1), runs.append),))
    with time_machine.travel(NOON, tick=False) as clock:
        outbox.work_once()
        clock.shift(-timedelta(days=400))
        outbox.work_once()
    assert len(runs) == 2


def test_a_worker_in_the_same_process_does_not_let_an_effect_wait(done, app, monkeypatch):
    monkeypatch.setattr(outbox, "PAUSE_SECONDS", 60)
    carried_out = threading.Event()
    monkeypatch.setitem(house().effects, "note", lambda _payload: carried_out.set())
    worker = outbox.Worker(app)
    worker.start()
    try:
        ask(1)
        db.session.commit()
        assert carried_out.wait(30)
    finally:
        worker.stop()
