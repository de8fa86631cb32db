"""The calendar's acts: a revision takes effect on its date; owners are reminded of periodic reviews."""

from __future__ import annotations

import logging
from datetime import datetime

from qms.documents import queries, rules
from qms.documents.events import RevisionTookEffect
from qms.documents.models import Document, Revision
from qms.documents.operations.announcing import reindex, tell, trace
from qms.documents.operations.reading_files import ask_to_read_files
from qms.documents.rules import Verb
from qms.foundation import events
from qms.foundation.access import SYSTEM, Actor, Role
from qms.foundation.db import db
from qms.identity import queries as people
from qms.kernel import clock

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


def bring_into_effect(_now: datetime) -> None:
    """Duty: every approved revision whose date has come takes effect; each stands on its own."""
    for revision in queries.list_due_to_take_effect(clock.today()):
        try:
            with db.session.begin_nested():
                take_effect(revision, actor=SYSTEM)
        except Exception:
            log.exception("revision %s could not take effect", revision.id)


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
