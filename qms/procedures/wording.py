"""Words for the parts of a procedure, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import LazyString

from qms.foundation.texts import _, _l, _n, language
from qms.kernel.durations import Duration, TimeUnit, Total, parts, spelled_number
from qms.procedures.structure import PartyKind, ServiceLevel, StepKind

PARTY_KINDS = {
    PartyKind.UNIT: _l("Unit"),
    PartyKind.POSITION: _l("Position"),
    PartyKind.OUTSIDE: _l("Outside party"),
}
STEP_KINDS = {StepKind.TASK: _l("Piece of work"), StepKind.DECISION: _l("Decision point")}
SERVICE_LEVELS = {
    ServiceLevel.FULL: _l("Full online service"),
    ServiceLevel.PARTIAL: _l("Partial online service"),
    ServiceLevel.NONE: _l("Not offered online"),
}
TIME_UNITS = {
    TimeUnit.HOUR: _l("working hours"),
    TimeUnit.WORKING_DAY: _l("working days"),
    TimeUnit.CALENDAR_DAY: _l("days"),
    TimeUnit.MONTH: _l("months"),
}


def duration_text(duration: Duration) -> str:
    """A duration as an office writes it: “02 ngày làm việc”, “½ ngày”; “2 working days”. Without its note."""
    amount = spelled_number(duration.value, language())
    number = 1 if 0 < duration.value <= 1 else 2
    match duration.unit:
        case TimeUnit.HOUR:
            return _n("%(amount)s working hour", "%(amount)s working hours", number, amount=amount)
        case TimeUnit.WORKING_DAY:
            return _n("%(amount)s working day", "%(amount)s working days", number, amount=amount)
        case TimeUnit.CALENDAR_DAY:
            return _n("%(amount)s day", "%(amount)s days", number, amount=amount)
        case TimeUnit.MONTH:
            return _n("%(amount)s month", "%(amount)s months", number, amount=amount)


def total_text(total: Total, *, like: Duration | None = None) -> str:
    """A sum in words; working time in hours where ``like``, the time to compare with, is in hours."""
    small = TimeUnit.HOUR if like is not None and like.unit is TimeUnit.HOUR else TimeUnit.WORKING_DAY
    return _(" and ").join(duration_text(part) for part in parts(total, small=small))


def lazy_duration(duration: Duration) -> Any:
    """``duration_text``, looked up each time it is shown."""
    return LazyString(duration_text, duration)


def lazy_total(total: Total, *, like: Duration | None = None) -> Any:
    """``total_text``, looked up each time it is shown."""
    return LazyString(total_text, total, like=like)
