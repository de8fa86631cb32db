"""The calendar's acts: a revision takes effect on its date; owners are reminded of periodic reviews."""

from __future__ import annotations

import logging
from datetime import date, datetime

from qms.documents import queries, rules, sets
from qms.documents.addresses import decision_address
from qms.documents.events import DocumentWithdrawn, RevisionTookEffect
from qms.documents.models import Decision, Document, Revision
from qms.documents.operations.announcing import reindex, tell, trace, trace_decision
from qms.documents.operations.reading_files import ask_to_read_files
from qms.documents.queries.decisions import list_decisions_due
from qms.documents.rules import Verb
from qms.documents.sets import Act
from qms.foundation import events, notifying
from qms.foundation.access import SYSTEM, Actor, Role
from qms.foundation.db import db
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.errors import Refused

log = logging.getLogger(__name__)


def take_effect(revision: Revision, *, actor: Actor) -> None:
    """Put an approved revision in force and its forerunner out of force, in this one transaction.

    The day in force is the day that was signed, however late the worker comes; only the hour differs.
    """
    target = rules.after(revision.status, Verb.TAKE_EFFECT)
    document = revision.document
    former = document.effective
    if former is not None:
        _supersede(former, by=revision, actor=actor)
        db.session.flush()  # the database allows one effective revision at any moment: out first, then in
    revision.state = target.value
    revision.state_since = revision.effective_at = clock.now()
    document.title = revision.title
    assert revision.effective_on is not None
    document.next_review_on = rules.next_review(revision.effective_on, document.review_months)
    trace("took_effect", revision, actor=actor, effective_on=revision.effective_on)
    tell(
        "took_effect",
        revision,
        revision.author_id,
        document.owner_id,
        actor=actor,
        effective_on=revision.effective_on,
    )
    events.emit(
        RevisionTookEffect(document.id, revision.id, former.id if former else None, revision.is_significant)
    )
    ask_to_read_files(revision)
    reindex(document)


def _supersede(former: Revision, *, by: Revision, actor: Actor) -> None:
    former.state = rules.after(former.status, Verb.SUPERSEDE).value
    former.state_since = clock.now()
    former.ended_on = by.effective_on
    trace("superseded", former, actor=actor, by=by.label)


def take_out_of_force(
    revision: Revision, *, actor: Actor, reason: str, decision_number: str, on: date
) -> None:
    """Withdraw a document: from that day on nobody works by it. Whether that may be is asked before."""
    document = revision.document
    revision.state = rules.after(revision.status, Verb.WITHDRAW).value
    revision.state_since = clock.now()
    revision.ended_on = on
    revision.withdrawal_reason, revision.withdrawal_decision = reason, decision_number
    document.next_review_on = None
    trace("withdrawn", revision, actor=actor, reason=reason, decision=decision_number)
    tell("withdrawn", revision, revision.author_id, document.owner_id, actor=actor, reason=reason)
    events.emit(DocumentWithdrawn(document.id, revision.id))
    reindex(document)


def put_set_in_force(decision: Decision, *, actor: Actor) -> None:
    """Everything that a decision says, in this one transaction: all of it or nothing.

    Raises:
        Refused: something stands in the way; the sentence says what.
    """
    target = sets.after(decision.status, Act.PUT_IN_FORCE)
    in_the_way = decision.obstacles()
    if in_the_way:
        raise Refused(in_the_way[0])
    for revision in decision.revisions:
        revision.decision_number = decision.number
        take_effect(revision, actor=actor)
    for withdrawal in decision.withdrawals:
        effective = withdrawal.document.effective
        assert effective is not None
        take_out_of_force(
            effective,
            actor=actor,
            reason=withdrawal.reason,
            decision_number=decision.number,
            on=decision.effective_on,
        )
    decision.state, decision.in_force_at, decision.trouble = target.value, clock.now(), ""
    trace_decision(
        "decision_took_effect",
        decision,
        actor=actor,
        effective_on=decision.effective_on,
        revisions=[each.name for each in decision.revisions],
        withdrawn=[each.document.code for each in decision.withdrawals],
    )


def put_set_in_force_if_ready(decision: Decision, *, actor: Actor) -> bool:
    """The same when its day has come and nothing stands in its way; whether it was done."""
    if decision.effective_on > clock.today() or decision.obstacles():
        return False
    put_set_in_force(decision, actor=actor)
    return True


def bring_into_effect(_now: datetime) -> None:
    """Duty: what was approved and whose date has come takes effect; each revision or set stands on its own."""
    for revision in queries.list_due_to_take_effect(clock.today()):
        try:
            with db.session.begin_nested():
                take_effect(revision, actor=SYSTEM)
        except Exception:
            log.exception("revision %s could not take effect", revision.id)
    for decision in list_decisions_due(clock.today()):
        try:
            with db.session.begin_nested():
                put_set_in_force(decision, actor=SYSTEM)
        except Refused as refusal:
            _tell_of_trouble(decision, str(refusal.message))
        except Exception:
            log.exception("the set of decision %s could not take effect", decision.id)


def _tell_of_trouble(decision: Decision, sentence: str) -> None:
    """To the coordinators, once for each reason: the day has come and the set is not in force."""
    if decision.trouble == sentence:
        return
    decision.trouble = sentence
    trace_decision("decision_stopped", decision, actor=SYSTEM, reason=sentence)
    for person in people.list_with_role(Role.COORDINATOR, organization_id=decision.organization_id):
        notifying.send(
            "documents.set_stopped",
            person_id=person.id,
            organization_id=decision.organization_id,
            url=decision_address(decision),
            facts={"decision": decision.name, "decision_id": decision.id, "reason": sentence},
        )


def remind_of_reviews(_now: datetime) -> None:
    """Duty: owners hear of a periodic review 30 and 7 days before and when it is late, each once."""
    today = clock.today()
    for document in queries.list_reviews_due(by=today + rules.REMIND_BEFORE[0]):
        revision = document.effective
        if revision is None or document.next_review_on is None:
            continue
        for stage in rules.reminders_due(document.next_review_on, today)[-1:]:
            tell(
                "review_late" if stage == "late" else "review_due",
                revision,
                *_who_answers(document),
                actor=SYSTEM,
                once=f"review:{document.id}:{document.next_review_on}:{stage}",
                due_on=document.next_review_on.strftime("%d/%m/%Y"),
            )


def _who_answers(document: Document) -> list[int]:
    """The owner; the coordinators where there is no owner any more."""
    if document.owner and document.owner.is_active:
        return [document.owner.id]
    coordinators = people.list_with_role(Role.COORDINATOR)
    return [each.id for each in coordinators if each.organization_id == document.organization_id]
