"""Reading people, units and organisations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from qms.foundation.access import Role
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity.models import Organization, Person, Position, RoleGrant, SignIn, SignInFailure, Unit
from qms.identity.rules import COUNTED_FOR
from qms.kernel.errors import NotFound


def get_person(person_id: int) -> Person:
    """A person in sight.

    Raises:
        NotFound: there is none.
    """
    person = db.session.scalars(select(Person).where(Person.id == person_id)).one_or_none()
    if person is None:
        raise NotFound(_l("There is no such person."))
    return person


def find_by_username(username: str) -> Person | None:
    """The person with this user name, in whatever organisation; call it where everything is in sight."""
    return db.session.scalars(select(Person).where(Person.username == username.strip().lower())).one_or_none()


def list_people(
    *, text: str = "", unit_id: int | None = None, role: str = "", active: bool | None = True
) -> list[Person]:
    """People in sight by name, narrowed down."""
    query = select(Person).options(
        selectinload(Person.grants), selectinload(Person.unit), selectinload(Person.position)
    )
    if text:
        pattern = f"%{text.lower()}%"
        query = query.where(func.lower(Person.name).like(pattern) | Person.username.like(pattern))
    if unit_id:
        query = query.where(Person.unit_id == unit_id)
    if role:
        query = query.where(Person.grants.any(RoleGrant.role == role))
    if active is not None:
        query = query.where(Person.is_active == active)
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def list_with_role(*roles: Role) -> list[Person]:
    """Active people in sight who have any of these roles, by name."""
    query = select(Person).where(
        Person.is_active, Person.grants.any(RoleGrant.role.in_([r.value for r in roles]))
    )
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def list_units(*, active_only: bool = True) -> list[Unit]:
    """Units in sight by code."""
    query = select(Unit).order_by(Unit.code)
    return list(db.session.scalars(query.where(Unit.is_active) if active_only else query))


def get_unit(unit_id: int) -> Unit:
    """A unit in sight.

    Raises:
        NotFound: there is none.
    """
    unit = db.session.scalars(select(Unit).where(Unit.id == unit_id)).one_or_none()
    if unit is None:
        raise NotFound(_l("There is no such unit."))
    return unit


def find_unit_named(name: str) -> Unit | None:
    """The unit in sight with this name or code."""
    query = select(Unit).where((Unit.name == name) | (Unit.code == name)).limit(1)
    return db.session.scalars(query).first()


def list_positions() -> list[Position]:
    """Positions in sight by name."""
    return list(db.session.scalars(select(Position).order_by(Position.name)))


def get_organization(organization_id: int) -> Organization:
    """An organisation by its number.

    Raises:
        NotFound: there is none.
    """
    found = db.session.get(Organization, organization_id)
    if found is None:
        raise NotFound(_l("There is no such organisation."))
    return found


def find_organization(code: str) -> Organization | None:
    """An organisation by its code."""
    return db.session.scalars(select(Organization).where(Organization.code == code)).one_or_none()


def count_failures(*, now: datetime, username: str = "", address: str = "") -> tuple[int, datetime | None]:
    """How many failed tries are held against an account or an address, and when the last was."""
    query = select(func.count(SignInFailure.id), func.max(SignInFailure.at)).where(
        SignInFailure.at > now - COUNTED_FOR, SignInFailure.cleared_at.is_(None)
    )
    query = (
        query.where(SignInFailure.username == username)
        if username
        else query.where(SignInFailure.address == address)
    )
    count, last = db.session.execute(query).one()
    return count, last


def find_sign_in(token_hash: str) -> SignIn | None:
    """A session that has not been ended, by the hash of its token."""
    query = select(SignIn).where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None))
    return db.session.scalars(query).one_or_none()


def list_sign_ins(person_id: int) -> list[SignIn]:
    """A person's open sessions, newest first."""
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(SignIn.last_seen_at.desc())))
