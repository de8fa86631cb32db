"""Reading people, units and organisations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from qms.foundation.access import Role
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity import rules
from qms.identity.models import Organization, Person, Position, RoleGrant, SignIn, SignInFailure, Unit
from qms.kernel import clock
from qms.kernel.errors import NotFound
from qms.kernel.paging import PAGE_SIZE, Page, offset_of
from qms.kernel.text import by_given_name, clean_line, fold, words


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
    """People in sight, narrowed down, in the order of their given names."""
    query = _narrowed(select(Person), text=text, unit_id=unit_id, role=role, active=active)
    people = db.session.scalars(query.options(*_WITH_EVERYTHING))
    return sorted(people, key=lambda person: by_given_name(person.name))


def page_of_people(number: int, **narrowing: Any) -> Page[Person]:
    """The same in pages."""
    people = list_people(**narrowing)
    first = offset_of(number)
    return Page(people[first : first + PAGE_SIZE], number, len(people))


_WITH_EVERYTHING = (
    selectinload(Person.grants),
    selectinload(Person.unit),
    selectinload(Person.position),
)


def _narrowed(
    query: Select[Person], *, text: str, unit_id: int | None, role: str, active: bool | None
) -> Select[Person]:
    if text:
        query = query.where(Person.id.in_(_ids_like(text)))
    if unit_id:
        query = query.where(Person.unit_id == unit_id)
    if role:
        query = query.where(Person.grants.any(RoleGrant.role == role))
    if active is not None:
        query = query.where(Person.is_active == active)
    return query


def _ids_like(text: str) -> list[int]:
    """People whose name or user name has all the words, with marks or without.

    Folding is not a matter of the database: SQLite does not know that Ư is the capital of ư.
    """
    wanted = words(clean_line(text))
    rows = db.session.execute(select(Person.id, Person.name, Person.username))
    known = ((number, f"{fold(name)} {username}") for number, name, username in rows)
    return [number for number, words_of in known if all(word in words_of for word in wanted)]


def list_with_role(*roles: Role, organization_id: int | None = None) -> list[Person]:
    """Active people in sight who have any of these roles, by given name; of one organisation if it is given."""
    query = select(Person).where(
        Person.is_active, Person.grants.any(RoleGrant.role.in_([r.value for r in roles]))
    )
    if organization_id is not None:
        query = query.where(Person.organization_id == organization_id)
    return sorted(db.session.scalars(query), key=lambda person: by_given_name(person.name))


def roles_held() -> set[Role]:
    """The roles that active people in sight have."""
    query = select(RoleGrant.role).join(Person, RoleGrant.person_id == Person.id).where(Person.is_active)
    return {Role(role) for role in db.session.scalars(query.distinct())}


def count_people(*, unit_id: int | None = None, position_id: int | None = None) -> int:
    """How many active people are in a unit or have a position."""
    query = select(func.count(Person.id)).where(Person.is_active)
    if unit_id is not None:
        query = query.where(Person.unit_id == unit_id)
    if position_id is not None:
        query = query.where(Person.position_id == position_id)
    return db.session.scalar(query) or 0


def list_units(*, active_only: bool = True) -> list[Unit]:
    """Units in sight by code."""
    query = select(Unit).order_by(Unit.code)
    return list(db.session.scalars(query.where(Unit.is_active) if active_only else query))


_unit_names = select(Unit.id, Unit.name).where(Unit.is_active).order_by(Unit.code)


def list_unit_names() -> list[tuple[int, str]]:
    """Number and name of each active unit in sight, by code: for choosing among them."""
    return [(number, name) for number, name in db.session.execute(_unit_names)]


def list_unit_tree() -> list[tuple[Unit, int]]:
    """All units in sight, each below the one it stands under, with its depth; by code on each level."""
    under: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in list_units(active_only=False):
        under[unit.parent_id].append(unit)
    return list(_walk(under, None, 0))


def _walk(
    under: Mapping[int | None, list[Unit]], above: int | None, depth: int
) -> Iterator[tuple[Unit, int]]:
    for unit in under.get(above, ()):
        yield unit, depth
        yield from _walk(under, unit.id, depth + 1)


def count_people_by_unit() -> dict[int, int]:
    """How many active people each unit has; units without any are left out."""
    query = select(Person.unit_id, func.count().label("people")).where(
        Person.is_active, Person.unit_id.is_not(None)
    )
    return {row.unit_id: row.people for row in db.session.execute(query.group_by(Person.unit_id))}


def count_people_by_position() -> dict[int, int]:
    """How many active people have each position; positions without any are left out."""
    query = select(Person.position_id, func.count().label("people")).where(
        Person.is_active, Person.position_id.is_not(None)
    )
    return {row.position_id: row.people for row in db.session.execute(query.group_by(Person.position_id))}


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


def unit_parents() -> dict[int, int | None]:
    """Each unit in sight and the unit above it."""
    return {row.id: row.parent_id for row in db.session.execute(select(Unit.id, Unit.parent_id))}


def list_units_headed_by(person: Person) -> list[Unit]:
    """Units whose head this person is, by code."""
    return list(db.session.scalars(select(Unit).where(Unit.head_id == person.id).order_by(Unit.code)))


def list_positions(*, active_only: bool = False) -> list[Position]:
    """Positions in sight by name."""
    query = select(Position).order_by(Position.name)
    return list(db.session.scalars(query.where(Position.is_active) if active_only else query))


def get_position(position_id: int) -> Position:
    """A position in sight.

    Raises:
        NotFound: there is none.
    """
    position = db.session.scalars(select(Position).where(Position.id == position_id)).one_or_none()
    if position is None:
        raise NotFound(_l("There is no such position."))
    return position


def find_position(name: str, *, organization_id: int) -> Position | None:
    """The position of this name in an organisation."""
    query = select(Position).where(Position.name == name, Position.organization_id == organization_id)
    return db.session.scalars(query).one_or_none()


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


def count_organizations() -> int:
    """How many organisations this installation has."""
    return db.session.scalar(select(func.count(Organization.id))) or 0


def find_organization_named(name: str) -> Organization | None:
    """The organisation with this code, name or short name."""
    called = (Organization.code == name) | (Organization.name == name) | (Organization.short_name == name)
    return db.session.scalars(select(Organization).where(called).order_by(Organization.id)).first()


def list_organizations() -> list[Organization]:
    """Every organisation of the installation, in the order in which they were founded."""
    return list(db.session.scalars(select(Organization).order_by(Organization.id)))


def count_failures(*, since: datetime, username: str = "", address: str = "") -> tuple[int, datetime | None]:
    """How many failed tries are held against an account or an address, and when the last was."""
    query = select(func.count(SignInFailure.id), func.max(SignInFailure.at)).where(
        SignInFailure.at > since, SignInFailure.cleared_at.is_(None)
    )
    query = (
        query.where(SignInFailure.username == username)
        if username
        else query.where(SignInFailure.address == address)
    )
    count, last = db.session.execute(query).one()
    return count, last


def waits_until(username: str, now: datetime) -> datetime | None:
    """Until when no try to sign in with this name is heard; None or past when it is heard at once."""
    return rules.wait_after(*count_failures(since=now - rules.COUNTED_FOR, username=username))


def find_sign_in(token_hash: str) -> SignIn | None:
    """A session that has not been ended, by the hash of its token."""
    query = select(SignIn).where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None))
    return db.session.scalars(query).one_or_none()


def list_sign_ins(person_id: int) -> list[SignIn]:
    """A person's living sessions, the one used last first."""
    query = select(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    now = clock.now()
    return [
        each
        for each in db.session.scalars(query.order_by(SignIn.last_seen_at.desc()))
        if rules.session_is_alive(each.started_at, each.last_seen_at, now)
    ]


def last_sign_in(person_id: int) -> datetime | None:
    """When the person last began a session; None for never."""
    return db.session.scalar(select(func.max(SignIn.started_at)).where(SignIn.person_id == person_id))


def get_sign_in(sign_in_id: int, *, person_id: int) -> SignIn:
    """One of a person's sessions that have not been ended.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = db.session.get(SignIn, sign_in_id)
    if found is None or found.person_id != person_id or found.ended_at is not None:
        raise NotFound(_l("There is no such session."))
    return found
