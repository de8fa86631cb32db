"""Reading how the installation fares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text

from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.outbox import Effect
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound


@dataclass(frozen=True)
class DutyState:
    """A periodic duty and when it last ran."""

    label: Any  # what it does, in words
    minutes: int
    last_at: datetime | None


def list_duties() -> list[DutyState]:
    """The duties of all rooms."""
    runs = outbox.list_duty_runs()
    return [
        DutyState(duty.label, int(duty.every.total_seconds() // 60), runs.get(duty.name))
        for duty in sorted(house().duties, key=lambda duty: duty.name)
    ]


def get_dead(effect_id: int) -> Effect:
    """An effect that failed too often.

    Raises:
        NotFound: it was tried again or given up meanwhile.
    """
    effect = outbox.get_dead(effect_id)
    if effect is None:
        raise NotFound(_l("This was tried again or given up meanwhile."))
    return effect


def database_in_use() -> str:
    """The database's name, version and journal: "SQLite 3.53.4, journal wal"."""
    if db.engine.dialect.name == "postgresql":
        return f"PostgreSQL {db.session.scalar(text('SHOW server_version'))}"
    version = db.session.scalar(text("SELECT sqlite_version()"))
    return f"SQLite {version}, journal {db.session.scalar(text('PRAGMA journal_mode'))}"
