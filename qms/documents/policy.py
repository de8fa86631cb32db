"""Who may do what with documents. ``record`` is a revision, or a document where the sentence says so."""

from __future__ import annotations

from typing import Any

from qms.documents.models import Decision, Document, Revision
from qms.documents.rules import State
from qms.documents.sets import DecisionState
from qms.foundation.access import (
    Actor,
    Role,
    has_role,
    is_administrator,
    is_coordinator,
    is_leader,
    is_signed_in,
    permission,
    predicate,
)
from qms.foundation.texts import _l


def _revision(record: Any) -> Revision | None:
    """The revision that a record is, or is a part of (a step)."""
    found = record if isinstance(record, Revision) else getattr(record, "revision", None)
    return found if isinstance(found, Revision) else None


def _document(record: Any) -> Document | None:
    if isinstance(record, Document):
        return record
    revision = _revision(record)
    return revision.document if revision else None


@predicate(_l("the revision is in force"))
def is_in_force(_actor: Actor, record: Any) -> bool:
    revision = _revision(record)
    return revision is not None and revision.state == State.EFFECTIVE


@predicate(_l("the revision was once in force"))
def was_in_force(_actor: Actor, record: Any) -> bool:
    revision = _revision(record)
    return revision is not None and revision.effective_at is not None


@predicate(_l("the document was once in force"))
def is_known(_actor: Actor, record: Any) -> bool:
    document = _document(record)
    return document is not None and any(revision.effective_at for revision in document.revisions)


@predicate(_l("its author"))
def is_author(actor: Actor, record: Any) -> bool:
    revision = _revision(record)
    return revision is not None and revision.author_id == actor.person_id


@predicate(_l("not its author"))
def is_not_author(actor: Actor, record: Any) -> bool:
    revision = _revision(record)
    return revision is not None and revision.author_id != actor.person_id


@predicate(_l("the reviewer named for it"))
def is_named_reviewer(actor: Actor, record: Any) -> bool:
    revision = _revision(record)
    return revision is not None and revision.reviewer_id == actor.person_id


@predicate(_l("the approver named for it"))
def is_named_approver(actor: Actor, record: Any) -> bool:
    revision = _revision(record)
    return revision is not None and revision.approver_id == actor.person_id


@predicate(_l("whose turn it is to decide"))
def is_their_turn(actor: Actor, record: Any) -> bool:
    revision = _revision(record)
    if revision is None:
        return False
    turn = {State.IN_REVIEW: revision.reviewer_id, State.AWAITING_APPROVAL: revision.approver_id}
    return turn.get(revision.status) == actor.person_id


@predicate(_l("the decision is issued"))
def is_issued(_actor: Actor, record: Any) -> bool:
    return isinstance(record, Decision) and record.is_in_force


@predicate(_l("the decision is in preparation"))
def is_being_prepared(_actor: Actor, record: Any) -> bool:
    return isinstance(record, Decision) and record.status is DecisionState.PREPARING


@predicate(_l("named as approver of a revision in its set"))
def approves_in_set(actor: Actor, record: Any) -> bool:
    return isinstance(record, Decision) and any(
        each.approver_id == actor.person_id for each in record.revisions
    )


@predicate(_l("the document's owner"))
def is_owner(actor: Actor, record: Any) -> bool:
    document = _document(record)
    return document is not None and document.owner_id == actor.person_id


@predicate(_l("from the unit that owns the document"))
def is_of_owning_unit(actor: Actor, record: Any) -> bool:
    document = _document(record)
    return document is not None and document.unit_id is not None and document.unit_id == actor.unit_id


writes = has_role(Role.STAFF, Role.REVIEWER)
looks_back = has_role(Role.COORDINATOR, Role.LEADER, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR)


def may_look_back(actor: Actor, document: Document) -> bool:
    """Whether the actor may read a document's history, which tells of drafts and reasons."""
    wrote = any(is_author(actor, revision) for revision in document.revisions)
    return wrote or looks_back(actor, document) or is_owner(actor, document)


LIST = permission("documents.list", _l("See the master list of documents"), [is_signed_in])
READ = permission(
    "documents.read",
    _l("Read a revision"),
    [is_in_force, is_signed_in],
    [was_in_force, looks_back],
    [is_author],
    [is_named_reviewer],
    [is_named_approver],
    [is_coordinator],
    [is_owner],
)
CREATE = permission("documents.create", _l("Make a new document and give it its code"), [is_coordinator])
KEEP = permission(
    "documents.keep", _l("Change a document's owner, unit, clauses and review interval"), [is_coordinator]
)
REVISE = permission(
    "documents.revise",
    _l("Start a new revision of a document"),
    [is_coordinator],
    [is_owner],
    [writes, is_of_owning_unit, is_known],
)
EDIT = permission("documents.edit", _l("Change the text of a draft"), [is_author], [is_coordinator])
SUBMIT = permission("documents.submit", _l("Send a draft for review"), [is_author], [is_coordinator])
RECALL = permission(
    "documents.recall", _l("Take a revision back before it is approved"), [is_author], [is_coordinator]
)
REVIEW = permission("documents.review", _l("Review a revision and sign"), [is_named_reviewer, is_not_author])
APPROVE = permission(
    "documents.approve", _l("Approve a revision and sign"), [is_named_approver, is_leader, is_not_author]
)
REQUEST_CHANGES = permission(
    "documents.request_changes", _l("Send a revision back with a reason"), [is_their_turn, is_not_author]
)
REVOKE = permission(
    "documents.revoke",
    _l("Revoke an approval before its date"),
    [is_named_approver, is_leader],
    [is_coordinator],
)
ABANDON = permission("documents.abandon", _l("Abandon a draft"), [is_author], [is_coordinator])
WITHDRAW = permission(
    "documents.withdraw",
    _l("Withdraw a document that is in force"),
    [is_leader, is_in_force],
    [is_coordinator],
)
ANSWER_REVIEW = permission(
    "documents.answer_review", _l("Confirm that a document is still valid"), [is_owner], [is_coordinator]
)
KEEP_TYPES = permission(
    "documents.keep_types",
    _l("Change document types, code patterns and default signers"),
    [is_coordinator],
    [is_administrator],
)

LOOK_BACK = permission("documents.look_back", _l("See what was in force on a day in the past"), [looks_back])
LIST_DECISIONS = permission("documents.list_decisions", _l("See the list of decisions"), [is_signed_in])
READ_DECISION = permission(
    "documents.read_decision",
    _l("Read a decision and what is in its set"),
    [is_issued, is_signed_in],
    [is_being_prepared, approves_in_set],
    [is_coordinator],
)
KEEP_DECISION = permission(
    "documents.keep_decision", _l("Prepare a decision and collect its set"), [is_coordinator]
)
APPROVE_SET = permission(
    "documents.approve_set", _l("Approve a whole set and sign"), [approves_in_set, is_leader]
)

PERMISSIONS = (
    LIST,
    READ,
    CREATE,
    KEEP,
    REVISE,
    EDIT,
    SUBMIT,
    RECALL,
    REVIEW,
    APPROVE,
    REQUEST_CHANGES,
    REVOKE,
    ABANDON,
    WITHDRAW,
    ANSWER_REVIEW,
    KEEP_TYPES,
    LOOK_BACK,
    LIST_DECISIONS,
    READ_DECISION,
    KEEP_DECISION,
    APPROVE_SET,
)
