"""The life of a finding: written, sent to the unit, accepted or contested, decided. Knows no database.

A finding that the unit did not answer in time stands when the report is signed.
"""

from __future__ import annotations

from qms.foundation.moves import moved
from qms.foundation.texts import _l
from qms.kernel.enums import Worded
from qms.kernel.errors import Refused

KIND = "audit_finding"  # its name in the trail and as the source of a nonconformity


class FindingState(Worded):
    DRAFT = "draft", _l("Being written by the team"), "neutral"
    SENT = "sent", _l("Waits for the unit's answer"), "progress"
    ACCEPTED = "accepted", _l("Accepted by the unit"), "success"
    CONTESTED = "contested", _l("Contested by the unit"), "warning"
    UPHELD = "upheld", _l("Upheld by the lead auditor"), "info"
    WITHDRAWN = "withdrawn", _l("Finding withdrawn"), "neutral"
    UNANSWERED = "unanswered", _l("Not answered in time"), "warning"


class FindingVerb(Worded):
    EDIT = "edit", _l("Change the finding")
    SEND = "send", _l("Send the finding to the unit")
    ACCEPT = "accept", _l("Accept the finding")
    CONTEST = "contest", _l("Contest the finding")
    UPHOLD = "uphold", _l("Uphold the finding")
    WITHDRAW = "withdraw", _l("Withdraw the finding")
    LAPSE = "lapse", _l("Let the time for an answer end")


TRANSITIONS: dict[tuple[FindingState, FindingVerb], FindingState] = {
    (FindingState.DRAFT, FindingVerb.EDIT): FindingState.DRAFT,
    (FindingState.DRAFT, FindingVerb.SEND): FindingState.SENT,
    (FindingState.DRAFT, FindingVerb.WITHDRAW): FindingState.WITHDRAWN,
    (FindingState.SENT, FindingVerb.ACCEPT): FindingState.ACCEPTED,
    (FindingState.SENT, FindingVerb.CONTEST): FindingState.CONTESTED,
    (FindingState.SENT, FindingVerb.WITHDRAW): FindingState.WITHDRAWN,
    (FindingState.SENT, FindingVerb.LAPSE): FindingState.UNANSWERED,
    (FindingState.CONTESTED, FindingVerb.UPHOLD): FindingState.UPHELD,
    (FindingState.CONTESTED, FindingVerb.WITHDRAW): FindingState.WITHDRAWN,
}

STANDING = frozenset({FindingState.ACCEPTED, FindingState.UPHELD, FindingState.UNANSWERED})
OPEN = frozenset({FindingState.DRAFT, FindingState.SENT, FindingState.CONTESTED})
COUNTING = frozenset(FindingState) - {FindingState.WITHDRAWN}


def not_too_late(state: FindingState) -> None:
    """Go on only if the unit may still answer: what the lead signed is changed no more.

    Raises:
        Refused: the report was signed without the answer; the sentence says where it can be written.
    """
    if state is FindingState.UNANSWERED:
        raise Refused(
            _l(
                "The report was signed without your answer, for its time was over. "
                "Write what you have to say in the note when you acknowledge the report."
            )
        )


def after(state: FindingState, verb: FindingVerb) -> FindingState:
    """The state that the verb leads to.

    Raises:
        Refused: the table does not allow the move.
    """
    return moved(TRANSITIONS, state, verb)
