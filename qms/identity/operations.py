"""Acts about people and their access: signing in and out, passwords, people, units, roles."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update

from qms.foundation import trail
from qms.foundation.access import Actor, Role
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity import passwords, queries, rules
from qms.identity.models import Organization, Person, Position, RoleGrant, SignIn, SignInFailure, Unit
from qms.kernel import clock
from qms.kernel.errors import Refused

WEAKNESS = {
    "short": _l("The password is too short: at least %(least)s characters.", least=rules.SHORTEST_PASSWORD),
    "long": _l("The password is too long: at most %(most)s characters.", most=rules.LONGEST_PASSWORD),
    "common": _l("This password is known to be guessed first. Choose another one."),
    "personal": _l("The password may not contain your name, user name or organisation."),
}


class WrongPassword(Refused):
    """Name and password do not belong together; says no more than that."""


class TooManyTries(Refused):
    """Too many failed tries; the sentence says how long to wait."""


def person_subject(person: Person) -> trail.Subject:
    return trail.Subject("person", person.id, person.name, person.organization_id)


# --- Signing in and out ---------------------------------------------------------------------------------


def check_password(username: str, password: str, *, address: str) -> Person:
    """The active person with this name and password. Call it where every organisation is in sight.

    Call it before anything is changed: the present transaction ends, so that hashing holds no lock, and a
    failed try is written in a transaction of its own, so that it outlives the refusal.

    Raises:
        TooManyTries: the account or the address must wait.
        WrongPassword: anything else that does not fit, told alike.
    """
    username = username.strip().lower()[:200]
    _refuse_if_waiting(username, address, clock.now())
    person = queries.find_by_username(username)
    kept = person.password_hash if person else None
    db.session.rollback()
    if passwords.matches(kept, password) and person and person.is_active:
        return person
    _note_failure(username, address, person)
    raise WrongPassword(_l("The user name or the password is not right."))


def _refuse_if_waiting(username: str, address: str, now: datetime) -> None:
    failures, last = queries.count_failures(now=now, username=username)
    until = rules.wait_after(failures, last)
    from_address, _last = queries.count_failures(now=now, address=address)
    if (until and until > now) or from_address >= rules.TRIES_PER_ADDRESS:
        seconds = int((until - now).total_seconds()) + 1 if until and until > now else 900
        raise TooManyTries(_wait_sentence(seconds))


def _wait_sentence(seconds: int) -> object:
    if seconds > 3600:
        return _l("This account is locked after too many failed tries. An administrator can open it.")
    if seconds > 90:
        return _l("Too many failed tries. Wait %(minutes)s minutes and try again.", minutes=seconds // 60 + 1)
    return _l("Too many failed tries. Wait %(seconds)s seconds and try again.", seconds=seconds)


def _note_failure(username: str, address: str, person: Person | None) -> None:
    """Count the failure and trace it; the twentieth locks the account, which the trail says too."""
    now = clock.now()
    failures, _last = queries.count_failures(now=now, username=username)
    organization_id = person.organization_id if person else None
    subject = trail.Subject("person", person.id if person else None, username, organization_id)
    who = Actor(name=username, address=address, organization_id=organization_id)
    db.session.rollback()
    db.session.add(SignInFailure(username=username, address=address, at=now))
    trail.record("identity.sign_in_failed", subject, actor=who)
    if failures + 1 == rules.TRIES_UNTIL_LOCKED:
        trail.record("identity.locked", subject, actor=who)
    trail.keep_apart()


def sign_in(person: Person, *, address: str, device: str) -> str:
    """Begin a new session for a person whose password was checked; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        SignIn(
            person_id=person.id,
            token_hash=hash_of(token),
            started_at=now,
            last_seen_at=now,
            address=address,
            device=device[:200],
        )
    )
    _clear_failures(person, now)
    trail.record("identity.signed_in", person_subject(person), actor=actor_of(person, address=address))
    return token


