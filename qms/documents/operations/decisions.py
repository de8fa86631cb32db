"""Decisions: preparing one, collecting its set, changing its facts, dropping it. Approving is in deciding.py, taking
effect in taking_effect.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qms.documents import rules, sets
from qms.documents.models import Decision, Document, Revision, Withdrawal
from qms.documents.operations.announcing import tell, trace, trace_decision
from qms.documents.rules import OPEN, State
from qms.documents.sets import Act
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity.models import Organization
from qms.kernel import clock
from qms.kernel.errors import Refused


@dataclass(frozen=True)
class DecisionFacts:
    """What is said of a decision. Number and day of signing may come later; without them nothing takes effect."""

    title: str
    effective_on: date
    number: str = ""
    signed_on: date | None = None
    signer: str = ""


def make_decision(facts: DecisionFacts, *, organization: Organization, actor: Actor) -> Decision:
    """Begin to prepare a decision.

    Raises:
        Refused: at ``effective_on``, when that day is over.
    """
    rules.may_take_effect_on(facts.effective_on, today=clock.today())
    decision = Decision(organization_id=organization.id, created_at=clock.now(), **asdict(facts))
    db.session.add(decision)
    db.session.flush()  # the trail refers to it
    trace_decision("decision_made", decision, actor=actor, effective_on=facts.effective_on)
    return decision


def change_decision(decision: Decision, facts: DecisionFacts, *, actor: Actor, seen: int | None) -> None:
    """Change what is said of a decision in preparation. Another day moves what is approved with it; its approvers hear.

    Raises:
        Stale, Refused: version, state, or a day that is over.
    """
    same_as_seen(decision.version, seen)
    sets.after(decision.status, Act.CHANGE)
    before = {name: getattr(decision, name) for name in asdict(facts)}
    if facts.effective_on != decision.effective_on:
        rules.may_take_effect_on(facts.effective_on, today=clock.today())
        _move_approved(decision, facts.effective_on, actor=actor)
    for name, value in asdict(facts).items():
        setattr(decision, name, value)
    decision.trouble = ""
    changes = {name: (before[name], value) for name, value in asdict(facts).items() if before[name] != value}
    if changes:
        trace_decision("decision_changed", decision, actor=actor, changes=_said(changes))


def _said(changes: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[str, str]]:
    """The changes as the trail keeps them."""
    return {f"decision_{name}": (_words(old), _words(new)) for name, (old, new) in changes.items()}


def _words(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value or ""


def _move_approved(decision: Decision, day: date, *, actor: Actor) -> None:
    for revision in decision.revisions:
        if revision.status is State.APPROVED:
            revision.effective_on = day
            trace("moved_with_set", revision, actor=actor, effective_on=day, decision=decision.name)
            tell("moved_with_set", revision, revision.approver_id, actor=actor, effective_on=day)


def add_revisions(decision: Decision, revisions: Iterable[Revision], *, actor: Actor) -> None:
    """Take revisions that are under way into the set.

    Raises:
        Refused: the decision is settled; a revision is not under way, in another set, or approved for another day.
    """
    sets.after(decision.status, Act.CHANGE)
    for revision in revisions:
        _refuse_unfit(decision, revision)
        revision.decision = decision
        trace_decision("decision_revision_added", decision, actor=actor, name=revision.name)


def _refuse_unfit(decision: Decision, revision: Revision) -> None:
    name = revision.name
    if revision.status not in OPEN:
        raise Refused(_l("%(name)s is not under way.", name=name), field="revisions")
    if revision.decision is not None and revision.decision is not decision:
        raise Refused(_l("%(name)s is in the set of another decision.", name=name), field="revisions")
    if revision.status is State.APPROVED and revision.effective_on != decision.effective_on:
        raise Refused(
            _l("%(name)s is approved for another day. Revoke the approval first.", name=name),
            field="revisions",
        )
    if any(each.document_id == revision.document_id for each in decision.withdrawals):
        raise Refused(_l("This decision withdraws %(name)s.", name=name), field="revisions")


def remove_revision(decision: Decision, revision: Revision, *, actor: Actor) -> None:
    """Take a revision out of the set; it goes on alone.

    Raises:
        Refused: the decision is settled, the revision is not in it, or is approved.
    """
    sets.after(decision.status, Act.CHANGE)
    if revision.decision is not decision:
        raise Refused(_l("%(name)s is not in this set.", name=revision.name))
    sets.may_be_removed(revision.status)
    revision.decision = None
    trace_decision("decision_revision_removed", decision, actor=actor, name=revision.name)


def add_withdrawal(decision: Decision, document: Document, *, reason: str, actor: Actor) -> None:
    """Have the decision take a document out of force on its day.

    Raises:
        Refused: the decision is settled, no reason, the document is not in force, or is in this set already.
    """
    sets.after(decision.status, Act.CHANGE)
    if not reason.strip():
        raise Refused(_l("Say why it is withdrawn."), field="reason")
    if document.effective is None:
        raise Refused(_l("No revision of %(code)s is in force.", code=document.code), field="document")
    known = {each.document_id for each in decision.revisions}
    known |= {each.document_id for each in decision.withdrawals}
    if document.id in known:
        raise Refused(
            _l("%(code)s is in the set of this decision already.", code=document.code), field="document"
        )
    decision.withdrawals.append(
        Withdrawal(organization_id=decision.organization_id, document=document, reason=reason)
    )
    trace_decision("decision_withdrawal_added", decision, actor=actor, code=document.code, reason=reason)


def remove_withdrawal(decision: Decision, document_id: int, *, actor: Actor) -> None:
    """Let a document stay in force after all.

    Raises:
        Refused: the decision is settled, or does not withdraw it.
    """
    sets.after(decision.status, Act.CHANGE)
    found = next((each for each in decision.withdrawals if each.document_id == document_id), None)
    if found is None:
        raise Refused(_l("This decision does not withdraw that document."))
    decision.withdrawals.remove(found)
    trace_decision("decision_withdrawal_removed", decision, actor=actor, code=found.document.code)


def drop_decision(decision: Decision, *, reason: str, actor: Actor, seen: int | None) -> None:
    """Give a decision up; its revisions go on alone.

    Raises:
        Stale, Refused: version, state, no reason, or a revision is approved to take effect with it.
    """
    same_as_seen(decision.version, seen)
    target = sets.after(decision.status, Act.DROP)
    if not reason.strip():
        raise Refused(_l("Say why it is dropped."), field="reason")
    for revision in list(decision.revisions):
        sets.may_be_removed(revision.status)
        revision.decision = None
    decision.state, decision.drop_reason, decision.trouble = target.value, reason, ""
    trace_decision("decision_dropped", decision, actor=actor, reason=reason)
