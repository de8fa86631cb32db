"""Deciding: reviewing, sending back, approving, revoking, withdrawing, confirming a text as still valid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import astuple
from datetime import date

from qms.documents import rules, sets
from qms.documents.models import Decision, Document, Revision
from qms.documents.operations.announcing import reindex, tell, trace
from qms.documents.operations.taking_effect import put_set_in_force_if_ready, take_effect, take_out_of_force
from qms.documents.operations.writing import move, refuse_problems, sign, under_way_sentence
from qms.documents.rules import Change, Meaning, State, Verb
from qms.documents.sets import Act
from qms.foundation.access import Actor
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Person
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused

NO_REVIEW = _l("There is no review to answer: nothing is in force, or no review is planned.")

NOTHING_AWAITS = _l("No revision of this set awaits your approval.")


def review(revision: Revision, *, actor: Actor, password: str, note: str, seen: int | None) -> None:
    """The reviewer signs that the text is good; the approver's turn comes.

    Raises:
        Stale, Refused, Forbidden: version, state, four eyes, or not the reviewer named.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    same_as_seen(revision.version, seen)
    target = rules.after(revision.status, Verb.REVIEW)
    _refuse_stranger(actor, revision.reviewer_id)
    rules.four_eyes(signer.id, others=revision.hands)
    _refuse_changed(revision)
    move(revision, target)
    sign(revision, signer, Meaning.REVIEWED, note)
    trace("reviewed", revision, actor=actor, hash=revision.content_hash, reason=note)
    tell("please_approve", revision, revision.approver_id, actor=actor)
    reindex(revision.document)


