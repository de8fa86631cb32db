"""A reader answers the questions and confirms."""

from __future__ import annotations

from qms.documents.models import Revision
from qms.documents.operations.announcing import subject_of
from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db, hold
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity.models import Person
from qms.identity.queries import get_person
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.reading.models import Attempt, Audience, Confirmation, ReadingDuty
from qms.reading.queries.own import ToRead
from qms.reading.rules import Marking


def confirm(
    to_read: ToRead, *, actor: Actor, seen: int | None, answers: tuple[int | None, ...] = ()
) -> Marking | None:
    """Confirm that the revision in force was read and understood; ``seen`` is the number of the one that was shown.

    ``answers`` gives the place of the answer chosen to each question of the document; they are kept whatever they
    are. Returns how they were, None where nothing is asked. Below the pass mark nothing is confirmed.

    Raises:
        Stale: another revision took effect meanwhile.
        Refused: the person is not asked to read this, or has confirmed already.
    """
    revision, duty = to_read.revision, to_read.duty
    same_as_seen(revision.number, seen)
    if duty is None:
        raise Refused(_l("You are not asked to read this document."))
    hold(duty)
    if duty.ended_on is not None or duty.confirmation_id is not None:
        raise Refused(_l("You have confirmed this already, or are no longer asked to."))
    person = get_person(duty.person_id)
    marking = _answered(to_read.audience, revision, person, answers, actor)
    if marking is None or marking.passed:
        _confirm(duty, revision, person, actor)
    return marking


def _answered(
    audience: Audience | None,
    revision: Revision,
    person: Person,
    answers: tuple[int | None, ...],
    actor: Actor,
) -> Marking | None:
    questions = audience.asks if audience else ()
    if audience is None or not questions:
        return None
    given = (*answers, *(None for _ in questions))[: len(questions)]
    marking = Marking(questions, given, audience.pass_mark)
    db.session.add(
        Attempt(
            organization_id=revision.organization_id,
            document_id=revision.document_id,
            revision_id=revision.id,
            person_id=person.id,
            name=person.name,
            answers=[
                {
                    "question": question.text,
                    "answer": "" if place is None else question.choices[place],
                    "is_right": place == question.right,
                }
                for question, place in zip(questions, given, strict=True)
            ],
            right_count=marking.right_count,
            pass_mark=marking.pass_mark,
            passed=marking.passed,
            made_at=clock.now(),
        )
    )
    trail.record(
        "reading.answered",
        subject_of(revision),
        actor=actor,
        facts={"right": marking.right_count, "count": len(questions), "needed": marking.pass_mark},
    )
    return marking


def _confirm(duty: ReadingDuty, revision: Revision, person: Person, actor: Actor) -> None:
    duty.confirmation = Confirmation(
        organization_id=revision.organization_id,
        document_id=revision.document_id,
        revision_id=revision.id,
        person_id=person.id,
        name=person.name,
        position=person.position_name,
        unit_name=person.unit.name if person.unit else "",
        content_hash=revision.content_hash,
        asked_on=duty.asked_on,
        due_on=duty.due_on,
        confirmed_at=clock.now(),
    )
    duty.revision_id = revision.id
    trail.record(
        "reading.confirmed",
        subject_of(revision),
        actor=actor,
        facts={"number": revision.number, "hash": revision.content_hash},
    )
