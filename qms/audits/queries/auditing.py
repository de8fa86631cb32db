"""Reading audits, and who in a team is not independent."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, bindparam, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from qms.audits.models import AgendaEntry, Audit, AuditDocument, AuditedUnit, Finding, Line, Member
from qms.audits.rules.auditing import KNOWN_TO_UNITS, OPEN, Answer, Bias, Conflict, State
from qms.audits.rules.findings import FindingState
from qms.documents.models import Document, DocumentType, Revision
from qms.documents.rules import State as RevisionState
from qms.foundation.access import Actor, Role
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity.models import Person
from qms.kernel.errors import NotFound
from qms.kernel.paging import PAGE_SIZE, Page, offset_of

WHOLE = (
    selectinload(Audit.units).joinedload(AuditedUnit.unit),
    selectinload(Audit.units).joinedload(AuditedUnit.representative),
    selectinload(Audit.members).joinedload(Member.person),
    selectinload(Audit.in_scope).joinedload(AuditDocument.document),
)


def get_audit(audit_id: int) -> Audit:
    """An audit with its units, team and procedures.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(select(Audit).where(Audit.id == audit_id).options(*WHOLE)).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such audit."))
    return found


def get_unit(audit_id: int, unit_id: int) -> AuditedUnit:
    """A unit of an audit.

    Raises:
        NotFound: the audit is not of this unit.
    """
    query = select(AuditedUnit).where(AuditedUnit.audit_id == audit_id, AuditedUnit.unit_id == unit_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_l("This audit does not look at this unit."))
    return found


def get_member(audit_id: int, person_id: int) -> Member:
    """A person in an audit's team.

    Raises:
        NotFound: they are not.
    """
    query = select(Member).where(Member.audit_id == audit_id, Member.person_id == person_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_l("This person is not in the team."))
    return found


def get_entry(audit_id: int, entry_id: int) -> AgendaEntry:
    """A line of an audit's agenda.

    Raises:
        NotFound: there is none.
    """
    query = select(AgendaEntry).where(AgendaEntry.audit_id == audit_id, AgendaEntry.id == entry_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_l("The agenda has no such line."))
    return found