def hash_of(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_out(session: SignIn, *, actor: Actor) -> None:
    """End this session."""
    session.ended_at = clock.now()
    trail.record("identity.signed_out", trail.Subject("person", actor.person_id, actor.name), actor=actor)


def sign_out_everywhere(person: Person, *, actor: Actor) -> int:
    """End all sessions of a person; how many there were."""
    ended = _end_sessions(person)
    trail.record(
        "identity.signed_out_everywhere", person_subject(person), actor=actor, facts={"count": ended}
    )
    return ended


def _end_sessions(person: Person) -> int:
    open_sessions = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    return db.session.execute(open_sessions.values(ended_at=clock.now())).rowcount  # type: ignore[attr-defined, no-any-return]  # CursorResult, typed as Result


def unlock(person: Person, *, actor: Actor) -> None:
    """Forget the failed tries held against an account."""
    _clear_failures(person, clock.now())
    trail.record("identity.unlocked", person_subject(person), actor=actor)


def _clear_failures(person: Person, now: datetime) -> None:
    held = update(SignInFailure).where(
        SignInFailure.username == person.username, SignInFailure.cleared_at.is_(None)
    )
    db.session.execute(held.values(cleared_at=now))


def confirm_password(actor: Actor, password: str) -> Person:
    """The acting person, who has typed their password again in order to sign.

    Raises:
        WrongPassword, TooManyTries: shown at the field ``password``.
    """
    assert actor.person_id is not None
    person = queries.get_person(actor.person_id)
    try:
        return check_password(person.username, password, address=actor.address)
    except WrongPassword as wrong:
        raise WrongPassword(_l("The password is not right. Nothing was signed."), field="password") from wrong
    except TooManyTries as many:
        raise TooManyTries(many.message, field="password") from many


# --- Passwords ------------------------------------------------------------------------------------------


def change_password(person: Person, *, actor: Actor, old: str, new: str) -> None:
    """A person changes their own password; all other sessions end.

    Raises:
        WrongPassword: at ``old``.
        Refused: at ``new``, why it is too weak.
    """
    if not passwords.matches(person.password_hash, old):
        raise WrongPassword(_l("This is not your present password."), field="old")
    set_password(person, new)
    person.must_change_password = False
    _end_sessions(person)
    trail.record("identity.password_changed", person_subject(person), actor=actor)


def choose_language(person: Person, language: str) -> None:
    """Write to this person in ``language`` from now on. How pages look is no act worth tracing."""
    person.language = language


def give_password(person: Person, *, actor: Actor) -> str:
    """An administrator gives a new first password, to be changed at the next sign-in; returned once."""
    password = secrets.token_urlsafe(9)
    person.password_hash = passwords.make_hash(password)
    person.must_change_password = True
    _end_sessions(person)
    _clear_failures(person, clock.now())
    trail.record("identity.password_given", person_subject(person), actor=actor)
    return password


def set_password(person: Person, password: str) -> None:
    """Keep a new password's hash.

    Raises:
        Refused: at ``new``, why it is too weak.
    """
    words = [person.username, *person.name.split(), person.organization.code]
    weak = rules.weakness(password, forbidden_words=words)
    if weak:
        raise Refused(WEAKNESS[weak], field="new")
    person.password_hash = passwords.make_hash(password)


# --- Organisations, units, positions, people ------------------------------------------------------------


def found_organization(
    *, code: str, name: str, short_name: str, parent: Organization | None, actor: Actor
) -> Organization:
    """Make an organisation; its quality system begins empty."""
    organization = Organization(code=code, name=name, short_name=short_name, parent=parent)
    db.session.add(organization)
    db.session.flush()  # the trail refers to its number
    subject = trail.Subject("organization", organization.id, name, organization.id)
    trail.record("identity.organization_founded", subject, actor=actor)
    return organization


def add_unit(
    *, organization: Organization, code: str, name: str, parent: Unit | None = None, actor: Actor
) -> Unit:
    """Make a unit.

    Raises:
        Refused: at ``code``, when another unit has it.
    """
    if any(
        unit.code == code and unit.organization_id == organization.id
        for unit in queries.list_units(active_only=False)
    ):
        raise Refused(_l("Another unit has the code %(code)s.", code=code), field="code")
    unit = Unit(organization_id=organization.id, code=code, name=name, parent=parent)
    db.session.add(unit)
    db.session.flush()  # the trail refers to its number
    trail.record("identity.unit_added", trail.Subject("unit", unit.id, name, organization.id), actor=actor)
    return unit


def position_named(name: str, organization: Organization) -> Position | None:
    """The position of this name, made when it is new; None for no name."""
    if not name:
        return None
    known = {
        position.name: position
        for position in queries.list_positions()
        if position.organization_id == organization.id
    }
    position = known.get(name) or Position(organization_id=organization.id, name=name)
    db.session.add(position)
    return position


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
    password: str | None = None,
) -> tuple[Person, str]:
    """Make an account; returns the person and the first password, which they must change.

    Raises:
        Refused: at ``username``, when it is taken (in whatever organisation).
    """
    first_password = password or secrets.token_urlsafe(9)
    person = Person(
        organization_id=organization.id,
        organization=organization,
        username=username.strip().lower(),
        name=name,
        email=email,
        unit=unit,
        position=position_named(position, organization),
        password_hash=passwords.make_hash(first_password),
        created_at=clock.now(),
        grants=[RoleGrant(organization_id=organization.id, role=role.value) for role in sorted(set(roles))],
    )
    if username_is_taken(person.username):
        raise Refused(_l("The user name %(username)s is taken.", username=username), field="username")
    db.session.add(person)
    db.session.flush()  # the trail refers to its number
    trail.record(
        "identity.person_added",
        person_subject(person),
        actor=actor,
        facts={"roles": sorted(role.value for role in roles)},
    )
    return person, first_password


def username_is_taken(username: str) -> bool:
    """Whether any organisation has this user name."""
    with db.session.no_autoflush:
        return bool(
            db.session.execute(
                Person.__table__.select().where(Person.__table__.c.username == username)
            ).first()
        )


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
