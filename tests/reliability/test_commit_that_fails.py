"""When the database refuses at the last moment, the page says so and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import has_request_context
from sqlalchemy.exc import IntegrityError, OperationalError

from qms.foundation.db import db
from tests import people
from tests.page import PageClient
from tests.security.surface import changed, state


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("COMMIT", {}, Exception("database or disk is full")), 503),
        (OperationalError("COMMIT", {}, Exception("database is locked")), 503),
        (IntegrityError("COMMIT", {}, Exception("constraint failed")), 500),
    ],
)
def test_a_commit_that_fails_is_told(
    client: PageClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    fields = client.page("/sign-in").fields() | {"username": "lan", "password": people.PASSWORD, "once": ""}
    before = state()
    commit = db.session.commit

    def fail() -> None:
        if has_request_context():
            raise error
        commit()  # what the test itself has open

    with monkeypatch.context() as broken:
        broken.setattr(db.session, "commit", fail)
        client.send("/sign-in", fields, status=status)
    assert list(changed(before, state())) == []
    assert client.fill("/sign-in", username="lan", password=people.PASSWORD).location == "/"


def test_a_database_that_goes_away_in_the_middle_of_a_page_is_told(
    client_of: Callable[[str], PageClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also to a person who has signed in, whose pages ask the database for their frame as well."""

    def fail(*_arguments: object, **_more: object) -> int:
        raise OperationalError("SELECT", {}, Exception("server closed the connection unexpectedly"))

    client = client_of("lan")
    monkeypatch.setattr("qms.foundation.notifying.count_notices", fail)
    page = client.page("/", status=503)
    assert "server closed" not in page.body
