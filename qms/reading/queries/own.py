"""What one person is asked to read, and what they have confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload, load_only

from qms.documents import queries as documents
from qms.documents.models import Document, Revision
from qms.foundation.db import db
from qms.identity.models import Person, Unit
from qms.kernel.paging import PAGE_SIZE, Page, offset_of
from qms.reading.models import Attempt, Audience, Confirmation, ReadingDuty
from qms.reading.queries.audiences import find_audience

# Statements of pages that are opened often stand in the module, so that they are made once.
_still_to_read = ReadingDuty.ended_on.is_(None), ReadingDuty.confirmation_id.is_(None)
_due = select(ReadingDuty.due_on).where(
    ReadingDuty.document_id == bindparam("document_id"),
    ReadingDuty.person_id == bindparam("person_id"),
    *_still_to_read,
)
_open_of = (
    select(ReadingDuty)
    .join(ReadingDuty.revision)
    .join(Revision.document)
    .where(ReadingDuty.person_id == bindparam("person_id"), *_still_to_read)
    .options(
        contains_eager(ReadingDuty.revision).options(
            load_only(Revision.title, Revision.issue, Revision.amendment, Revision.number),
            contains_eager(Revision.document).load_only(Document.code),
        )
    )
    .order_by(ReadingDuty.due_on, Document.code)
    .limit(bindparam("most"))
    .offset(bindparam("offset"))
)
_count_open_of = (
    select(func.count())
    .select_from(ReadingDuty)
    .where(ReadingDuty.person_id == bindparam("person_id"), *_still_to_read)
)
_late_by_unit = (
    select(Unit.id, Unit.name, func.count(ReadingDuty.person_id.distinct()).label("people"))
    .join(Person, Person.unit_id == Unit.id)
    .join(ReadingDuty, ReadingDuty.person_id == Person.id)
    .where(Unit.head_id == bindparam("head_id"), ReadingDuty.due_on < bindparam("today"), *_still_to_read)
    .group_by(Unit.id, Unit.name)
    .order_by(Unit.name)
)


def find_due(document_id: int, person_id: int) -> date | None:
    """Until when a person is asked to read a document; None when they are not, or have done it."""
    return db.session.scalar(_due, {"document_id": document_id, "person_id": person_id})


def list_open(person_id: int, *, most: int = PAGE_SIZE, offset: int = 0) -> list[ReadingDuty]:
    """What a person is still to read, what is due first."""
    values = {"person_id": person_id, "most": most, "offset": offset}
    return list(db.session.scalars(_open_of, values))


def count_open(person_id: int) -> int:
    """How many documents a person is still to read."""
    return db.session.scalar(_count_open_of, {"person_id": person_id}) or 0


def page_of_open(person_id: int, number: int) -> Page[ReadingDuty]:
    """The same in pages."""
    rows = list_open(person_id, offset=offset_of(number))
    return Page(rows, number, count_open(person_id))


def late_in_units_of(head_id: int, today: date) -> list[tuple[int, str, int]]:
    """The units that a person heads in which somebody is late: number, name, how many people."""
    rows = db.session.execute(_late_by_unit, {"head_id": head_id, "today": today})
    return [(row.id, row.name, row.people) for row in rows]


@dataclass(frozen=True)
class ToRead:
    """A revision in force as one person is to read it."""

    revision: Revision
    duty: ReadingDuty | None  # they are asked to read the document
    audience: Audience | None
    confirmed: Confirmation | None  # the last time that they confirmed the document
    attempt: Attempt | None  # their last answers about this revision

    @property
    def document(self) -> Document:
        return self.revision.document

    @property
    def is_open(self) -> bool:
        """Whether they are asked and have not confirmed."""
        return self.duty is not None and self.duty.confirmation_id is None


def get_to_read(code: str, person_id: int | None) -> ToRead:
    """The revision in force of a document, as this person is to read it.

    Raises:
        NotFound: no such document in sight, or none of it in force.
    """
    revision = documents.get_current(code)
    if not revision.is_in_force:
        raise documents.why_none_in_force(revision.document)
    return ToRead(
        revision,
        find_duty(revision.document_id, person_id),
        find_audience(revision.document_id),
        _last_confirmation(revision.document_id, person_id),
        _last_attempt(revision.id, person_id),
    )


def find_duty(document_id: int, person_id: int | None) -> ReadingDuty | None:
    """Whether a person is asked to read a document now, be it confirmed or not."""
    query = select(ReadingDuty).where(
        ReadingDuty.document_id == document_id,
        ReadingDuty.person_id == person_id,
        ReadingDuty.ended_on.is_(None),
    )
    return db.session.scalars(query).one_or_none()


def _last_confirmation(document_id: int, person_id: int | None) -> Confirmation | None:
    query = (
        select(Confirmation)
        .join(Confirmation.revision)
        .where(Confirmation.document_id == document_id, Confirmation.person_id == person_id)
        .options(joinedload(Confirmation.revision, innerjoin=True))
        .order_by(Revision.number.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def _last_attempt(revision_id: int, person_id: int | None) -> Attempt | None:
    query = select(Attempt).where(Attempt.revision_id == revision_id, Attempt.person_id == person_id)
    return db.session.scalars(query.order_by(Attempt.id.desc()).limit(1)).first()
