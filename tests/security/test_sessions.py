"""A session belongs to the browser that signed in and ends when it should, at once and everywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.sessions import SecureCookieSessionInterface

from qms import create_app
from qms.foundation.access import Role
from qms.foundation.db import db
from qms.identity import operations, rules
from qms.identity.models import Person, RoleGrant
from qms.kernel import clock
from tests import people
from tests.conftest import test_config
from tests.page import PageClient

Clients = Callable[[str], PageClient]


def cookie_of(client: PageClient) -> str:
    cookie = client.get_cookie("qms")
    assert cookie is not None
    return cookie.value


def with_cookie(app: Flask, value: str) -> PageClient:
    """Another browser that got hold of a cookie."""
    client = PageClient(app)
    client.set_cookie("qms", value)
    return client


def is_in(client: PageClient) -> bool:
    return client.get("/account").status_code == 200


def sign_in(client: PageClient, username: str = "lan") -> None:
    client.fill("/sign-in", username=username, password=people.PASSWORD)


def test_a_cookie_from_before_signing_in_opens_nothing_afterwards(app: Flask, client: PageClient) -> None:
    client.page("/sign-in")
    planted = cookie_of(client)
    sign_in(client)
    assert cookie_of(client) != planted
    assert not is_in(with_cookie(app, planted))


def test_each_sign_in_makes_a_new_session(app: Flask, client: PageClient) -> None:
    sign_in(client)
    first = cookie_of(client)
    client.send("/sign-out", client.page("/").fields(action="/sign-out"))
    sign_in(client)
    assert is_in(client)
    assert not is_in(with_cookie(app, first))


def test_a_copied_cookie_ends_with_the_session(app: Flask, client: PageClient) -> None:
    sign_in(client)
    copy = with_cookie(app, cookie_of(client))
    assert is_in(copy)
    client.send("/sign-out", client.page("/").fields(action="/sign-out"))
    assert not is_in(copy)


def test_signing_out_everywhere_ends_every_browser(client_of: Clients) -> None:
    first, second, other = client_of("lan"), client_of("lan"), client_of("minh")
    fields = first.page("/account").fields(action="/account/sign-out-everywhere")
    first.send("/account/sign-out-everywhere", fields)
    assert not is_in(first)
    assert not is_in(second)
    assert is_in(other)


def test_a_new_password_ends_every_other_browser(client_of: Clients) -> None:
    mine, stolen = client_of("lan"), client_of("lan")
    mine.fill(
        "/account/password",
        action="/account/password",
        old_password=people.PASSWORD,
        new_password="núi cao biển rộng",
        repeated_password="núi cao biển rộng",
    )
    assert is_in(mine)
    assert not is_in(stolen)


def test_who_is_deactivated_is_out_at_the_next_request(client_of: Clients) -> None:
    client = client_of("minh")
    assert is_in(client)
    operations.deactivate(people.person("minh"), actor=people.actor("quan"), reason="Chuyển công tác")
    db.session.commit()
    assert not is_in(client)


def test_a_role_that_is_taken_is_gone_at_the_next_request(client_of: Clients) -> None:
    client = client_of("lan")
    assert client.get("/documents/new").status_code == 200
    lan = people.person("lan")
    grant = db.session.query(RoleGrant).filter_by(person_id=lan.id, role=Role.COORDINATOR.value).one()
    db.session.delete(grant)
    db.session.commit()
    assert client.get("/documents/new").status_code == 403


def test_an_idle_session_ends(client_of: Clients) -> None:
    client = client_of("lan")
    with time_machine.travel(clock.now() + rules.IDLE_LIMIT - timedelta(minutes=1), tick=False):
        assert is_in(client)
    with time_machine.travel(clock.now() + 2 * rules.IDLE_LIMIT + timedelta(minutes=1), tick=False):
        assert not is_in(client)


def test_a_session_in_use_ends_after_its_longest_time(client_of: Clients) -> None:
    client, start = client_of("lan"), clock.now()
    step = rules.IDLE_LIMIT / 2
    lived = 0
    for number in range(1, int(rules.ABSOLUTE_LIMIT / step) + 2):
        with time_machine.travel(start + number * step, tick=False):
            lived += is_in(client)
    assert lived == int(rules.ABSOLUTE_LIMIT / step) - 1


def test_a_session_that_ended_is_not_revived_by_a_request_under_way(app: Flask, client_of: Clients) -> None:
    """What notes "last seen" touches only that: an end that came meanwhile stays."""
    client = client_of("lan")
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        operations.sign_out_everywhere(people.person("lan"), actor=people.actor("lan"))
        db.session.commit()
        client.get("/")
        assert not is_in(client)


@pytest.mark.parametrize("tamper", [lambda c: c[:-4] + "AAAA", lambda c: c.split(".")[0], lambda _c: "x.y.z"])
def test_a_cookie_that_was_tampered_with_is_no_cookie(
    app: Flask, client_of: Clients, tamper: Callable[[str], str]
) -> None:
    assert not is_in(with_cookie(app, tamper(cookie_of_signed_in(client_of("lan")))))


def cookie_of_signed_in(client: PageClient) -> str:
    assert is_in(client)
    return cookie_of(client)


def test_a_cookie_signed_with_another_key_is_no_cookie(app: Flask, client_of: Clients) -> None:
    other = Flask("other")
    other.secret_key = "another key " * 4
    serializer = SecureCookieSessionInterface().get_signing_serializer(other)
    assert serializer is not None
    with client_of("lan").session_transaction() as session:
        content = dict(session)
    assert not is_in(with_cookie(app, str(serializer.dumps(content))))


def test_the_cookie_says_who_may_read_and_send_it(client: PageClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("qms=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_over_https_the_cookie_is_for_this_host_and_https_only(app: Flask, tmp_path: Path) -> None:
    config = replace(
        test_config(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"]), base_url="https://qms.example.vn"
    )
    secure = create_app(config)
    answer = secure.test_client().get("/sign-in", base_url="https://qms.example.vn")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-qms=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    with secure.app_context():
        db.engine.dispose()


def test_nothing_secret_is_kept_of_a_session_or_a_password(app: Flask, client: PageClient) -> None:
    """A copy of the database opens no session: tokens are kept as hashes, passwords as argon2id."""
    sign_in(client)
    with client.session_transaction() as session:
        token = session["_user_id"]
    database = repr(
        [tuple(row) for table in db.metadata.sorted_tables for row in db.session.execute(table.select())]
    )
    assert token not in database
    assert people.PASSWORD not in database
    hashes = {person.password_hash.split("$")[1] for person in db.session.query(Person)}
    assert hashes == {"argon2id"}
