"""When people are reminded: what is due and not yet reminded of, never what is due today exactly. Knows no database."""

from __future__ import annotations

from datetime import date

# Days before the day that count as "soon", the farthest first; after the last one it is due.
BEFORE_A_MONTH = (30, 14, 0)  # until the first day of the month that a programme names
BEFORE_AN_AUDIT = (7, 1)
BEFORE_AN_ANSWER = (3, 0)
BEFORE_A_REPORT = (3, 0)
BEFORE_COMPETENCE_ENDS = (60, 14)

LATE = "late"


def newest_stage(due_on: date, today: date, before: tuple[int, ...]) -> str:
    """The stage that was reached last, as "7" days before; empty when none is reached yet.

    Whoever asks after a week's silence gets the newest one, never none because a day was missed.
    """
    left = (due_on - today).days
    reached = [days for days in before if left <= days]
    return str(reached[-1]) if reached else ""


def is_late(due_on: date, today: date) -> bool:
    """Whether the day has gone by."""
    return due_on < today


def month_begins(year: int, month: int) -> date:
    """The first day of a month."""
    return date(year, month, 1)


def month_after(year: int, month: int) -> date:
    """The first day of the month that follows."""
    return date(year + month // 12, month % 12 + 1, 1)
