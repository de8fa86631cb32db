"""No form of another site is carried out: every unsafe route wants the token of the session it comes with."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from qms.foundation.db import db
from qms.search import operations as search
from tests.page import PageClient
from tests.security.surface import changed, doors, state, unsafe_doors

Clients = Callable[[str], PageClient]


def accepted(app: Flask, client: PageClient, **fields: str) -> list[str]:
    """The unsafe routes that do not refuse these fields with 400, and tables that changed."""
    before = state()
    through = [
        door.name
        for door in unsafe_doors(app)
        if client.open(door.address(app), method=door.method, data=fields).status_code != 400
    ]
    return through + list(changed(before, state()))


def test_there_are_routes_to_check(app: Flask) -> None:
    assert len(unsafe_doors(app)) >= 3


@pytest.mark.any_database
@pytest.mark.parametrize("username", ["lan", "quan"])
def test_no_unsafe_route_works_without_a_token(app: Flask, client_of: Clients, username: str) -> None:
    assert accepted(app, client_of(username)) == []


@pytest.mark.any_database
def test_nor_without_a_session(app: Flask, client: PageClient) -> None:
    assert accepted(app, client) == []


@pytest.mark.any_database
def test_nor_with_the_token_of_somebody_elses_session(app: Flask, client_of: Clients) -> None:
    stolen = client_of("minh").page("/").fields(action="/sign-out")["csrf_token"]
    lan = client_of("lan")
    lan.page("/")
    assert accepted(app, lan, csrf_token=stolen) == []


@pytest.mark.any_database
def test_nor_with_nonsense_for_a_token(app: Flask, client_of: Clients) -> None:
    lan = client_of("lan")
    lan.page("/")
    assert accepted(app, lan, csrf_token="x" * 90) == []


@pytest.mark.any_database
def test_the_check_notices_when_protection_is_off(
    app: Flask, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    assert accepted(app, client_of("lan")) != []


# What keeps watch writes while it is read: who looked, and who asked for a print that there is not.
WATCHING = frozenset({"trail_entries", "check_misses"})


def test_reading_changes_nothing(app: Flask, client_of: Clients) -> None:
    """What a link or a picture of another site can do: GET every address."""
    client = client_of("quan")
    search.rebuild()  # whoever meets a missing index has it made anew, which is a row of the outbox
    db.session.commit()
    before = state(without=WATCHING)
    for door in doors(app):
        if door.method == "GET":
            client.get(door.address(app))
    assert list(changed(before, state(without=WATCHING))) == []
