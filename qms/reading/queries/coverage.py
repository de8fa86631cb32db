"""Who has read what, counted: by document, unit and person. Each page takes a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from qms.documents.models import Document, DocumentType, Revision
from qms.documents.rules import State
from qms.foundation.db import db
from qms.identity.models import Person, Position, Unit
from qms.kernel.text import by_given_name
from qms.reading.models import Confirmation, ReadingDuty, Tally
from qms.reading.rules import Count, Standing, standing

_now = ReadingDuty.ended_on.is_(None)
_to_read = and_(_now, ReadingDuty.confirmation_id.is_(None))


def _late(today: date) -> ColumnElement[int]:
    return func.sum(case((ReadingDuty.due_on < today, 1), else_=0))


# --- By document and by unit --------------------------------------------------------------------------------


@dataclass(frozen=True)
class DocumentLine:
    """A document in force and how many have read it."""

    document_id: int
    code: str
    title: str
    type: str
    label: str
    count: Count


def by_document(
    today: date, *, type_id: int | None = None, unit_ids: Collection[int] | None = None
) -> list[DocumentLine]:
    """Every document in force by code, with its readers: all of them, or those of some units."""
    asked = select(Tally.document_id, func.sum(Tally.asked)).group_by(Tally.document_id)
    to_read = select(ReadingDuty.document_id, func.count(), _late(today)).where(_to_read)
    if unit_ids is not None:
        asked = asked.where(Tally.unit_id.in_(unit_ids))
        to_read = to_read.join(Person, Person.id == ReadingDuty.person_id)
        to_read = to_read.where(Person.unit_id.in_(unit_ids))
    counts = _counts(asked, to_read.group_by(ReadingDuty.document_id))
    return [
        DocumentLine(
            row.id,
            row.code,
            row.title,
            row.type,
            f"{row.issue:02d}/{row.amendment:02d}",
            counts.get(row.id, Count()),
        )
        for row in db.session.execute(_in_force(type_id))
        if unit_ids is None or row.id in counts
    ]


def _in_force(type_id: int | None) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            Document.id,
            Document.code,
            Document.title,
            DocumentType.name.label("type"),
            Revision.issue,
            Revision.amendment,
        )
        .join(Revision, and_(Revision.document_id == Document.id, Revision.state == State.EFFECTIVE.value))
        .join(DocumentType, DocumentType.id == Document.type_id)
        .order_by(Document.code)
    )
    return query if type_id is None else query.where(Document.type_id == type_id)


@dataclass(frozen=True)
class UnitLine:
    """A unit and what its people (not those of units below) have read; None for people of no unit."""

    unit_id: int | None
    name: str
    count: Count


def by_unit(today: date) -> list[UnitLine]:
    """Every unit in which somebody is asked to read, by name; people of no unit come last, without a name."""
    asked = select(Tally.unit_id, func.sum(Tally.asked)).group_by(Tally.unit_id)
    to_read = (
        select(Person.unit_id, func.count(), _late(today))
        .join(ReadingDuty, ReadingDuty.person_id == Person.id)
        .where(_to_read)
        .group_by(Person.unit_id)
    )
    counts = _counts(asked, to_read)
    names = {row.id: row.name for row in db.session.execute(select(Unit.id, Unit.name))}
    lines = [UnitLine(unit, names.get(unit or 0, ""), count) for unit, count in counts.items()]
    return sorted(lines, key=lambda line: (not line.name, line.name))


def _counts(asked: Select[*tuple[Any, ...]], to_read: Select[*tuple[Any, ...]]) -> dict[Any, Count]:
    """Key → count, from the number of those asked, and of those to read and late; nobody asked is no count."""
    left = {key: (open, late) for key, open, late in db.session.execute(to_read)}
    return {
        key: Count(int(number), *map(int, left.get(key, (0, 0))))
        for key, number in db.session.execute(asked)
        if number
    }


# --- People of a unit, documents of a person, readers of a document -----------------------------------------


@dataclass(frozen=True)
class PersonLine:
    """A person and how much of what they are asked to read they have read."""

    person_id: int
    name: str
    unit: str
    position: str
    count: Count


def by_person(unit_ids: Collection[int], today: date) -> list[PersonLine]:
    """The people of some units, by given name."""
    confirmed = func.count(ReadingDuty.confirmation_id)
    late = func.sum(
        case((and_(ReadingDuty.confirmation_id.is_(None), ReadingDuty.due_on < today), 1), else_=0)
    )
    counted = (
        select(
            ReadingDuty.person_id,
            func.count().label("asked"),
            (func.count() - confirmed).label("open"),
            late.label("late"),
        )
        .join(Person, Person.id == ReadingDuty.person_id)
        .where(_now, Person.unit_id.in_(unit_ids))
        .group_by(ReadingDuty.person_id)
    )
    counts = {key: Count(asked, open, int(late)) for key, asked, open, late in db.session.execute(counted)}
    people = (
        select(Person.id, Person.name, Unit.name.label("unit"), Position.name.label("position"))
        .join(Unit, Unit.id == Person.unit_id)
        .outerjoin(Position, Position.id == Person.position_id)
        .where(Person.is_active, Person.unit_id.in_(unit_ids))
    )
    lines = [
        PersonLine(row.id, row.name, row.unit, row.position or "", counts.get(row.id, Count()))
        for row in db.session.execute(people)
    ]
    return sorted(lines, key=lambda line: by_given_name(line.name))


@dataclass(frozen=True)
class DutyLine:
    """A person and a document that they are asked to read: how it stands."""

    code: str
    title: str
    person_id: int
    name: str
    unit: str
    position: str
    label: str  # of the revision confirmed, or to be read
    asked_on: date
    due_on: date
    confirmed_at: datetime | None
    standing: Standing


_read = aliased(Revision)  # the revision to be read, or the one that was confirmed
_lines = (
    select(
        Document.code,
        Revision.title,
        Person.id.label("person_id"),
        Person.name,
        Unit.name.label("unit"),
        Position.name.label("position"),
        _read.issue,
        _read.amendment,
        ReadingDuty.asked_on,
        ReadingDuty.due_on,
        Confirmation.confirmed_at,
    )
    .select_from(ReadingDuty)
    .join(Document, Document.id == ReadingDuty.document_id)
    .join(Revision, Revision.id == ReadingDuty.revision_id)
    .join(Person, Person.id == ReadingDuty.person_id)
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .outerjoin(Position, Position.id == Person.position_id)
    .outerjoin(Confirmation, Confirmation.id == ReadingDuty.confirmation_id)
    .join(_read, _read.id == func.coalesce(Confirmation.revision_id, ReadingDuty.revision_id))
    .where(_now)
)


def of_person(person_id: int, today: date) -> list[DutyLine]:
    """What a person is asked to read: late ones first, then what is due soonest, then what is confirmed."""
    rows = db.session.execute(_lines.where(ReadingDuty.person_id == person_id))
    return _sorted(rows, today, lambda line: (line.due_on, line.code))


def of_document(document_id: int, today: date, *, unit_ids: Collection[int] | None = None) -> list[DutyLine]:
    """Who is asked to read a document: late ones first, then those who are still to read, by given name."""
    query = _lines.where(ReadingDuty.document_id == document_id)
    if unit_ids is not None:
        query = query.where(Person.unit_id.in_(unit_ids))
    return _sorted(db.session.execute(query), today, lambda line: by_given_name(line.name))


_ORDER = {Standing.LATE: 0, Standing.OPEN: 1, Standing.CONFIRMED: 2}


def _sorted(rows: Iterable[Any], today: date, key: Callable[[DutyLine], Any]) -> list[DutyLine]:
    lines = [
        DutyLine(
            row.code,
            row.title,
            row.person_id,
            row.name,
            row.unit or "",
            row.position or "",
            f"{row.issue:02d}/{row.amendment:02d}",
            row.asked_on,
            row.due_on,
            row.confirmed_at,
            standing(row.confirmed_at is not None, row.due_on, today),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (_ORDER[line.standing], key(line)))


def count_of(lines: Iterable[DutyLine]) -> Count:
    """How these lines stand, counted."""
    standings = [line.standing for line in lines]
    late = standings.count(Standing.LATE)
    return Count(len(standings), late + standings.count(Standing.OPEN), late)


def confirmations_of(revision_id: int) -> list[Confirmation]:
    """Everybody who ever confirmed a revision, also those who have left, in the order of time."""
    query = select(Confirmation).where(Confirmation.revision_id == revision_id)
    return list(db.session.scalars(query.order_by(Confirmation.confirmed_at, Confirmation.id)))


def count_confirmations(revision_ids: Collection[int]) -> dict[int, int]:
    """By revision, how many have confirmed it."""
    query = (
        select(Confirmation.revision_id, func.count())
        .where(Confirmation.revision_id.in_(revision_ids))
        .group_by(Confirmation.revision_id)
    )
    return {revision: number for revision, number in db.session.execute(query)}  # noqa: C416 - rows are no pairs to mypy
