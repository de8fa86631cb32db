"""Signing in and out, and proving again who one is."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, update

from qms.foundation import notifying, trail
from qms.foundation.access import Actor, Role
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity import passwords, queries, rules
from qms.identity.models import Person, SignIn, SignInFailure
from qms.identity.operations.subjects import actor_of, person_subject
from qms.kernel import clock
from qms.kernel.errors import Refused

LONGEST_DEVICE = 200  # what a browser says about itself


class WrongPassword(Refused):
    """Name and password do not belong together; says no more than that."""


class TooManyTries(Refused):
    """Too many failed tries; the sentence says how long to wait."""


def check_password(username: str, password: str, *, address: str) -> Person:
    """The active person with this name and password. Call it where every organisation is in sight.

    Call it before anything is changed: the present transaction ends, so that hashing holds no lock, and a
    failed try is written in a transaction of its own, so that it outlives the refusal.

    Raises:
        TooManyTries: the account or the address must wait.
        WrongPassword: anything else that does not fit, told alike.
        Refused: a first password that nobody used in time; told only to who knows it.
    """
    username = rules.plain_username(username)
    _refuse_if_waiting(username, address, clock.now())
    person = queries.find_by_username(username)
    kept = person.password_hash if person else None
    db.session.rollback()
    if not (passwords.matches(kept, password) and person and person.is_active):
        _note_failure(username, address, person)
        raise WrongPassword(_l("The user name or the password is not right."))
    if person.must_change_password and rules.first_password_is_over(person.password_given_at, clock.now()):
        raise Refused(_l("This first password is no longer valid. Ask the administrator for a new one."))
    return person


def _refuse_if_waiting(username: str, address: str, now: datetime) -> None:
    until = queries.waits_until(username, now)
    if until and until > now:
        raise TooManyTries(_wait_sentence(int((until - now).total_seconds()) + 1))
    from_address, _last = queries.count_failures(since=now - rules.ADDRESS_WINDOW, address=address)
    if from_address >= rules.TRIES_PER_ADDRESS:
        raise TooManyTries(_wait_sentence(int(rules.ADDRESS_WINDOW.total_seconds())))


def _wait_sentence(seconds: int) -> object:
    if seconds > rules.LONGEST_DELAY.total_seconds():
        return _l("This account is locked after too many failed tries. An administrator can unlock it.")
    if seconds > 90:
        return _l("Too many failed tries. Wait %(minutes)s minutes and try again.", minutes=-(-seconds // 60))
    return _l("Too many failed tries. Wait %(seconds)s seconds and try again.", seconds=seconds)


def _note_failure(username: str, address: str, person: Person | None) -> None:
    """Count the failure and trace it; the one that locks the account is told to the administrators.

    A name that is nobody's is not written down: it may be a password typed in the wrong field.
    """
    now = clock.now()
    failures, _last = queries.count_failures(since=now - rules.COUNTED_FOR, username=username)
    db.session.add(SignInFailure(username=username, address=address, at=now))
    if person is None:
        nobody = trail.Subject("person", None, "")
        trail.record("identity.unknown_sign_in_failed", nobody, actor=Actor(address=address))
    else:
        who = Actor(name=person.name, address=address, organization_id=person.organization_id)
        trail.record("identity.sign_in_failed", person_subject(person), actor=who)
        if failures + 1 == rules.TRIES_UNTIL_LOCKED:
            trail.record("identity.locked", person_subject(person), actor=who)
            _tell_administrators(person, now)
    trail.keep_apart()


def _tell_administrators(person: Person, now: datetime) -> None:
    for administrator in queries.list_with_role(Role.ADMINISTRATOR, organization_id=person.organization_id):
        notifying.send(
            "identity.locked",
            person_id=administrator.id,
            organization_id=person.organization_id,
            url=f"/people/{person.id}",
            facts={"name": person.name, "username": person.username},
            once_key=f"locked:{person.id}:{administrator.id}:{now.isoformat()}",
        )


def sign_in(person: Person, *, address: str, device: str) -> str:
    """Begin a new session for a person whose password was checked; returns the token for the cookie."""
    token = begin_session(person, address=address, device=device)
    clear_failures(person)
    trail.record("identity.signed_in", person_subject(person), actor=actor_of(person, address=address))
    return token


def begin_session(person: Person, *, address: str, device: str) -> str:
    """A new session without a line in the trail; returns its token, of which only the hash is kept."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.session.add(
        SignIn(
            person_id=person.id,
            token_hash=hash_of(token),
            started_at=now,
            last_seen_at=now,
            address=address,
            device=device[:LONGEST_DEVICE],
        )
    )
    return token


def hash_of(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def sign_out(session: SignIn, *, actor: Actor) -> None:
    """End this session."""
    session.ended_at = clock.now()
    subject = trail.Subject("person", actor.person_id, actor.name, actor.organization_id)
    trail.record("identity.signed_out", subject, actor=actor)


def end_session(session: SignIn, *, actor: Actor) -> None:
    """A person ends one of their sessions from another one."""
    session.ended_at = clock.now()
    subject = trail.Subject("person", actor.person_id, actor.name, actor.organization_id)
    trail.record("identity.session_ended", subject, actor=actor, facts={"device": session.device})


def sign_out_everywhere(person: Person, *, actor: Actor) -> int:
    """End all sessions of a person; how many there were."""
    ended = end_sessions(person)
    trail.record(
        "identity.signed_out_everywhere", person_subject(person), actor=actor, facts={"count": ended}
    )
    return ended


def end_sessions(person: Person) -> int:
    """End a person's sessions as part of another act; how many there were."""
    open_sessions = update(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    return db.session.execute(open_sessions.values(ended_at=clock.now())).rowcount  # type: ignore[attr-defined, no-any-return]  # CursorResult, typed as Result


def clear_failures(person: Person) -> None:
    """Hold no failed tries against a person's account any more."""
    held = update(SignInFailure).where(
        SignInFailure.username == person.username, SignInFailure.cleared_at.is_(None)
    )
    db.session.execute(held.values(cleared_at=clock.now()))


def forget_failures(now: datetime) -> None:
    """Remove failed tries that are counted no more; the trail keeps that there were some."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.at < now - rules.COUNTED_FOR))


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
