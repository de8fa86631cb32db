"""How notices about documents read, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from qms.documents import queries
from qms.documents.addresses import document_address, revision_address
from qms.documents.models import Revision
from qms.documents.policy import READ, READ_DECISION
from qms.documents.queries.decisions import list_decisions_by_ids
from qms.documents.rules import REMIND_BEFORE, State
from qms.documents.structures import work_address_in_force
from qms.foundation import feature
from qms.foundation.access import Actor, can
from qms.foundation.feature import Recent, Task
from qms.foundation.texts import _l
from qms.kernel import clock


def _may_know(actor: Actor, facts: Mapping[str, str]) -> bool:
    """Whether the reader may read the revision that the notice tells of; of one without a number, any revision."""
    document = queries.find_document(facts["code"])
    told = document.revisions if document else []
    return any(
        can(actor, READ, each) for each in told if str(each.number) == facts.get("number", str(each.number))
    )


def _may_know_decision(actor: Actor, facts: Mapping[str, str]) -> bool:
    found = list_decisions_by_ids([int(facts["decision_id"])])
    return any(can(actor, READ_DECISION, each) for each in found)


NoticeText = partial(feature.NoticeText, may_know=_may_know)

NOTICES = {
    "documents.please_review": NoticeText(
        _l("Please review %(code)s"),
        _l("%(actor)s sent you revision %(label)s of %(code)s, %(title)s, for review."),
    ),
    "documents.please_approve": NoticeText(
        _l("Please approve %(code)s"),
        _l("Revision %(label)s of %(code)s, %(title)s, was reviewed by %(actor)s and awaits your approval."),
    ),
    "documents.changes_requested": NoticeText(
        _l("Changes requested: %(code)s"),
        _l("%(actor)s sent revision %(label)s of %(code)s, %(title)s, back to you. Reason: %(reason)s"),
    ),
    "documents.recalled": NoticeText(
        _l("Taken back: %(code)s"),
        _l(
            "%(actor)s took revision %(label)s of %(code)s, %(title)s, back. You need not decide. Reason: %(reason)s"
        ),
    ),
    "documents.approved": NoticeText(
        _l("Approved: %(code)s"),
        _l(
            "%(actor)s approved revision %(label)s of %(code)s, %(title)s. It takes effect on %(effective_on)s."
        ),
    ),
    "documents.took_effect": NoticeText(
        _l("In force: %(code)s"),
        _l("Revision %(label)s of %(code)s, %(title)s, is in force since %(effective_on)s."),
    ),
    "documents.moved_with_set": NoticeText(
        _l("Another day: %(code)s"),
        _l(
            "%(actor)s moved the decision with which revision %(label)s of %(code)s, %(title)s, takes effect, to "
            "%(effective_on)s. You approved it for another day; revoke the approval if you do not agree."
        ),
    ),
    "documents.set_stopped": feature.NoticeText(
        _l("Did not take effect: decision %(decision)s"),
        _l("The day of decision %(decision)s has come and nothing of its set took effect. %(reason)s"),
        may_know=_may_know_decision,
    ),
    "documents.withdrawn": NoticeText(
        _l("Withdrawn: %(code)s"), _l("%(actor)s withdrew %(code)s, %(title)s. Reason: %(reason)s")
    ),
    "documents.review_due": NoticeText(
        _l("Review due soon: %(code)s"),
        _l(
            "%(code)s, %(title)s, must be reviewed by %(due_on)s. Confirm that it is still valid, or start a revision."
        ),
    ),
    "documents.review_late": NoticeText(
        _l("Review late: %(code)s"),
        _l(
            "The review of %(code)s, %(title)s, was due on %(due_on)s. Confirm that it is still valid, or start a revision."
        ),
    ),
}


def tasks(actor: Actor) -> Iterator[Task]:
    """What waits for this person: revisions to review, approve or mend, and periodic reviews."""
    if actor.person_id is None:
        return
    for revision in queries.list_waiting_for(actor.person_id):
        yield _task(revision)
    today = clock.today()
    for document in queries.list_reviews_due(by=today + REMIND_BEFORE[0], owner_id=actor.person_id):
        label = _l("Periodic review: %(code)s %(title)s", code=document.code, title=document.title)
        yield Task(
            label, document_address(document), "documents.periodic_review", due_on=document.next_review_on
        )


_TASKS = {
    State.IN_REVIEW: ("documents.review", _l("Review %(code)s %(title)s (%(label)s)")),
    State.AWAITING_APPROVAL: ("documents.approve", _l("Approve %(code)s %(title)s (%(label)s)")),
    State.CHANGES_REQUESTED: ("documents.mend", _l("Mend %(code)s %(title)s (%(label)s)")),
}


def _task(revision: Revision) -> Task:
    kind, text = _TASKS[revision.status]
    label = text % {"code": revision.document.code, "title": revision.title, "label": revision.label}
    return Task(label, revision_address(revision), kind, since=clock.local(revision.state_since).date())


def recent(_actor: Actor) -> Iterator[Recent]:
    """What took effect last; everybody may read it."""
    for revision in queries.list_recent():
        if revision.effective_on:
            label = f"{revision.document.code} {revision.title}"
            yield Recent(
                label,
                work_address_in_force(revision.document),
                revision.effective_on,
                _l("revision %(label)s", label=revision.label),
            )
