"""Acts of an administrator about people: accounts, roles, first passwords, leaving and coming back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from qms.foundation import trail
from qms.foundation.access import Actor, Role
from qms.foundation.db import db, hold, seeing_all
from qms.foundation.events import emit
from qms.foundation.texts import LANGUAGES, _l
from qms.identity import passwords, queries, rules
from qms.identity.events import PersonLeft, PersonPlaced
from qms.identity.models import Organization, Person, Position, RoleGrant, Unit
from qms.identity.operations import signing_in
from qms.identity.operations.subjects import hold_as_seen, hold_organization, person_subject
from qms.identity.operations.units import position_named
from qms.kernel import clock
from qms.kernel.errors import Refused


def add_person(
    *,
    organization: Organization,
    username: str,
    name: str,
    roles: Collection[Role],
    actor: Actor,
    email: str = "",
    unit: Unit | None = None,
    position: str = "",
    language: str = "vi",
    password: str | None = None,
) -> tuple[Person, str]:
    """Make an account; returns the person and the first password, which they must change.

    Raises:
        Refused: at ``username``, when it can't be one or is taken (in whatever organisation).
    """
    username = rules.plain_username(username)
    first_password = password or passwords.make_first_password()
    kept = passwords.make_hash(first_password)
    _refuse_username(username)
    now = clock.now()
    person = Person(
        organization_id=organization.id,
        organization=organization,
        username=username,
        name=name,
        email=email,
        unit=unit,
        position=position_named(position, organization, actor=actor),
        language=language,
        password_hash=kept,
        password_given_at=now,
        created_at=now,
        grants=[RoleGrant(organization_id=organization.id, role=role.value) for role in sorted(set(roles))],
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:  # somebody else took the name a moment ago
        raise Refused(_taken(username), field="username") from error
    trail.record(
        "identity.person_added",
        person_subject(person),
        actor=actor,
        facts={"username": username, "roles": _names(roles)},
    )
    emit(PersonPlaced(person.id, None))
    return person, first_password


def _refuse_username(username: str) -> None:
    if not rules.is_username(username):
        raise Refused(
            _l("Use letters a to z without marks, figures and . _ - inside, at most 60 signs."),
            field="username",
        )
    with seeing_all(), db.session.no_autoflush:
        if queries.find_by_username(username):
            raise Refused(_taken(username), field="username")


def _taken(username: str) -> Any:
    return _l("The user name %(username)s is taken, perhaps by somebody who left.", username=username)


def _names(roles: Collection[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]


def change_person(
    person: Person,
    *,
    actor: Actor,
    seen: int | None,
    name: str,
    email: str,
    unit: Unit | None,
    position: Position | None,
    language: str,
    roles: Collection[Role],
) -> None:
    """Change what an administrator keeps of a person; nothing happens when nothing differs.

    Raises:
        Stale: somebody else changed the person meanwhile.
        Refused: at ``roles``, when no administrator would be left, or one would take it from themselves.
    """
    hold_organization(person.organization_id)  # or two administrators could take each other's role
    hold_as_seen(person, seen)
    if language not in LANGUAGES:
        raise Refused(_l("Choose one of the languages offered."), field="language")
    if person.unit_id != (unit.id if unit else None) and unit and not unit.is_active:
        raise Refused(_l("This unit is closed."), field="unit")
    changes = {
        "person.name": (person.name, name),
        "person.email": (person.email, email),
        "person.unit": (person.unit.name if person.unit else "", unit.name if unit else ""),
        "person.position": (person.position_name, position.name if position else ""),
        "person.language": (person.language, language),
    }
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    former_unit_id = person.unit_id
    person.name, person.email, person.language = name, email, language
    person.unit, person.position = unit, position
    if changes:
        trail.record("identity.person_changed", person_subject(person), actor=actor, changes=changes)
    if person.is_active and not changes.keys().isdisjoint({"person.unit", "person.position"}):
        emit(PersonPlaced(person.id, former_unit_id))
    _change_roles(person, frozenset(roles), actor)


def _change_roles(person: Person, roles: frozenset[Role], actor: Actor) -> None:
    before = person.roles
    given = roles - before
    if before == roles:
        return
    if Role.ADMINISTRATOR in before - roles:
        _refuse_losing_administrator(person, actor)
    person.grants = [grant for grant in person.grants if grant.role in roles] + [
        RoleGrant(organization_id=person.organization_id, role=role.value) for role in sorted(given)
    ]
    flag_modified(person, "name")  # roles are part of what the version stands for
    trail.record(
        "identity.roles_changed",
        person_subject(person),
        actor=actor,
        changes={"person.roles": (_names(before), _names(roles))},
    )


def _refuse_losing_administrator(person: Person, actor: Actor) -> None:
    if person.id == actor.person_id:
        raise Refused(
            _l("You cannot take the administrator role from yourself. Another administrator can."),
            field="roles",
        )
    if not _other_administrators(person):
        raise Refused(_l("This is the last administrator. Make another one first."), field="roles")


def _other_administrators(person: Person) -> list[Person]:
    all_of_them = queries.list_with_role(Role.ADMINISTRATOR, organization_id=person.organization_id)
    return [each for each in all_of_them if each.id != person.id]


def give_password(person: Person, *, actor: Actor) -> str:
    """An administrator gives a new first password, to be changed at the next sign-in; returned once.

    Raises:
        Refused: one's own password is changed on the account page, with the present one.
    """
    if person.id == actor.person_id:
        raise Refused(_l("Change your own password on your account page."))
    password = passwords.make_first_password()
    kept = passwords.make_hash(password)
    hold(person)
    person.password_hash = kept
    person.must_change_password, person.password_given_at = True, clock.now()
    signing_in.end_sessions(person)
    signing_in.clear_failures(person)
    trail.record("identity.password_given", person_subject(person), actor=actor)
    return password


def unlock(person: Person, *, actor: Actor) -> None:
    """Forget the failed tries held against an account."""
    signing_in.clear_failures(person)
    trail.record("identity.unlocked", person_subject(person), actor=actor)


def deactivate(person: Person, *, actor: Actor, reason: str) -> None:
    """A person has left: they can't sign in any more, and head no unit; everything they did stays.

    Raises:
        Refused: oneself, or the last administrator.
    """
    hold_organization(person.organization_id)  # or two administrators could take each other's role
    hold(person)
    if person.id == actor.person_id:
        raise Refused(_l("You cannot deactivate yourself. Another administrator can."))
    if Role.ADMINISTRATOR in person.roles and not _other_administrators(person):
        raise Refused(_l("This is the last administrator. Make another one first."))
    if not person.is_active:
        return
    person.is_active, person.left_at = False, clock.now()
    headed = queries.list_units_headed_by(person)
    for unit in headed:
        unit.head = None
    ended = signing_in.end_sessions(person)
    trail.record(
        "identity.person_left",
        person_subject(person),
        actor=actor,
        reason=reason,
        facts={"sessions": ended, "headed": [unit.name for unit in headed]},
    )
    emit(PersonLeft(person.id))


def reactivate(person: Person, *, actor: Actor) -> str:
    """A person has come back; returns the first password that they get, because the old one may be known."""
    password = give_password(person, actor=actor)
    person.is_active, person.left_at = True, None
    trail.record("identity.person_returned", person_subject(person), actor=actor)
    emit(PersonPlaced(person.id, person.unit_id))
    return password
