"""People, units, positions and organisations as other rooms point to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.feature import Shown
from qms.identity.models import Organization, Person, Position, Unit
from qms.identity.policy import PEOPLE_KEEP


def show_people(actor: Actor, ids: Collection[int]) -> Mapping[int, Shown]:
    """People in sight; what was done to an account is for administrators, and for oneself."""
    keeps = PEOPLE_KEEP.granted(actor)
    return {
        row.id: Shown(row.name, f"/people/{row.id}", keeps or row.id == actor.person_id)
        for row in db.session.scalars(select(Person).where(Person.id.in_(ids)))
    }


def show_units(actor: Actor, ids: Collection[int]) -> Mapping[int, Shown]:
    """Units in sight."""
    address = "/units/{}" if PEOPLE_KEEP.granted(actor) else "/units"
    return {
        row.id: Shown(row.name, address.format(row.id))
        for row in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))
    }


def show_positions(actor: Actor, ids: Collection[int]) -> Mapping[int, Shown]:
    """Positions in sight."""
    return {
        row.id: Shown(row.name, "/positions")
        for row in db.session.scalars(select(Position).where(Position.id.in_(ids)))
    }


def show_organizations(actor: Actor, ids: Collection[int]) -> Mapping[int, Shown]:
    """One's own organisation, for those who keep it."""
    if actor.organization_id not in ids or not PEOPLE_KEEP.granted(actor):
        return {}
    own = db.session.get(Organization, actor.organization_id)
    return {own.id: Shown(own.name, "/organization")} if own else {}
