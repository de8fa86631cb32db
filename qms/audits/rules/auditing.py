"""The life of an audit, and what is asked of its team: independence and competence. Knows no database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from qms.foundation.moves import moved
from qms.foundation.texts import _l
from qms.kernel.enums import Worded
from qms.kernel.errors import Refused


class State(Worded):
    PLANNED = (
        "planned",
        _l("Planned"),
        "neutral",
        _l("Prepared by its lead auditor; the unit does not know of it yet."),
    )
    ANNOUNCED = "announced", _l("Announced"), "info", _l("The audited units have the plan and answer it.")
    IN_PROGRESS = "in_progress", _l("Audit in progress"), "progress", _l("Auditors ask, look and take notes.")
    REPORTING = (
        "reporting",
        _l("Reporting"),
        "warning",
        _l("Findings and report are written, signed and acknowledged."),
    )
    CLOSED = "closed", _l("Audit closed"), "success", _l("Reported; its nonconformities are followed up.")
    CANCELLED = "cancelled", _l("Cancelled"), "danger", _l("Did not take place; the reason is kept.")


class Verb(Worded):
    EDIT = "edit", _l("Change the plan")
    APPOINT = "appoint", _l("Name who takes part")
    PREPARE = "prepare", _l("Change the checklist")
    ANNOUNCE = "announce", _l("Send the plan to the audited units")
    ANSWER = "answer", _l("Answer the plan")
    START = "start", _l("Open the audit")
    RECORD = "record", _l("Record what was found")
    FINISH = "finish", _l("End the audit on site")
    RESUME = "resume", _l("Go back to the audit on site")
    REPORT = "report", _l("Write findings and report")
    SIGN = "sign", _l("Sign the report")
    ACKNOWLEDGE = "acknowledge", _l("Acknowledge the report")
    CLOSE = "close", _l("Close the audit")
    CANCEL = "cancel", _l("Cancel the audit")


TRANSITIONS: dict[tuple[State, Verb], State] = {
    (State.PLANNED, Verb.EDIT): State.PLANNED,
    (State.PLANNED, Verb.APPOINT): State.PLANNED,
    (State.PLANNED, Verb.PREPARE): State.PLANNED,
    (State.PLANNED, Verb.ANNOUNCE): State.ANNOUNCED,
    (State.PLANNED, Verb.CANCEL): State.CANCELLED,
    (State.ANNOUNCED, Verb.EDIT): State.PLANNED,  # what was announced is announced anew after a change
    (State.ANNOUNCED, Verb.APPOINT): State.PLANNED,
    (State.ANNOUNCED, Verb.PREPARE): State.ANNOUNCED,
    (State.ANNOUNCED, Verb.ANSWER): State.ANNOUNCED,
    (State.ANNOUNCED, Verb.START): State.IN_PROGRESS,
    (State.ANNOUNCED, Verb.CANCEL): State.CANCELLED,
    (State.IN_PROGRESS, Verb.APPOINT): State.IN_PROGRESS,  # somebody falls ill or leaves the office
    (State.IN_PROGRESS, Verb.PREPARE): State.IN_PROGRESS,
    (State.IN_PROGRESS, Verb.RECORD): State.IN_PROGRESS,
    (State.IN_PROGRESS, Verb.REPORT): State.IN_PROGRESS,
    (State.IN_PROGRESS, Verb.FINISH): State.REPORTING,
    (State.IN_PROGRESS, Verb.CANCEL): State.CANCELLED,
    (State.REPORTING, Verb.APPOINT): State.REPORTING,
    (State.REPORTING, Verb.RESUME): State.IN_PROGRESS,
    (State.REPORTING, Verb.REPORT): State.REPORTING,
    (State.REPORTING, Verb.SIGN): State.REPORTING,
    (State.REPORTING, Verb.ACKNOWLEDGE): State.REPORTING,
    (State.REPORTING, Verb.CLOSE): State.CLOSED,
}

OPEN = frozenset({State.PLANNED, State.ANNOUNCED, State.IN_PROGRESS, State.REPORTING})
KNOWN_TO_UNITS = frozenset({State.ANNOUNCED, State.IN_PROGRESS, State.REPORTING, State.CLOSED})
AFTER_THE_AUDIT = frozenset({State.REPORTING, State.CLOSED})


def code_of(year: int, number: int) -> str:
    """ĐG-2026-01: one row of numbers per organisation and year, without gaps."""
    return f"ĐG-{year}-{number:02d}"


def after(state: State, verb: Verb) -> State:
    """The state that the verb leads to.

    Raises:
        Refused: the table does not allow the move.
    """
    return moved(TRANSITIONS, state, verb)


def allows(state: State, verb: Verb) -> bool:
    """Whether the table has this move."""
    return (state, verb) in TRANSITIONS


def not_signed(report_hash: str) -> None:
    """Go on only while nobody has signed the report: what it tells is changed no more.

    Raises:
        Refused: it is signed.
    """
    if report_hash:
        raise Refused(_l("The report is signed already."))


class Part(Worded):
    """What a person is in an audit team."""

    LEAD = "lead", _l("Lead auditor")
    AUDITOR = "auditor", _l("Auditor")
    OBSERVER = "observer", _l("Observer, in training")

    @property
    def audits(self) -> bool:
        """Whether it takes notes and reaches results; an observer only looks and learns."""
        return self is not Part.OBSERVER


class Answer(Worded):
    """What an audited unit said to the plan."""

    NONE = "none", _l("No answer yet"), "neutral"
    ACCEPTED = "accepted", _l("Accepted"), "success"
    OTHER_DATE = "other_date", _l("Asks for another date"), "warning"


class Meeting(Worded):
    """A kind of entry in the agenda."""

    OPENING = "opening", _l("Opening meeting")
    UNIT = "unit", _l("Audit of a unit")
    CLOSING = "closing", _l("Closing meeting")


# --- Independence ---------------------------------------------------------------------------------------------


class Conflict(StrEnum):
    """Why somebody is not independent of what is audited."""

    OWN_UNIT = "own_unit"
    OWNS = "owns"
    WROTE = "wrote"
    REVIEWED = "reviewed"

    @property
    def sentence(self) -> Any:
        return _CONFLICTS[self]


_CONFLICTS = {
    Conflict.OWN_UNIT: _l("works in %(what)s"),
    Conflict.OWNS: _l("owns %(what)s"),
    Conflict.WROTE: _l("wrote or edited %(what)s"),
    Conflict.REVIEWED: _l("reviewed %(what)s"),
}


@dataclass(frozen=True)
class Bias:
    """One conflict of one person with one unit or document."""

    kind: Conflict
    record_id: int
    name: str

    @property
    def key(self) -> str:
        """How an overruling names it: "own_unit:3"."""
        return f"{self.kind.value}:{self.record_id}"

    @property
    def sentence(self) -> str:
        return str(self.kind.sentence) % {"what": self.name}

    def is_about(self, *, unit_id: int | None, document_id: int | None) -> bool:
        """Whether it touches a line of this unit and document."""
        return self.record_id == (unit_id if self.kind is Conflict.OWN_UNIT else document_id)


def nothing_left_to_audit(
    biases: Collection[Bias], *, units: Collection[int], documents: Collection[int]
) -> bool:
    """Whether these conflicts leave no unit, or none of the procedures in scope, that the person may audit."""
    own = {bias.record_id for bias in biases if bias.kind is Conflict.OWN_UNIT}
    made = {bias.record_id for bias in biases if bias.kind is not Conflict.OWN_UNIT}
    return (bool(units) and own >= set(units)) or (bool(documents) and made >= set(documents))


def in_words(biases: Collection[Bias]) -> str:
    """The conflicts as one line."""
    return "; ".join(bias.sentence for bias in biases)


# --- Competence and dates -------------------------------------------------------------------------------------

WARN_BEFORE = timedelta(days=60)


class Standing(Worded):
    """How an auditor's proof of competence stands on a day."""

    VALID = "valid", _l("Valid"), "success"
    ENDS_SOON = "ends_soon", _l("Ends soon"), "warning"
    OVER = "over", _l("No longer valid"), "danger"
    NOT_YET = "not_yet", _l("Not valid yet"), "neutral"


