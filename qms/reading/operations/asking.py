"""Who is asked to read: brought in line with revisions, audiences and people, in sets and not person by person.

What stands afterwards follows from what is there, so that doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Integer,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from qms.documents.models import Document, Revision
from qms.documents.operations.announcing import subject_of
from qms.documents.rules import State
from qms.foundation import trail
from qms.foundation.access import SYSTEM
from qms.foundation.db import db
from qms.identity.models import Person
from qms.identity.operations import person_subject
from qms.kernel import clock
from qms.procedures.queries import procedure_in
from qms.reading.models import Audience, AudiencePart, Confirmation, ReadingDuty, Tally
from qms.reading.queries.audiences import audiences_of, find_audience, people_of, responsible_in, terms_of
from qms.reading.rules import Ended, Told, due_on

_now = ReadingDuty.ended_on.is_(None)
_significant, _confirmed, _there = aliased(Revision), aliased(Revision), aliased(ReadingDuty)

# From which revision on a confirmation of a document still counts: the last one that changed the work.
_counts_from = func.coalesce(
    select(func.max(_significant.number))
    .where(
        _significant.document_id == Audience.document_id,
        _significant.is_significant,
        _significant.effective_at.is_not(None),
    )
    .correlate(Audience)
    .scalar_subquery(),
    0,
)
_confirmation = (
    select(func.max(Confirmation.id))
    .join(_confirmed, _confirmed.id == Confirmation.revision_id)
    .where(
        Confirmation.document_id == Audience.document_id,
        Confirmation.person_id == Person.id,
        _confirmed.number >= _counts_from,
    )
    .correlate(Audience, Person)
    .scalar_subquery()
)
_is_asked = exists().where(
    _there.document_id == Audience.document_id, _there.person_id == Person.id, _there.ended_on.is_(None)
)


# --- Documents --------------------------------------------------------------------------------------------


def ask_on_release(document_id: int, *, is_significant: bool) -> None:
    """A revision is in force: a significant one is read by everybody again, another one by those who are still to."""
    revision = _in_force(document_id)
    audience = _audience_of(revision)
    if audience is None:
        return
    _read_steps(audience, revision)
    if is_significant:
        _end(ReadingDuty.document_id == document_id, Ended.REPLACED)
    else:
        newer = update(ReadingDuty).where(
            ReadingDuty.document_id == document_id, _now, ReadingDuty.confirmation_id.is_(None)
        )
        _run(newer.values(revision_id=revision.id))
    asked = bring_in_line(audience)
    if asked:
        trail.record(
            "reading.asked",
            subject_of(revision),
            actor=SYSTEM,
            facts={"count": asked, "due_on": due_on(clock.today(), terms_of(audience.organization_id))},
        )


def _in_force(document_id: int) -> Revision:
    query = select(Revision).where(
        Revision.document_id == document_id, Revision.state == State.EFFECTIVE.value
    )
    return db.session.scalars(query).one()


def _audience_of(revision: Revision) -> Audience | None:
    """Whom the document concerns; a procedure concerns those responsible for its steps from the beginning."""
    found = find_audience(revision.document_id)
    if found is None and revision.document.type.has_structure:
        found = new_audience(revision.document)
    return found


def new_audience(document: Document) -> Audience:
    """What every document begins with."""
    audience = Audience(
        organization_id=document.organization_id,
        document=document,
        from_steps=True,
        everybody=False,
        parts=[],
    )
    db.session.add(audience)
    return audience


def _read_steps(audience: Audience, revision: Revision) -> None:
    """Those responsible for a step of this revision take the place of those of the one before."""
    audience.parts = audience.named()
    if audience.from_steps and revision.document.type.has_structure:
        found = responsible_in(procedure_in(revision), audience.organization_id)
        common: dict[str, Any] = {"organization_id": audience.organization_id, "is_from_steps": True}
        audience.parts += [
            *(AudiencePart(unit_id=number, **common) for number in sorted(found.units)),
            *(AudiencePart(position_id=number, **common) for number in sorted(found.positions)),
        ]
    db.session.flush()  # the statements that follow ask the database whom it means


def read_steps_anew(audience: Audience, *, asked_on: date | None = None) -> int:
    """Somebody changed the audience: bring everything in line; how many people are asked now who were not before."""
    revision = db.session.scalars(
        select(Revision).where(
            Revision.document_id == audience.document_id, Revision.state == State.EFFECTIVE.value
        )
    ).one_or_none()
    if revision is None:
        return 0
    _read_steps(audience, revision)
    return bring_in_line(audience, asked_on=asked_on)


def bring_in_line(audience: Audience, *, asked_on: date | None = None) -> int:
    """Ask whomever a document concerns and is not asked yet, let go whom it no longer does; how many are new."""
    meant = people_of(audience)
    others = select(Person.id).where(
        Person.organization_id == audience.organization_id, Person.is_active, meant
    )
    _end(
        and_(ReadingDuty.document_id == audience.document_id, ReadingDuty.person_id.not_in(others)),
        Ended.NOT_CONCERNED,
    )
    asked = _ask(audience.organization_id, and_(Audience.id == audience.id, meant), asked_on)
    _count_documents(audience.document_id)
    return asked


def end_document(document_id: int) -> None:
    """A document was withdrawn: nobody is to read it any more."""
    if _end(ReadingDuty.document_id == document_id, Ended.WITHDRAWN):
        _count_documents(document_id)


# --- People -----------------------------------------------------------------------------------------------


def ask_person(person: Person, *, former_unit_id: int | None) -> None:
    """Somebody joined, came back, or has another unit or position: they are asked what concerns them there."""
    meant = audiences_of(person)
    others = select(Audience.document_id).where(Audience.organization_id == person.organization_id, meant)
    ended = _end(
        and_(ReadingDuty.person_id == person.id, ReadingDuty.document_id.not_in(others)), Ended.NOT_CONCERNED
    )
    asked = _ask(person.organization_id, and_(Person.id == person.id, meant))
    if ended or asked or person.unit_id != former_unit_id:
        _count_units({person.unit_id, former_unit_id}, person.organization_id)
    if asked:
        trail.record(
            "reading.asked_on_joining",
            person_subject(person),
            actor=SYSTEM,
            facts={"count": asked, "due_on": due_on(clock.today(), terms_of(person.organization_id))},
        )


def let_go(person: Person) -> None:
    """Somebody left: they drop out of the figures; what they confirmed stays."""
    if _end(ReadingDuty.person_id == person.id, Ended.LEFT):
        _count_units({person.unit_id}, person.organization_id)


# --- The statements ---------------------------------------------------------------------------------------


def _run(statement: Any) -> int:
    """Carry out a statement on many rows; how many there were."""
    options = {"synchronize_session": False, "preserve_rowcount": True}
    result = db.session.execute(statement, execution_options=options)
    assert isinstance(result, CursorResult)
    return result.rowcount


def _end(which: ColumnElement[bool], why: Ended) -> int:
    ending = update(ReadingDuty).where(which, _now)
    return _run(ending.values(ended_on=clock.today(), end_reason=why.value))


def _ask(organization_id: int, which: ColumnElement[bool], asked_on: date | None = None) -> int:
    """Ask in one statement; whoever has confirmed what still counts is asked and has done it."""
    day = asked_on or clock.today()
    values = {
        "organization_id": Audience.organization_id,
        "document_id": Audience.document_id,
        "revision_id": Revision.id,
        "person_id": Person.id,
        "confirmation_id": _confirmation,
        "asked_on": literal(day),
        "due_on": literal(due_on(day, terms_of(organization_id))),
        "told": literal(Told.NOTHING.value, Integer),
        "end_reason": literal(""),
    }
    concerned = (
        select(*values.values())
        .select_from(Audience)
        .join(
            Revision,
            and_(Revision.document_id == Audience.document_id, Revision.state == State.EFFECTIVE.value),
        )
        .join(Person, and_(Person.organization_id == Audience.organization_id, Person.is_active))
        .where(Audience.organization_id == organization_id, which, ~_is_asked)
    )
    return _run(insert(ReadingDuty).from_select(list(values), concerned))


def _count_documents(document_id: int) -> None:
    """Count anew how many people of each unit are asked to read a document."""
    _run(delete(Tally).where(Tally.document_id == document_id))
    _tally(ReadingDuty.document_id == document_id)


def _count_units(unit_ids: Collection[int | None], organization_id: int) -> None:
    """Count anew how many people of these units (None: of none) are asked to read each document."""
    numbers = [each for each in unit_ids if each is not None]
    nowhere = None in unit_ids
    _run(
        delete(Tally).where(
            Tally.organization_id == organization_id,
            or_(Tally.unit_id.in_(numbers), Tally.unit_id.is_(None) if nowhere else false()),
        )
    )
    _tally(
        and_(
            Person.organization_id == organization_id,
            or_(Person.unit_id.in_(numbers), Person.unit_id.is_(None) if nowhere else false()),
        )
    )


def _tally(which: ColumnElement[bool]) -> None:
    key = (ReadingDuty.organization_id, ReadingDuty.document_id, Person.unit_id)
    counted = (
        select(*key, func.count())
        .select_from(ReadingDuty)
        .join(Person, Person.id == ReadingDuty.person_id)
        .where(which, _now)
        .group_by(*key)
    )
    _run(insert(Tally).from_select(["organization_id", "document_id", "unit_id", "asked"], counted))
