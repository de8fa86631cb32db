"""Effects outside the database (index, mail) and periodic duties: rows first, carried out after the commit.

An effect is written in the transaction of the change that causes it. A worker claims it by a conditional
update with a lease, so that a crashed worker's effect returns, and carries it out at least once: handlers
bring something into line with the database and may run twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import Flask, current_app
from sqlalchemy import JSON, Index, Select, delete, event, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from qms.foundation.db import Model, UtcDateTime, db, insert_if_new, read_only, reading, see
from qms.kernel import clock

LEASE = timedelta(minutes=5)
BACK_OFF = [timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720, 1440)]  # then the effect is dead
PAUSE_SECONDS = 1.0
ASKED_FOR = "effects_asked_for"  # noted with a session whose transaction holds new effects
SILENCE_AT_MOST = timedelta(minutes=5)

log = logging.getLogger(__name__)
_something_waits = threading.Event()

Handler = Callable[[Mapping[str, Any]], None]


class EffectState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"


class Effect(Model):
    """Something to be done outside the database. Done effects are removed; dead ones stay for a person."""

    __tablename__ = "effects"
    __table_args__ = (
        Index(
            "uq_effects_waiting",
            "kind",
            "key",
            unique=True,
            sqlite_where=db.text("state = 'waiting'"),
            postgresql_where=db.text("state = 'waiting'"),
        ),
        Index("ix_effects_state_run_at", "state", "run_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default=EffectState.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")


class DutyRun(Model):
    """When a periodic duty last ran, on any machine."""

    __tablename__ = "duty_runs"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Duty:
    """Something to look after again and again; must do nothing when there is nothing to do."""

    name: str
    label: Any  # as administrators read it
    every: timedelta
    run: Callable[[datetime], None]


def later(kind: str, key: str, *, payload: Mapping[str, Any]) -> None:
    """Ask for an effect after the commit. The same kind and key asked twice before it starts is one."""
    later_all(kind, {key: payload})


def later_all(kind: str, payloads: Mapping[str, Mapping[str, Any]]) -> None:
    """Ask for many effects of a kind, by their keys, in one statement."""
    now = clock.now()
    rows = [
        {
            "kind": kind,
            "key": key,
            "payload": dict(payload),
            "state": EffectState.WAITING.value,
            "created_at": now,
            "run_at": now,
            "tries": 0,
            "last_error": "",
        }
        for key, payload in payloads.items()
    ]
    if not rows:
        return
    db.session.execute(insert_if_new(Effect), rows)
    db.session().info[ASKED_FOR] = True


def keys_of(kind: str) -> set[str]:
    """What effects of a kind are about that were asked for and are not done."""
    return set(db.session.scalars(select(Effect.key).where(Effect.kind == kind)))


@event.listens_for(Session, "after_commit")
def _wake_worker(session: Session) -> None:
    if session.info.pop(ASKED_FOR, False):
        _something_waits.set()


def work_once() -> int:
    """Run the duties that are due and every effect that can run now; how many things were done."""
    done = sum(_run_duty(duty) for duty in _due_duties(clock.now()))
    while _run_next_effect():
        done += 1
    return done


def _run_next_effect() -> bool:
    effect = _claim()
    if effect is None:
        return False
    if effect["tries"] > len(BACK_OFF) + 1:
        _put_off(effect, RuntimeError("every worker that tried this ended in the middle"))
        return True
    try:
        current_app.extensions["qms"].effects[effect["kind"]](effect["payload"])
        db.session.execute(delete(Effect).where(Effect.id == effect["id"], Effect.tries == effect["tries"]))
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        log.exception("effect %s %s failed", effect["kind"], effect["key"])
        _put_off(effect, error)
    return True


def _claim() -> dict[str, Any] | None:
    """Take the oldest effect that waits, or whose worker's lease ran out; None when there is none.

    What takes seconds lets all else go first: a text that was approved is looked for at once.
    """
    now, house = clock.now(), current_app.extensions["qms"]
    is_slow = Effect.kind.in_(house.slow_effects)
    free = or_(
        (Effect.state == EffectState.WAITING) & (Effect.run_at <= now),
        (Effect.state == EffectState.RUNNING) & (Effect.lease_until < now),
    )
    oldest = (
        select(Effect.id)
        .where(free, Effect.kind.not_in(house.paused_effects()))
        .order_by(is_slow, Effect.run_at, Effect.id)
        .limit(1)
    )
    if db.engine.dialect.name == "postgresql":
        oldest = oldest.with_for_update(skip_locked=True)
    elif not _is_there(oldest):
        return None
    claim = (
        update(Effect)
        .where(Effect.id == oldest.scalar_subquery())
        .values(state=EffectState.RUNNING.value, lease_until=now + LEASE, tries=Effect.tries + 1)
        .returning(Effect.id, Effect.kind, Effect.key, Effect.payload, Effect.tries)
        .execution_options(synchronize_session=False)
    )
    row = db.session.execute(claim).mappings().first()
    db.session.commit()
    return dict(row) if row else None


def _is_there(query: Select[Any]) -> bool:
    """Whether a query finds anything, asked without standing in a writer's way."""
    with reading():
        found = db.session.execute(query).first()
        db.session.rollback()
    return found is not None


def _put_off(effect: dict[str, Any], error: Exception) -> None:
    """Try again later, or leave it for a person when it failed too often."""
    tries = effect["tries"]
    values: dict[str, Any] = {"last_error": f"{type(error).__name__}: {error}"[:500], "lease_until": None}
    if tries > len(BACK_OFF):
        values["state"] = EffectState.DEAD.value
    elif _waits_again(effect):
        # The same effect was asked for meanwhile: that newer row does the work.
        db.session.execute(delete(Effect).where(Effect.id == effect["id"]))
        db.session.commit()
        return
    else:
        values |= {"state": EffectState.WAITING.value, "run_at": clock.now() + BACK_OFF[tries - 1]}
    db.session.execute(update(Effect).where(Effect.id == effect["id"]).values(**values))
    db.session.commit()


