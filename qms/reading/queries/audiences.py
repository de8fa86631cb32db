"""Whom documents concern, as conditions of statements: people of a document, documents of a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from qms.foundation.db import db
from qms.identity.models import Person, Position, Unit
from qms.identity.queries import unit_parents
from qms.procedures.structure import Procedure
from qms.reading import rules
from qms.reading.models import Audience, AudiencePart, ReadingTerms
from qms.reading.rules import Responsible, Terms, known_as


def find_terms(organization_id: int | None) -> ReadingTerms | None:
    """What an organisation has set itself, if it has."""
    query = select(ReadingTerms).where(ReadingTerms.organization_id == organization_id)
    return db.session.scalars(query).one_or_none()


def terms_of(organization_id: int | None) -> Terms:
    """An organisation's days: its own, or those that everybody begins with."""
    kept = find_terms(organization_id)
    return kept.terms if kept else Terms()


def terms_version(kept: ReadingTerms | Audience | None) -> int:
    """What a form says that it saw: 1 where nothing was set yet, for 0 is a form that does not say."""
    return kept.version + 1 if kept else 1


def find_audience(document_id: int) -> Audience | None:
    """Whom a document concerns, where that was ever asked."""
    return db.session.scalars(select(Audience).where(Audience.document_id == document_id)).one_or_none()


def people_of(audience: Audience) -> ColumnElement[bool]:
    """Which persons an audience means: those of its units and the units below, its positions, those named."""
    if audience.everybody:
        return true()
    units = {part.unit_id for part in audience.parts if part.unit_id is not None}
    below = rules.with_those_below(units, unit_parents()) if units else frozenset()
    positions = {part.position_id for part in audience.parts if part.position_id is not None}
    persons = {part.person_id for part in audience.parts if part.person_id is not None}
    wanted = [
        column.in_(numbers)
        for column, numbers in (
            (Person.unit_id, below),
            (Person.position_id, positions),
            (Person.id, persons),
        )
        if numbers
    ]
    return or_(*wanted) if wanted else false()


def audiences_of(person: Person) -> ColumnElement[bool]:
    """Which audiences mean a person."""
    above = rules.with_those_above(person.unit_id, unit_parents()) if person.unit_id else ()
    part = or_(
        AudiencePart.unit_id.in_(above),
        AudiencePart.position_id == person.position_id,
        AudiencePart.person_id == person.id,
    )
    return or_(Audience.everybody, Audience.parts.any(part))


def responsible_in(procedure: Procedure, organization_id: int) -> Responsible:
    """Whom the steps of a procedure name in an organisation."""
    units = select(Unit.id, Unit.code, Unit.name).where(
        Unit.organization_id == organization_id, Unit.is_active
    )
    positions = select(Position.id, Position.name).where(
        Position.organization_id == organization_id, Position.is_active
    )
    return rules.responsible_for_steps(procedure, _by_name(units), _by_name(positions))


def _by_name(query: Select[*tuple[Any, ...]]) -> dict[str, int]:
    """Numbers by all names that the rows give after them, as they are compared."""
    return {known_as(name): number for number, *names in db.session.execute(query) for name in names}