def request_changes(revision: Revision, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Reviewer or approver sends the text back to its author, with a reason.

    Raises:
        Stale, Refused, Forbidden: version, state, no reason, or not their turn.
    """
    same_as_seen(revision.version, seen)
    turn = {State.IN_REVIEW: revision.reviewer_id, State.AWAITING_APPROVAL: revision.approver_id}
    whose = turn.get(revision.status)
    target = rules.after(revision.status, Verb.REQUEST_CHANGES)
    _refuse_stranger(actor, whose)
    if not reason.strip():
        raise Refused(_l("Say what must be changed; the author has nothing else to go by."), field="reason")
    move(revision, target)
    revision.return_reason = reason
    revision.content_hash = ""
    trace("changes_requested", revision, actor=actor, reason=reason)
    tell("changes_requested", revision, revision.author_id, actor=actor, reason=reason)
    reindex(revision.document)


def approve(
    revision: Revision,
    *,
    actor: Actor,
    password: str,
    effective_on: date | None,
    is_significant: bool,
    change: Change,
    decision_number: str,
    seen: int | None,
) -> None:
    """The approver signs; the revision takes effect on its date, at once when that is today.

    Of a revision in a set, day and number are those of its decision, and it takes effect with the others only.

    Raises:
        Stale, Refused, Forbidden: version, state, date, an unmended problem, four eyes, or not the approver.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    same_as_seen(revision.version, seen)
    decision = revision.decision
    if decision is None:
        if effective_on is None:
            raise Refused(_l("Write the date on which it takes effect."), field="effective_on")
        _approve(revision, signer, actor, effective_on, is_significant=is_significant, change=change)
        revision.decision_number = decision_number
        if effective_on <= clock.today():
            take_effect(revision, actor=actor)
        return
    _approve(revision, signer, actor, decision.effective_on, is_significant=is_significant, change=change)
    put_set_in_force_if_ready(decision, actor=actor)


def approve_set(
    decision: Decision, *, actor: Actor, password: str, significant: Collection[int], seen: int | None
) -> int:
    """The approver signs every revision of a set that awaits their approval, each with a signature of its own.

    ``significant`` are the ids of the revisions whose change is significant. Returns how many were signed. If the set's
    day has come and it is complete, it takes effect.

    Raises:
        Stale, Refused, Forbidden: as ``approve``, naming the revision; then none is signed.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    same_as_seen(decision.version, seen)
    sets.after(decision.status, Act.CHANGE)
    waiting = awaiting(decision, actor)
    if not waiting:
        raise Refused(NOTHING_AWAITS)
    for revision in waiting:
        change = Change(revision.change_place, revision.change_what, revision.change_why)
        try:
            _approve(
                revision,
                signer,
                actor,
                decision.effective_on,
                is_significant=revision.id in significant,
                change=change,
            )
        except Refused as refusal:
            raise Refused(_l("%(name)s: %(why)s", name=revision.name, why=str(refusal.message))) from refusal
    put_set_in_force_if_ready(decision, actor=actor)
    return len(waiting)


def awaiting(decision: Decision, actor: Actor) -> list[Revision]:
    """The revisions of a set that wait for this person's approval."""
    return [
        each
        for each in decision.revisions
        if each.state == State.AWAITING_APPROVAL and each.approver_id == actor.person_id
    ]


def _approve(
    revision: Revision,
    signer: Person,
    actor: Actor,
    effective_on: date,
    *,
    is_significant: bool,
    change: Change,
) -> None:
    target = rules.after(revision.status, Verb.APPROVE)
    _refuse_stranger(actor, revision.approver_id)
    rules.four_eyes(signer.id, others=revision.hands | {revision.reviewer_id or 0})
    rules.may_take_effect_on(effective_on, today=clock.today())
    rules.says_what_changed(change, number=revision.number)
    refuse_problems(revision, Verb.SUBMIT, Verb.APPROVE)
    _refuse_changed(revision)
    revision.effective_on = effective_on
    revision.is_significant = is_significant
    revision.change_place, revision.change_what, revision.change_why = astuple(change)
    move(revision, target)
    sign(revision, signer, Meaning.APPROVED)
    trace("approved", revision, actor=actor, effective_on=effective_on, hash=revision.content_hash)
    tell(
        "approved",
        revision,
        revision.author_id,
        revision.document.owner_id,
        actor=actor,
        effective_on=effective_on,
    )
    reindex(revision.document)


def revoke(revision: Revision, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Take an approval back before its date; the text goes back to its author."""
    same_as_seen(revision.version, seen)
    move(revision, rules.after(revision.status, Verb.REVOKE))
    revision.return_reason = reason
    revision.effective_on = None
    revision.content_hash = ""
    trace("approval_revoked", revision, actor=actor, reason=reason)
    tell("changes_requested", revision, revision.author_id, actor=actor, reason=reason)
    reindex(revision.document)


def withdraw(
    revision: Revision, *, actor: Actor, reason: str, decision_number: str, seen: int | None
) -> None:
    """Take a document out of use, with reason and decision; it stays readable for those with the right.

    Raises:
        Stale, Refused: version, state, no reason or decision, or a later revision is under way, which would bring
            the document back without a word.
    """
    same_as_seen(revision.version, seen)
    rules.after(revision.status, Verb.WITHDRAW)
    for name, value in (("reason", reason), ("decision_number", decision_number)):
        if not value.strip():
            raise Refused(_l("A withdrawal needs a reason and the number of the decision."), field=name)
    under_way = revision.document.open_revision
    if under_way is not None:
        raise Refused(under_way_sentence(under_way))
    take_out_of_force(revision, actor=actor, reason=reason, decision_number=decision_number, on=clock.today())


def confirm_still_valid(document: Document, *, actor: Actor, password: str, note: str) -> None:
    """Answer the periodic review: the text in force is still right, signed; the next review is set.

    Raises:
        Refused: nothing is in force, or no review is asked for.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    revision = document.effective
    if revision is None or document.next_review_on is None:
        raise Refused(NO_REVIEW)
    due = document.next_review_on
    document.next_review_on = rules.next_review(clock.today(), document.review_months)
    sign(revision, signer, Meaning.STILL_VALID, note)
    trace("confirmed_valid", revision, actor=actor, reason=note, due=due, next=document.next_review_on)


def _refuse_stranger(actor: Actor, named: int | None) -> None:
    if actor.person_id != named:
        raise Forbidden(_l("Another person was named to decide on this revision."))


def _refuse_changed(revision: Revision) -> None:
    """What is signed now must be what was signed before; anything else is a fault, and stops here."""
    if revision.computed_hash() != revision.content_hash:
        raise Refused(_l("The text differs from what was signed before. Take it back and send it again."))