def _waits_again(effect: dict[str, Any]) -> bool:
    same = select(Effect.id).where(
        Effect.kind == effect["kind"], Effect.key == effect["key"], Effect.state == EffectState.WAITING
    )
    return db.session.scalar(same) is not None


def _due_duties(now: datetime) -> list[Duty]:
    """The duties whose time has come, asked without standing in a writer's way."""
    with reading():
        last = {run.name: run.last_at for run in db.session.execute(select(DutyRun.name, DutyRun.last_at))}
        db.session.rollback()
    return [duty for duty in current_app.extensions["qms"].duties if _is_due(duty, last.get(duty.name), now)]


def _is_due(duty: Duty, last: datetime | None, now: datetime) -> bool:
    """A clock set back does not stop a duty for long."""
    return last is None or not now - duty.every < last <= now


def _run_duty(duty: Duty) -> bool:
    if not _take_duty(duty, clock.now()):
        return False
    try:
        duty.run(clock.now())
        db.session.commit()
    except Exception:
        db.session.rollback()
        log.exception("duty %s failed", duty.name)
    return True


def _take_duty(duty: Duty, now: datetime) -> bool:
    """Whether this worker is the one to run the duty now."""
    last = db.session.scalar(select(DutyRun.last_at).where(DutyRun.name == duty.name))
    if not _is_due(duty, last, now):
        db.session.rollback()
        return False
    if last is None:
        first = insert_if_new(DutyRun, {"name": duty.name, "last_at": now})
        taken = db.session.scalar(first.returning(DutyRun.name))
    else:
        again = update(DutyRun).where(DutyRun.name == duty.name, DutyRun.last_at == last).values(last_at=now)
        taken = db.session.scalar(again.returning(DutyRun.name).execution_options(synchronize_session=False))
    db.session.commit()
    return taken is not None


class Worker(threading.Thread):
    """Drains the outbox inside the process that serves the pages (one office, one machine)."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="qms-worker", daemon=True)
        self.app = app
        self.stopping = threading.Event()

    def run(self) -> None:
        work_until(self.app, self.stopping)

    def stop(self) -> None:
        """Finish the effect in hand and end."""
        self.stopping.set()
        _something_waits.set()
        self.join(timeout=30)


def work_until(app: Flask, stopping: threading.Event) -> None:
    """Work until told to stop; a database out of reach is waited for, not died of."""
    while not stopping.is_set():
        try:
            _something_waits.clear()
            with app.app_context():
                see(None)
                read_only(False)
                done = work_once()
        except Exception:
            log.exception("the worker pauses after a fault")
            done = 0
            stopping.wait(10)
        if not done:
            _something_waits.wait(PAUSE_SECONDS)  # an effect of this very process is carried out at once


def list_dead() -> list[Effect]:
    """Effects that failed too often, newest first: for the administrator."""
    return list(
        db.session.scalars(select(Effect).where(Effect.state == EffectState.DEAD).order_by(Effect.id.desc()))
    )


def get_dead(effect_id: int) -> Effect | None:
    """A dead effect by its number."""
    effect = db.session.get(Effect, effect_id)
    return effect if effect and effect.state == EffectState.DEAD else None


def revive(effect: Effect) -> None:
    """Give a dead effect a fresh start; if the same was asked for again meanwhile, that one does the work."""
    if _waits_again({"kind": effect.kind, "key": effect.key}):
        db.session.delete(effect)
        return
    effect.state, effect.tries, effect.run_at = EffectState.WAITING, 0, clock.now()


def discard(effect: Effect) -> None:
    """Give a dead effect up."""
    db.session.delete(effect)


@dataclass(frozen=True)
class Health:
    """How the worker fares. ``waiting`` counts by kind what waits or runs; ``oldest`` is since when the
    longest-waiting effect that could run has waited; ``last_sign`` is when a worker last did a duty."""

    waiting: Mapping[str, int]
    oldest: datetime | None
    dead: int
    last_sign: datetime | None
    paused: tuple[str, ...]

    @property
    def to_do(self) -> int:
        """How much a worker could do now or soon: what waits for something outside is not in it."""
        return sum(number for kind, number in self.waiting.items() if kind not in self.paused)

    @property
    def letters(self) -> int:
        """How many mails wait."""
        return self.waiting.get("mail", 0)

    def is_awake(self, now: datetime) -> bool:
        """Whether a worker gave a sign of life lately."""
        return self.last_sign is not None and now - self.last_sign < SILENCE_AT_MOST


def health() -> Health:
    """How the worker fares now."""
    paused = current_app.extensions["qms"].paused_effects()
    alive = Effect.state != EffectState.DEAD
    waiting = (
        select(Effect.kind, func.count().label("number"))
        .where(alive)
        .group_by(Effect.kind)
        .order_by(Effect.kind)
    )
    return Health(
        waiting={row.kind: row.number for row in db.session.execute(waiting)},
        oldest=db.session.scalar(
            select(func.min(Effect.created_at)).where(alive, Effect.kind.not_in(paused))
        ),
        dead=db.session.scalar(select(func.count()).where(Effect.state == EffectState.DEAD)) or 0,
        last_sign=db.session.scalar(select(func.max(DutyRun.last_at))),
        paused=paused,
    )


def list_duty_runs() -> dict[str, datetime]:
    """When each duty last ran."""
    return {run.name: run.last_at for run in db.session.scalars(select(DutyRun))}
