"""Reading programmes, and auditors with their records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from qms.audits.models import AuditorRecord, Programme, ProgrammeItem
from qms.audits.rules.auditing import Standing
from qms.audits.rules.programmes import ProgrammeState, is_year
from qms.foundation.access import Role
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity import queries as people
from qms.identity.models import Person
from qms.kernel.errors import NotFound
from qms.kernel.text import by_given_name

_EVERYTHING = (
    selectinload(Programme.items).selectinload(ProgrammeItem.unit),
    selectinload(Programme.items).selectinload(ProgrammeItem.document),
    selectinload(Programme.items).selectinload(ProgrammeItem.lead),
    selectinload(Programme.items).selectinload(ProgrammeItem.audits),
    selectinload(Programme.signatures),
)


def find_programme(year: int, *, organization_id: int | None = None) -> Programme | None:
    """The programme of a year, if there is one in sight; of one organisation if it is given."""
    query = select(Programme).where(Programme.year == year).options(*_EVERYTHING)
    if organization_id is not None:
        query = query.where(Programme.organization_id == organization_id)
    return db.session.scalars(query).one_or_none()


def get_programme(year: int) -> Programme:
    """The programme of a year.

    Raises:
        NotFound: there is none in sight.
    """
    found = find_programme(year) if is_year(year) else None
    if found is None:
        raise NotFound(_l("There is no audit programme of %(year)s.", year=year))
    return found


def list_programmes_by_ids(ids: set[int]) -> list[Programme]:
    """The programmes of these numbers that are in sight."""
    return list(db.session.scalars(select(Programme).where(Programme.id.in_(ids))))


def list_programmes() -> list[Programme]:
    """Every programme in sight, the newest first."""
    return list(db.session.scalars(select(Programme).options(*_EVERYTHING).order_by(Programme.year.desc())))


def list_years() -> list[int]:
    """The years that have a programme, the newest first."""
    return list(db.session.scalars(select(Programme.year).order_by(Programme.year.desc())))


def get_item(year: int, item_id: int) -> ProgrammeItem:
    """A line of a year's programme.

    Raises:
        NotFound: there is none in sight.
    """
    query = (
        select(ProgrammeItem)
        .join(ProgrammeItem.programme)
        .where(ProgrammeItem.id == item_id, Programme.year == year)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_l("The programme has no such line."))
    return found


def find_item(item_id: int) -> ProgrammeItem | None:
    """A line of any programme in sight."""
    return db.session.scalars(select(ProgrammeItem).where(ProgrammeItem.id == item_id)).one_or_none()


_awaiting_approval = select(Programme).where(  # asked for by every home page, so made once
    Programme.state == ProgrammeState.AWAITING_APPROVAL, Programme.approver_id == bindparam("person_id")
)


def list_awaiting_approval(person_id: int) -> list[Programme]:
    """Programmes that this person is named to approve."""
    return list(db.session.scalars(_awaiting_approval, {"person_id": person_id}))


# --- Auditors ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Auditor:
    """A person who may audit, with the proofs of it, the newest first."""

    person: Person
    records: list[AuditorRecord]

    def best(self, day: date) -> AuditorRecord | None:
        """The record that holds longest among those valid on a day."""
        valid = [each for each in self.records if each.standing(day) in (Standing.VALID, Standing.ENDS_SOON)]
        return max(valid, key=lambda record: record.valid_until or date.max, default=None)


def list_auditors() -> list[Auditor]:
    """Active people with the role of an auditor or with a record, by given name."""
    records: dict[int, list[AuditorRecord]] = {}
    for record in db.session.scalars(select(AuditorRecord).order_by(AuditorRecord.valid_from.desc())):
        records.setdefault(record.person_id, []).append(record)
    with_role = {person.id: person for person in people.list_with_role(Role.AUDITOR)}
    others = select(Person).where(Person.id.in_(records.keys() - with_role.keys()), Person.is_active)
    everybody = [*with_role.values(), *db.session.scalars(others)]
    everybody.sort(key=lambda person: by_given_name(person.name))
    return [Auditor(person, records.get(person.id, [])) for person in everybody]


def auditor_of(person: Person) -> Auditor:
    """A person with their records."""
    query = select(AuditorRecord).where(AuditorRecord.person_id == person.id)
    return Auditor(person, list(db.session.scalars(query.order_by(AuditorRecord.valid_from.desc()))))


def get_record(proof_id: int) -> AuditorRecord:
    """A proof of competence.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(select(AuditorRecord).where(AuditorRecord.id == proof_id)).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such record of an auditor."))
    return found
