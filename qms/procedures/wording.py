"""Words for the parts of a procedure, in the reader's language."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask_babel import LazyString

from qms.foundation.texts import _, _l, _n, language
from qms.kernel.durations import Duration, TimeUnit, Total, parts, spelled_number
from qms.procedures.structure import Fee, PartyKind, Procedure, ServiceLevel, StepKind

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


def amount_text(amount: int) -> str:
    """A fee in đồng: “300.000 đ”; nothing to pay in words."""
    return f"{amount:,} đ".replace(",", ".") if amount else _("nothing is charged")


def fees_text(procedure: Procedure) -> str:
    """What has to be paid in a few words: the one amount, that it is free, or how many fees there are."""
    if procedure.is_free:
        return _("no fee")
    charged = [fee for fee in procedure.fees if fee.amount != 0]
    if len(charged) == 1 and charged[0].amount:
        return amount_text(charged[0].amount)
    return _n("%(num)s fee", "%(num)s fees", len(charged))


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


PART_NAMES = {
    "name": _l("Name"),
    "kind": _l("Kind"),
    "phase": _l("Phase"),
    "responsible": _l("Responsible"),
    "duration": _l("Time"),
    "instructions": _l("What to do"),
    "inputs": _l("Inputs"),
    "outputs": _l("Outputs"),
    "forms": _l("Forms"),
    "legal_basis": _l("Legal basis"),
    "exits": _l("Where it goes next"),
    "field": _l("Field of work"),
    "agency": _l("Deciding agency"),
    "tthc_code": _l("Code in the national database"),
    "legal_note": _l("What is not verified about the legal basis"),
    "applicant": _l("Who applies"),
    "components": _l("Papers to hand in"),
    "sets": _l("Number of sets"),
    "channels": _l("Ways to hand in"),
    "places": _l("Places"),
    "fees": _l("Fees"),
    "statutory": _l("Statutory time"),
    "committed": _l("Committed time"),
    "clock_starts": _l("What starts the clock"),
    "clock_from": _l("First step that counts"),
    "clock_until": _l("Last step that counts"),
    "sub_deadlines": _l("Deadlines within"),
    "variants": _l("Other cases"),
    "result": _l("Result"),
    "validity": _l("Validity of the result"),
    "service_level": _l("Online service"),
    "steps_basis": _l("Where the steps come from"),
    "time_justification": _l("Why the times do not add up"),
    "records": _l("Records kept"),
    "sources": _l("Sources"),
    "verified": _l("What was verified"),
    "notes": _l("Notes"),
}
"""What the parts of a step and of a procedure are called."""


def part_in_words(value: Any) -> str:
    """Any part of a procedure as one line: a time, a party, a form, a paper, or a list of such."""
    match value:
        case None | "" | ():
            return "–"
        case Duration():
            return duration_text(value) + (f" ({value.note})" if value.note else "")
        case StepKind() | ServiceLevel():
            return str(STEP_KINDS[value] if isinstance(value, StepKind) else SERVICE_LEVELS[value])
        case tuple():
            return "; ".join(part_in_words(each) for each in value)
        case str() | int():
            return str(value)
    return _row_in_words(value)


def _row_in_words(row: Any) -> str:
    """A row of several fields, such as a fee or a paper; what is empty is left out."""
    if isinstance(row, Fee) and row.amount is not None:
        return " – ".join(part for part in (row.name, amount_text(row.amount), row.note) if part)
    values = (getattr(row, each.name) for each in fields(row))
    return " – ".join(
        part_in_words(value)
        for value in values
        if value not in (None, "", ()) and not isinstance(value, PartyKind)
    )
