"""The life of a yearly audit programme: written, sent for approval, approved and signed, amended."""

from __future__ import annotations

from datetime import date

from qms.audits.rules.auditing import State as AuditState
from qms.foundation.moves import moved
from qms.foundation.texts import _l
from qms.kernel.enums import Worded

FIRST_YEAR, LAST_YEAR = 2015, 2100


class ProgrammeState(Worded):
    DRAFT = "draft", _l("Being written"), "neutral"
    AWAITING_APPROVAL = "awaiting_approval", _l("Awaiting approval"), "progress"
    APPROVED = "approved", _l("Approved and signed"), "success"


class ProgrammeVerb(Worded):
    EDIT = "edit", _l("Change the programme")
    SUBMIT = "submit", _l("Send for approval")
    RETURN = "return", _l("Send the programme back")
    APPROVE = "approve", _l("Approve and sign")
    AMEND = "amend", _l("Amend the programme")


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


class Progress(Worded):
    """How far a line of a programme has come."""

    DONE = "done", _l("Carried out"), "success"
    UNDER_WAY = "under_way", _l("Being carried out"), "progress"
    TO_COME = "to_come", _l("To come"), "neutral"
    LATE = "late", _l("Late"), "danger"


def progress_of(audit: AuditState | None, *, year: int, month: int, today: date) -> Progress:
    """How far a line for a month has come, by the state of its audit; late is what has not begun when it is over."""
    if audit is AuditState.CLOSED:
        return Progress.DONE
    if audit in (AuditState.IN_PROGRESS, AuditState.REPORTING):
        return Progress.UNDER_WAY
    return Progress.LATE if (year, month) < (today.year, today.month) else Progress.TO_COME


class Meaning(Worded):
    """What a signature in this room says."""

    PREPARED = "prepared", _l("Prepared")
    APPROVED = "approved", _l("Approved")
    REPORTED = "reported", _l("Lead auditor")
    ACKNOWLEDGED = "acknowledged", _l("For the audited unit")
    ENTERED = "entered", _l("Entered from paper")


def is_year(year: int) -> bool:
    """Whether a programme can be of this year."""
    return FIRST_YEAR <= year <= LAST_YEAR
