"""Which person makes a request: from the cookie's token to an Actor, through sign-ins kept on the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Request, g, session
from flask_login import LoginManager, UserMixin, login_user
from sqlalchemy import bindparam, select, update

from qms.foundation.access import NOBODY, Actor, Role
from qms.foundation.db import db, see
from qms.identity import operations, rules
from qms.identity.models import Organization, Person, Position, RoleGrant, SignIn
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


# Every request begins with this one statement.
_living = (
    select(
        SignIn.id.label("sign_in_id"),
        SignIn.started_at,
        SignIn.last_seen_at,
        Person.id.label("person_id"),
        Person.name,
        Person.unit_id,
        Person.language,
        Person.must_change_password,
        Position.name.label("position"),
        Organization.id.label("organization_id"),
        Organization.name.label("organization_name"),
        Organization.short_name,
        Organization.code.label("organization_code"),
        RoleGrant.role,
    )
    .select_from(SignIn)
    .join(Person, SignIn.person_id == Person.id)
    .join(Organization, Organization.id == Person.organization_id)
    .outerjoin(Position, Position.id == Person.position_id)
    .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    .where(SignIn.token_hash == bindparam("token"), SignIn.ended_at.is_(None), Person.is_active)
)


@login_manager.user_loader
def _account_of(token: str) -> Account:
    return Account(token)


def load_actor(request: Request) -> Actor:
    """Who makes this request; from here on only their organisation is in sight."""
    token = session.get("_user_id")
    g.sign_in_id, g.organization, g.language, g.must_change_password = None, None, None, False
    rows = _find(token) if token else []
    if not rows:
        return NOBODY
    found = rows[0]
    see((found.organization_id,))
    g.sign_in_id = found.sign_in_id
    g.language, g.must_change_password = found.language, found.must_change_password
    g.organization = OrganizationShown(
        found.organization_id, found.organization_name, found.short_name, found.organization_code
    )
    if clock.now() - found.last_seen_at > TOUCH_EVERY:
        after_response(partial(_touch, found.sign_in_id))
    return Actor(
        person_id=found.person_id,
        name=found.name,
        position=found.position or "",
        organization_id=found.organization_id,
        unit_id=found.unit_id,
        roles=frozenset(Role(row.role) for row in rows if row.role),
        address=request.remote_addr or "",
    )


def _find(token: str) -> Sequence[Any]:
    """The living session of this token with its active person: a row for each of their roles, or none.

    The organisation is not known before, so the scope does not apply: the statement goes past the session.
    """
    rows = db.session.connection().execute(_living, {"token": operations.hash_of(token)}).all()
    if rows and not rules.session_is_alive(rows[0].started_at, rows[0].last_seen_at, clock.now()):
        return []
    return rows


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
