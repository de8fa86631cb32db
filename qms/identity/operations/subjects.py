"""How people, units and organisations stand in the trail, and how a person becomes one who acts."""

from __future__ import annotations

from sqlalchemy import select

from qms.foundation.access import Actor
from qms.foundation.db import db, hold
from qms.foundation.texts import _l
from qms.foundation.trail import Subject
from qms.identity.models import Organization, Person, Position, Unit
from qms.kernel.errors import Stale


def actor_of(person: Person, *, address: str = "") -> Actor:
    """The person as one who acts."""
    return Actor(
        person_id=person.id,
        name=person.name,
        position=person.position_name,
        organization_id=person.organization_id,
        unit_id=person.unit_id,
        roles=person.roles,
        address=address,
    )


def person_subject(person: Person) -> Subject:
    return Subject("person", person.id, person.name, person.organization_id)


def unit_subject(unit: Unit) -> Subject:
    return Subject("unit", unit.id, unit.name, unit.organization_id)


def position_subject(position: Position) -> Subject:
    return Subject("position", position.id, position.name, position.organization_id)


def organization_subject(organization: Organization) -> Subject:
    return Subject("organization", organization.id, organization.name, organization.id)


def hold_as_seen(record: Organization | Unit | Position | Person, seen: int | None) -> None:
    """The same, if it still has the version that the person saw.

    Raises:
        Stale: it has another one.
    """
    hold(record)
    if record.version != seen:
        raise Stale(_l("Somebody else changed this while you were writing. Nothing was saved yet."))


def hold_organization(organization_id: int) -> None:
    """One act of this kind at a time in an organisation, until the transaction ends."""
    row = select(Organization.id).where(Organization.id == organization_id)
    db.session.execute(row.with_for_update(key_share=True))