def standing_on(day: date, *, valid_from: date, valid_until: date | None) -> Standing:
    """How a record that is valid from and until these days stands on ``day``."""
    if day < valid_from:
        return Standing.NOT_YET
    if valid_until is None or day + WARN_BEFORE <= valid_until:
        return Standing.VALID
    return Standing.ENDS_SOON if day <= valid_until else Standing.OVER


def dates_fit(starts_on: date, ends_on: date, *, today: date) -> None:
    """Go on only if an audit can be planned for these days.

    Raises:
        Refused: at the field, when it lies in the past or ends before it begins.
    """
    if starts_on < today:
        raise Refused(_l("An audit is planned for today or later."), field="starts_on")
    _in_order(starts_on, ends_on)


def took_place(starts_on: date, ends_on: date, *, today: date) -> None:
    """Go on only if an audit of these days can be entered from paper.

    Raises:
        Refused: at the field, when it has not ended yet or ends before it begins.
    """
    _in_order(starts_on, ends_on)
    if ends_on >= today:
        raise Refused(_l("Enter what has ended; an audit that is to come is planned."), field="ends_on")


def _in_order(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise Refused(_l("The last day cannot be before the first."), field="ends_on")
    if (ends_on - starts_on).days > 60:
        raise Refused(_l("An audit lasts 60 days at most; plan several instead."), field="ends_on")
