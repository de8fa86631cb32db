"""Scanned addresses that named nothing are counted, so that nobody can try one after the other."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from qms.copies.models import CheckMiss
from qms.copies.queries import count_misses
from qms.foundation.db import db
from qms.kernel import clock

WINDOW = timedelta(minutes=15)
MISSES = 30  # an address that missed so often waits until the window has passed


def may_try(address: str) -> bool:
    """Whether somebody at this network address may ask again."""
    return count_misses(address, clock.now() - WINDOW) < MISSES


def note_miss(address: str) -> None:
    """Count one that named nothing."""
    db.session.add(CheckMiss(address=address, at=clock.now()))


def forget_misses(now: datetime) -> None:
    """Duty: what no longer counts is forgotten."""
    db.session.execute(delete(CheckMiss).where(CheckMiss.at < now - WINDOW))
