"""The life of a yearly audit programme: written, sent for approval, approved and signed, amended."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from qms.audits.rules.auditing import State as AuditState
from qms.audits.rules.moves import moved
from qms.foundation.texts import _l

FIRST_YEAR, LAST_YEAR = 2015, 2100


class ProgrammeState(StrEnum):
    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"

    @property
    def label(self) -> Any:
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        return _STATES[self][1]


_STATES = {
    ProgrammeState.DRAFT: (_l("Being written"), "neutral"),
    ProgrammeState.AWAITING_APPROVAL: (_l("Awaiting approval"), "progress"),
    ProgrammeState.APPROVED: (_l("Approved and signed"), "success"),
}


class ProgrammeVerb(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    AMEND = "amend"

    @property
    def label(self) -> Any:
        return _VERBS[self]


_VERBS = {
    ProgrammeVerb.EDIT: _l("Change the programme"),
    ProgrammeVerb.SUBMIT: _l("Send for approval"),
    ProgrammeVerb.RETURN: _l("Send the programme back"),
    ProgrammeVerb.APPROVE: _l("Approve and sign"),
    ProgrammeVerb.AMEND: _l("Amend the programme"),
}

TRANSITIONS: dict[tuple[ProgrammeState, ProgrammeVerb], ProgrammeState] = {
    (ProgrammeState.DRAFT, ProgrammeVerb.EDIT): ProgrammeState.DRAFT,
    (ProgrammeState.DRAFT, ProgrammeVerb.SUBMIT): ProgrammeState.AWAITING_APPROVAL,
    (ProgrammeState.AWAITING_APPROVAL, ProgrammeVerb.RETURN): ProgrammeState.DRAFT,
    (ProgrammeState.AWAITING_APPROVAL, ProgrammeVerb.APPROVE): ProgrammeState.APPROVED,
    (ProgrammeState.APPROVED, ProgrammeVerb.AMEND): ProgrammeState.DRAFT,
}


def after(state: ProgrammeState, verb: ProgrammeVerb) -> ProgrammeState:
    """The state that the verb leads to.

    Raises:
        Refused: the table does not allow the move.
    """
    return moved(TRANSITIONS, state, verb)


# --- How far it has come --------------------------------------------------------------------------------------


class Progress(StrEnum):
    """How far a line of a programme has come."""

    DONE = "done"
    UNDER_WAY = "under_way"
    TO_COME = "to_come"
    LATE = "late"

    @property
    def label(self) -> Any:
        return _PROGRESS[self][0]

    @property
    def tone(self) -> str:
        return _PROGRESS[self][1]


_PROGRESS = {
    Progress.DONE: (_l("Carried out"), "success"),
    Progress.UNDER_WAY: (_l("Being carried out"), "progress"),
    Progress.TO_COME: (_l("To come"), "neutral"),
    Progress.LATE: (_l("Late"), "danger"),
}


def progress_of(audit: AuditState | None, *, year: int, month: int, today: date) -> Progress:
    """How far a line for a month has come, by the state of its audit; late is what has not begun when it is over."""
    if audit is AuditState.CLOSED:
        return Progress.DONE
    if audit in (AuditState.IN_PROGRESS, AuditState.REPORTING):
        return Progress.UNDER_WAY
    return Progress.LATE if (year, month) < (today.year, today.month) else Progress.TO_COME


class Meaning(StrEnum):
    """What a signature in this room says."""

    PREPARED = "prepared"
    APPROVED = "approved"
    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"

    @property
    def label(self) -> Any:
        return _MEANINGS[self]


_MEANINGS = {
    Meaning.PREPARED: _l("Prepared"),
    Meaning.APPROVED: _l("Approved"),
    Meaning.REPORTED: _l("Lead auditor"),
    Meaning.ACKNOWLEDGED: _l("For the audited unit"),
}


def is_year(year: int) -> bool:
    """Whether a programme can be of this year."""
    return FIRST_YEAR <= year <= LAST_YEAR
