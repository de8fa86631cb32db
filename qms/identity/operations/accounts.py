"""Acts of a person about their own account: password, profile."""

from __future__ import annotations

from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import LANGUAGES, _l
from qms.identity import passwords, queries, rules
from qms.identity.models import Person
from qms.identity.operations import signing_in
from qms.identity.operations.subjects import person_subject
from qms.kernel.errors import Refused

WEAKNESS = {
    rules.Weakness.SHORT: _l(
        "The password is too short: at least %(least)s characters.", least=rules.SHORTEST_PASSWORD
    ),
    rules.Weakness.LONG: _l(
        "The password is too long: at most %(most)s characters.", most=rules.LONGEST_PASSWORD
    ),
    rules.Weakness.COMMON: _l("This password is among the first that are guessed. Choose another one."),
    rules.Weakness.PERSONAL: _l("The password may not contain your name, user name or organisation."),
}


def change_password(actor: Actor, *, old: str, new: str, device: str) -> str:
    """A person changes their own password; all sessions end and a new one begins, whose token is returned.

    Call it before anything is changed: hashing holds no lock (see check_password).

    Raises:
        WrongPassword, TooManyTries: at ``old_password``.
        Refused: at ``new_password``, why it is too weak.
    """
    person = queries.get_person(actor.person_id or 0)
    _refuse_weak(person, old, new)
    _prove(person, old, actor, field="old_password", wrong=_l("This is not your present password."))
    kept = passwords.make_hash(new)
    person = queries.get_person(person.id)
    person.password_hash = kept
    person.must_change_password, person.password_given_at = False, None
    signing_in.end_sessions(person)
    trail.record("identity.password_changed", person_subject(person), actor=actor)
    return signing_in.begin_session(person, address=actor.address, device=device)


def _refuse_weak(person: Person, old: str, new: str) -> None:
    organization = person.organization
    words = [person.username, *person.name.split(), organization.code, organization.short_name]
    weak = rules.weakness(new, forbidden_words=words)
    if weak:
        raise Refused(WEAKNESS[weak], field="new_password")
    if new == old:
        raise Refused(_l("The new password is the same as the present one."), field="new_password")


def change_own_profile(actor: Actor, *, email: str, language: str, password: str) -> None:
    """A person changes where mail reaches them, for which they type their password again, or their language.

    Raises:
        WrongPassword, TooManyTries: at ``password``, when the address changes.
        Refused: at ``language``, when we do not speak it.
    """
    person = queries.get_person(actor.person_id or 0)
    if person.email != email:
        _prove(
            person, password, actor, field="password", wrong=_l("Type your password to change the address.")
        )
        person = queries.get_person(person.id)
    changes = {}
    if person.email != email:
        changes["person.email"] = (person.email, email)
        person.email = email
    if person.language != language:
        changes["person.language"] = (person.language, _known_language(language))
        person.language = language
    if changes:
        trail.record("identity.profile_changed", person_subject(person), actor=actor, changes=changes)


def choose_language(person: Person, language: str) -> None:
    """Write to this person in ``language`` from now on. How pages look is no act worth tracing.

    Raises:
        Refused: at ``language``, when we do not speak it.
    """
    person.language = _known_language(language)


def _known_language(language: str) -> str:
    if language not in LANGUAGES:
        raise Refused(_l("Choose one of the languages offered."), field="language")
    return language


def _prove(person: Person, password: str, actor: Actor, *, field: str, wrong: object) -> None:
    """Check the person's password; afterwards nothing of the present transaction is left."""
    username = person.username
    try:
        signing_in.check_password(username, password, address=actor.address)
    except signing_in.WrongPassword as refusal:
        raise signing_in.WrongPassword(wrong, field=field) from refusal
    except signing_in.TooManyTries as refusal:
        raise signing_in.TooManyTries(refusal.message, field=field) from refusal
    finally:
        db.session.rollback()
