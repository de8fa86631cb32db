"""A text was amended, replaced or ended: that is noted, with what it asks of each document that cites it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from qms.documents.models import Document, Revision
from qms.foundation import trail
from qms.foundation.access import SYSTEM, Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.laws import queries, rules
from qms.laws.models import Change, ChangeTask, LegalText, Relation
from qms.laws.operations.announcing import coordinators_of, subject_of, tell
from qms.laws.rules import Happening, TaskState


@dataclass(frozen=True)
class _Wanted:
    """What the register says has happened to a text."""

    happening: Happening
    takes_effect_on: date
    relation: Relation | None = None


def bring_in_line(text: LegalText, *, actor: Actor) -> list[Change]:
    """Note what the register says of a text and was not noted yet; what it says no more is void. The new ones.

    Amending and replacing are noted when they are entered, so that there is time; an end when its day has come.
    """
    db.session.flush()  # relations that were just made are asked for
    db.session.refresh(text, ["suffers"])
    wanted = {(each.relation.id if each.relation else None): each for each in _wanted(text)}
    known = {each.relation_id: each for each in queries.changes_of(text) if not each.void_reason}
    for key, change in known.items():
        if key not in wanted or wanted[key].takes_effect_on != change.takes_effect_on:
            declare_void(change, actor=actor)
    return [
        _note(text, each, actor=actor)
        for key, each in wanted.items()
        if key not in known or known[key].takes_effect_on != each.takes_effect_on
    ]


def notice_ends(_now: datetime) -> None:
    """Duty: texts whose last day has passed."""
    for text in queries.list_texts_to_notice(clock.today()):
        bring_in_line(text, actor=SYSTEM)


def declare_void(change: Change, *, actor: Actor) -> None:
    """It was entered by mistake: nothing is asked any more; what was answered stays as a record."""
    change.void_reason = str(_l("The register does not say so any more."))
    change.relation_id = None
    for task in change.open_tasks:
        end(task, TaskState.VOID)
    trail.record(
        "laws.change_void", subject_of(change.text), actor=actor, facts={"happening": change.happening}
    )


def ask(change: Change, revisions: Iterable[Revision]) -> None:
    """Ask for an answer for the documents of these revisions in force; each is asked once."""
    asked = {each.document_id for each in change.tasks}
    for revision in revisions:
        since = revision.effective_on
        if (
            revision.document_id in asked
            or since is None
            or not rules.concerns(since, change.takes_effect_on)
        ):
            continue
        task = ChangeTask(
            organization_id=change.organization_id,
            document=revision.document,
            revision=revision,
            state=TaskState.OPEN.value,
        )
        change.tasks.append(task)
        db.session.flush()  # the database allows one task for a document; owners are told of what is there
        _tell_owner(change, revision.document)


def settle(document: Document) -> None:
    """A document changed: what its revision in force answers is done; what it is asked anew is asked."""
    revision = document.effective
    for task in queries.open_tasks_of(document.id):
        if revision is None:
            end(task, TaskState.WITHDRAWN)
        elif revision.id != task.revision_id and _is_answered(task, revision):
            task.closing_revision = revision
            end(task, TaskState.REVISED)
            facts = {"document": document.code, "label": revision.label}
            trail.record("laws.task_revised", subject_of(task.change.text), actor=SYSTEM, facts=facts)
    if revision is not None:
        for change in queries.changes_that_concern(revision):
            ask(change, [revision])


def end(task: ChangeTask, state: TaskState) -> None:
    """It asks nothing more."""
    task.state, task.ended_at = state.value, clock.now()


def _is_answered(task: ChangeTask, revision: Revision) -> bool:
    if revision.effective_on is None:
        return False
    cites = any(each.revision.id == revision.id for each in queries.citing_in_force(task.change.text))
    return rules.answers(
        effective_on=revision.effective_on,
        still_cites=cites,
        takes_effect_on=task.change.takes_effect_on,
    )


def _wanted(text: LegalText) -> Iterable[_Wanted]:
    for each in text.suffers:
        yield _Wanted(each.link.happening, each.from_on, each)
    if text.ended_on is not None and text.ended_on <= clock.today():
        yield _Wanted(Happening.EXPIRED, text.ended_on)


def _note(text: LegalText, wanted: _Wanted, *, actor: Actor) -> Change:
    limit = queries.limit_on(wanted.takes_effect_on, organization_id=text.organization_id)
    months, basis = (limit.months, limit.basis) if limit else (0, "")
    change = Change(
        organization_id=text.organization_id,
        text=text,
        relation_id=wanted.relation.id if wanted.relation else None,
        by_id=wanted.relation.text_id if wanted.relation else None,
        happening=wanted.happening.value,
        takes_effect_on=wanted.takes_effect_on,
        due_on=rules.months_after(wanted.takes_effect_on, months),
        basis=basis,
        noticed_at=clock.now(),
    )
    db.session.add(change)
    db.session.flush()  # tasks and notices refer to its number
    ask(change, [each.revision for each in queries.citing_in_force(text)])
    facts = {
        "happening": change.happening,
        "takes_effect_on": change.takes_effect_on,
        "count": len(change.tasks),
        "due_on": change.due_on,
    }
    trail.record("laws.change_noticed", subject_of(text), actor=actor, facts=facts)
    return change


def _tell_owner(change: Change, document: Document) -> None:
    tell("look_at", change, who_answers(document), actor=SYSTEM, once="asked")


def who_answers(document: Document) -> list[int]:
    """The owner; the coordinators where there is no owner any more."""
    if document.owner is not None and document.owner.is_active:
        return [document.owner.id]
    return coordinators_of(document.organization_id)