def get_finding(audit_id: int, finding_id: int) -> Finding:
    """A finding of an audit.

    Raises:
        NotFound: there is none in sight.
    """
    query = select(Finding).where(Finding.audit_id == audit_id, Finding.id == finding_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such finding."))
    return found


def list_findings_by_ids(ids: Collection[int]) -> list[Finding]:
    """The findings of these numbers that are in sight."""
    return list(db.session.scalars(select(Finding).where(Finding.id.in_(ids))))


# Statements of the home page stand in the module, so that they are made once.
_speaks_for_its_unit = (
    select(AuditedUnit.audit_id)
    .where(
        AuditedUnit.audit_id == Finding.audit_id,
        AuditedUnit.representative_id == bindparam("person_id"),
        or_(Line.unit_id.is_(None), Line.unit_id == AuditedUnit.unit_id),
    )
    .exists()
)
_findings_to_answer = (
    select(Finding)
    .join(Finding.line)
    .where(Finding.state == FindingState.SENT, _speaks_for_its_unit)
    .order_by(Finding.answer_due_on, Finding.id)
)
_led_by = (
    select(Audit)
    .where(
        Audit.members.any((Member.person_id == bindparam("person_id")) & (Member.part == "lead")),
        Audit.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(Audit.starts_on)
)
_to_answer = (
    select(AuditedUnit)
    .join(AuditedUnit.audit)
    .where(
        Audit.state == State.ANNOUNCED,
        AuditedUnit.representative_id == bindparam("person_id"),
        AuditedUnit.answer == Answer.NONE,
    )
    .options(contains_eager(AuditedUnit.audit), joinedload(AuditedUnit.unit))
    .order_by(Audit.starts_on)
)


def list_findings_to_answer(person_id: int) -> list[Finding]:
    """Findings that wait for the answer of the unit for which this person speaks."""
    return list(db.session.scalars(_findings_to_answer, {"person_id": person_id}))


def list_by_ids(ids: Collection[int]) -> list[Audit]:
    """The audits of these numbers that are in sight."""
    return list(db.session.scalars(select(Audit).where(Audit.id.in_(ids)).options(*WHOLE)))


def next_number(year: int, organization_id: int) -> int:
    """The number of the next audit of a year; hold the organisation before asking."""
    query = select(func.max(Audit.number)).where(Audit.year == year, Audit.organization_id == organization_id)
    return (db.session.scalar(query) or 0) + 1


def page_of_audits(*, actor: Actor, year: int | None, show: str, number: int) -> Page[Audit]:
    """Audits that this person may read, the newest first; ``show`` is open, closed or all."""
    shown = {
        "open": Audit.state.in_([state.value for state in OPEN]),
        "closed": Audit.state.in_([State.CLOSED.value, State.CANCELLED.value]),
    }.get(show, true())
    query = select(Audit).where(shown, _right_to_see(actor))
    if year is not None:
        query = query.where(Audit.year == year)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.options(*WHOLE).order_by(Audit.starts_on.desc(), Audit.id.desc())
    found = db.session.scalars(rows.limit(PAGE_SIZE).offset(offset_of(number)))
    return Page(list(found), number, total)


def _right_to_see(actor: Actor) -> ColumnElement[bool]:
    """What policy.READ says, as a condition."""
    if actor.has(Role.COORDINATOR, Role.LEADER, Role.AUDITOR):
        return true()
    mine = Audit.members.any(Member.person_id == actor.person_id)
    ours = Audit.units.any(
        or_(AuditedUnit.unit_id == actor.unit_id, AuditedUnit.representative_id == actor.person_id)
    )
    return or_(mine, Audit.state.in_([state.value for state in KNOWN_TO_UNITS]) & ours)


def list_years() -> list[int]:
    """The years that have audits, the newest first."""
    return list(db.session.scalars(select(Audit.year).distinct().order_by(Audit.year.desc())))


def list_led_by(person_id: int, *, states: Collection[State]) -> list[Audit]:
    """Audits in these states that this person leads, the earliest first."""
    values = {"person_id": person_id, "states": [each.value for each in states]}
    return list(db.session.scalars(_led_by, values))


def list_under_way_of(person_id: int) -> list[Audit]:
    """Audits in progress in whose team this person audits."""
    audits_in = Audit.members.any((Member.person_id == person_id) & (Member.part != "observer"))
    query = select(Audit).where(audits_in, Audit.state == State.IN_PROGRESS)
    return list(db.session.scalars(query.order_by(Audit.starts_on)))


def list_to_answer(person_id: int) -> list[AuditedUnit]:
    """Plans that wait for this person's answer."""
    return list(db.session.scalars(_to_answer, {"person_id": person_id}))


def list_procedures() -> list[Document]:
    """Procedures in force, by code: documents with steps, of which a checklist can be made."""
    in_force = Document.revisions.any(Revision.state == RevisionState.EFFECTIVE)
    has_steps = Document.type.has(DocumentType.has_structure)
    return list(db.session.scalars(select(Document).where(in_force, has_steps).order_by(Document.code)))


# --- Independence -----------------------------------------------------------------------------------------------


def biases_of(person: Person, audit: Audit) -> list[Bias]:
    """Why the person is not independent of the units and procedures of an audit."""
    return biases(
        person,
        units={each.unit_id: each.unit.name for each in audit.units},
        documents=audit.documents,
    )


def biases(person: Person, *, units: dict[int, str], documents: Collection[Document]) -> list[Bias]:
    """The same for units (number and name) and documents at hand."""
    found = [
        Bias(Conflict.OWN_UNIT, number, name) for number, name in units.items() if person.unit_id == number
    ]
    hands = _hands_in([document.id for document in documents])
    for document in documents:
        kinds = set(hands.get((document.id, person.id), ()))
        if document.owner_id == person.id:
            kinds.add(Conflict.OWNS)
        found += [Bias(kind, document.id, document.code) for kind in Conflict if kind in kinds]
    return found


def _hands_in(document_ids: Collection[int]) -> dict[tuple[int, int], set[Conflict]]:
    """Who wrote, edited or reviewed any revision of these documents, by document and person."""
    query = select(Revision.document_id, Revision.author_id, Revision.editor_ids, Revision.reviewer_id).where(
        Revision.document_id.in_(document_ids)
    )
    hands: dict[tuple[int, int], set[Conflict]] = {}
    for row in db.session.execute(query):
        for person_id in {row.author_id, *row.editor_ids}:
            hands.setdefault((row.document_id, person_id), set()).add(Conflict.WROTE)
        if row.reviewer_id is not None:
            hands.setdefault((row.document_id, row.reviewer_id), set()).add(Conflict.REVIEWED)
    return hands
