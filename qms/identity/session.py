"""Which person makes a request: from the cookie's token to an Actor, through sign-ins kept on the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import Request, g, session
from flask_login import LoginManager, UserMixin, login_user
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from qms.foundation.access import NOBODY, Actor
from qms.foundation.db import db, see, seeing_all
from qms.identity import operations, rules
from qms.identity.models import Organization, Person, SignIn
from qms.kernel import clock
from qms.web.transaction import after_response

TOUCH_EVERY = timedelta(minutes=1)  # how exactly "last seen" is kept; a write for each page would be too dear

login_manager = LoginManager()


class Account(UserMixin):
    """What Flask-Login keeps in the cookie: the token of the session, not the person's number."""

    def __init__(self, token: str) -> None:
        self.id = token


@dataclass(frozen=True)
class OrganizationShown:
    """The organisation of the signed-in person, as pages show it."""

    id: int
    name: str
    short_name: str
    code: str


@login_manager.user_loader
def _account_of(token: str) -> Account:
    return Account(token)


def load_actor(request: Request) -> Actor:
    """Who makes this request; from here on only their organisation is in sight."""
    token = session.get("_user_id")
    g.sign_in_id, g.organization, g.language, g.must_change_password = None, None, None, False
    with seeing_all():
        found = _find(token) if token else None
    if found is None:
        return NOBODY
    person, sign_in = found
    see((person.organization_id,))
    g.sign_in_id = sign_in.id
    g.language, g.must_change_password = person.language, person.must_change_password
    organization = person.organization
    g.organization = OrganizationShown(
        organization.id, organization.name, organization.short_name, organization.code
    )
    if clock.now() - sign_in.last_seen_at > TOUCH_EVERY:
        after_response(partial(_touch, sign_in.id))
    return operations.actor_of(person, address=request.remote_addr or "")


def _find(token: str) -> tuple[Person, SignIn] | None:
    """The living session of this token and its active person, in one query."""
    query = (
        select(Person, SignIn)
        .join(SignIn, SignIn.person_id == Person.id)
        .join(Organization, Organization.id == Person.organization_id)
        .where(SignIn.token_hash == operations.hash_of(token), SignIn.ended_at.is_(None), Person.is_active)
        .options(
            selectinload(Person.grants),
            selectinload(Person.position),
            selectinload(Person.organization),
        )
    )
    row = db.session.execute(query).first()
    if row is None or not rules.session_is_alive(row.SignIn.started_at, row.SignIn.last_seen_at, clock.now()):
        return None
    return row.Person, row.SignIn


def _touch(sign_in_id: int) -> None:
    living = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    db.session.execute(living.values(last_seen_at=clock.now()))


def begin(token: str) -> None:
    """Put a new session into the cookie; whatever was in it before sign-in is gone."""
    end()
    login_user(Account(token))


def end() -> None:
    """Empty the cookie; forms on the page that follows get a token of the new one."""
    session.clear()
    g.pop("csrf_token", None)


def current_sign_in() -> SignIn | None:
    """The session of this request."""
    return db.session.get(SignIn, g.sign_in_id) if g.get("sign_in_id") else None
