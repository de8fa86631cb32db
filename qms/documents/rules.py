"""The life of a revision: states, verbs and the table of moves; four eyes; dates. Knows no database.

The table is the one truth: operations ask it, the tests take it whole, the help page draws it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from qms.foundation.moves import moved
from qms.foundation.texts import _l
from qms.kernel.canonical import canonical, digest
from qms.kernel.enums import Worded
from qms.kernel.errors import Refused


class State(Worded):
    DRAFT = (
        "draft",
        _l("Draft"),
        "neutral",
        _l("Being written; only its author and the coordinator change it."),
    )
    IN_REVIEW = "in_review", _l("In review"), "progress", _l("The reviewer reads it; nobody can change it.")
    CHANGES_REQUESTED = (
        "changes_requested",
        _l("Changes requested"),
        "warning",
        _l("Came back to its author with a reason."),
    )
    AWAITING_APPROVAL = (
        "awaiting_approval",
        _l("Awaiting approval"),
        "progress",
        _l("Reviewed and signed; the approver decides."),
    )
    APPROVED = "approved", _l("Approved"), "info", _l("Signed; takes effect on its date.")
    EFFECTIVE = "effective", _l("In force"), "success", _l("The one revision to work by.")
    SUPERSEDED = "superseded", _l("Superseded"), "neutral", _l("A later revision took its place.")
    WITHDRAWN = "withdrawn", _l("Withdrawn"), "danger", _l("No longer to be used; kept as a record.")


@dataclass(frozen=True)
class Change:
    """The row of the amendment table: where, what and why."""

    place: str = ""
    what: str = ""
    why: str = ""


TURNS = {
    State.DRAFT: "author",
    State.CHANGES_REQUESTED: "author",
    State.IN_REVIEW: "reviewer",
    State.AWAITING_APPROVAL: "approver",
}
"""Whose act a revision waits for in its state; nobody's once it is approved."""


def issue_label(issue: int, amendment: int) -> str:
    """Lần ban hành / lần sửa đổi, as on a cover: 01/00."""
    return f"{issue:02d}/{amendment:02d}"


class Verb(Worded):
    EDIT = "edit", _l("Edit")
    SUBMIT = "submit", _l("Send for review")
    RECALL = "recall", _l("Take back")
    REQUEST_CHANGES = "request_changes", _l("Request changes")
    REVIEW = "review", _l("Review and sign")
    APPROVE = "approve", _l("Approve and sign")
    REVOKE = "revoke", _l("Revoke the approval")
    TAKE_EFFECT = "take_effect", _l("Takes effect on its date")
    SUPERSEDE = "supersede", _l("A later revision takes effect")
    WITHDRAW = "withdraw", _l("Withdraw")
    ABANDON = "abandon", _l("Abandon")


TRANSITIONS: dict[tuple[State, Verb], State] = {
    (State.DRAFT, Verb.EDIT): State.DRAFT,
    (State.DRAFT, Verb.SUBMIT): State.IN_REVIEW,
    (State.DRAFT, Verb.ABANDON): State.WITHDRAWN,
    (State.CHANGES_REQUESTED, Verb.EDIT): State.CHANGES_REQUESTED,
    (State.CHANGES_REQUESTED, Verb.SUBMIT): State.IN_REVIEW,
    (State.CHANGES_REQUESTED, Verb.ABANDON): State.WITHDRAWN,
    (State.IN_REVIEW, Verb.REVIEW): State.AWAITING_APPROVAL,
    (State.IN_REVIEW, Verb.REQUEST_CHANGES): State.CHANGES_REQUESTED,
    (State.IN_REVIEW, Verb.RECALL): State.DRAFT,
    (State.AWAITING_APPROVAL, Verb.APPROVE): State.APPROVED,
    (State.AWAITING_APPROVAL, Verb.REQUEST_CHANGES): State.CHANGES_REQUESTED,
    (State.AWAITING_APPROVAL, Verb.RECALL): State.DRAFT,
    (State.APPROVED, Verb.TAKE_EFFECT): State.EFFECTIVE,
    (State.APPROVED, Verb.REVOKE): State.CHANGES_REQUESTED,
    (State.EFFECTIVE, Verb.SUPERSEDE): State.SUPERSEDED,
    (State.EFFECTIVE, Verb.WITHDRAW): State.WITHDRAWN,
}

EDITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
OPEN = frozenset(
    {State.DRAFT, State.CHANGES_REQUESTED, State.IN_REVIEW, State.AWAITING_APPROVAL, State.APPROVED}
)
CLOSED = frozenset({State.SUPERSEDED, State.WITHDRAWN})
RELEASED = frozenset({State.EFFECTIVE, State.SUPERSEDED})  # approved text that staff have worked by


def after(state: State, verb: Verb) -> State:
    """The state that the verb leads to.

    Raises:
        Refused: the table does not allow the move.
    """
    return moved(TRANSITIONS, state, verb)


def allows(state: State, verb: Verb) -> bool:
    """Whether the table has this move."""
    return (state, verb) in TRANSITIONS


class Meaning(Worded):
    """What a signature says."""

    WROTE = "wrote", _l("Wrote")
    REVIEWED = "reviewed", _l("Reviewed")
    APPROVED = "approved", _l("Approved")
    STILL_VALID = "still_valid", _l("Confirmed as still valid")


def four_eyes(person_id: int, *, others: set[int]) -> None:
    """Go on only if this person had no other part in the revision.

    Raises:
        Refused: they wrote, edited or reviewed it.
    """
    if person_id in others:
        raise Refused(
            _l("Whoever wrote, edited or reviewed a revision cannot decide on it: another person must.")
        )


def content_hash(**parts: Any) -> str:
    """SHA-256 (hex) of what is signed: of the parts of ``signed_content``, whose text can be seen."""
    return digest(signed_content(**parts))


def signed_content(
    *,
    code: str,
    title: str,
    issue: int,
    amendment: int,
    body: str,
    structure: str,
    files: Sequence[Mapping[str, str]] = (),
) -> str:
    """Exactly what a signature covers, as canonical JSON (sorted keys, no spaces, UTF-8).

    ``files`` are names and hashes. Where there are none nothing is said of them: what was signed before revisions
    had files keeps its hash.
    """
    parts: dict[str, Any] = {
        "code": code,
        "title": title,
        "issue": issue,
        "amendment": amendment,
        "body": body,
        "structure": structure,
    }
    if files:
        parts["files"] = [dict(each) for each in files]
    return canonical(parts)


@dataclass(frozen=True)
class Problem:
    """Something wrong with a revision's content, found before people sign it.

    ``blocks`` is the verb it stands in the way of, or None for advice; ``place`` is where to mend it,
    understood by the room whose structure it is.
    """

    sentence: Any
    blocks: Verb | None = None
    place: str = ""


def next_numbers(issue: int, amendment: int, *, new_issue: bool) -> tuple[int, int]:
    """Lần ban hành / lần sửa đổi of the next revision: another amendment, or a new issue that starts at 0."""
    return (issue + 1, 0) if new_issue else (issue, amendment + 1)


def may_take_effect_on(day: date, *, today: date) -> None:
    """Go on only if the day is today or later.

    Raises:
        Refused: at the field ``effective_on``.
    """
    if day < today:
        raise Refused(_l("The effective date cannot be in the past: today or later."), field="effective_on")


def says_what_changed(change: Change, *, number: int) -> None:
    """Go on only if a revision after the first one has its row in the amendment table.

    Raises:
        Refused: at the field ``change_what``.
    """
    if number > 1 and not change.what.strip():
        raise Refused(
            _l("Say what changed: it is the row of this revision in the amendment table."),
            field="change_what",
        )


REMIND_BEFORE = (timedelta(days=30), timedelta(days=7))


def next_review(effective_on: date, months: int) -> date | None:
    """When the revision must be looked at again; None when the document asks for no periodic review."""
    if months <= 0:
        return None
    years, month = divmod(effective_on.month - 1 + months, 12)
    year, month = effective_on.year + years, month + 1
    return date(year, month, min(effective_on.day, monthrange(year, month)[1]))


def reminders_due(review_on: date, today: date) -> list[str]:
    """Which reminders should have gone out by today: "30", "7", "late"; each is sent once."""
    due = [str(before.days) for before in REMIND_BEFORE if today >= review_on - before]
    return [*due, "late"] if today > review_on else due
