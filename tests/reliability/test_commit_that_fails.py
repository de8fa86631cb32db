"""When the database refuses at the last moment, the page says so and nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask, has_request_context
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError

from qms.documents.queries import get_revision
from qms.foundation.db import db
from tests import people
from tests.factories import documents
from tests.page import Page, PageClient
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


OWN = {"Sec-Fetch-Site": "same-origin"}  # as a browser says that a page of ours sent it
FULL = OperationalError("COMMIT", {}, Exception("database or disk is full"))


@pytest.fixture
def full_disk(app: Flask) -> Callable[[], AbstractContextManager[None]]:
    """Inside, no request can write, in its own transaction or apart from it."""

    def fail(_connection: Connection) -> None:
        if has_request_context():
            raise FULL

    @contextmanager
    def full() -> Iterator[None]:
        event.listen(db.engine, "commit", fail)
        try:
            yield
        finally:
            event.remove(db.engine, "commit", fail)

    return full


def test_what_was_typed_is_kept_to_be_sent_once_more(client_of, full_disk) -> None:
    documents.draft("HD-KT-01")
    minh, edit = client_of("minh"), "/documents/HD-KT-01/revisions/1/edit"
    fields = minh.page(edit).fields() | {"body": "Viết một <b>giờ</b> liền."}
    with full_disk():
        page = Page(minh.post(edit, data=fields, headers=OWN))
    assert page.status == 503
    minh.send(page.one("//main//form/@action"), page.fields())
    assert get_revision("HD-KT-01", 1).body == fields["body"]


def test_a_form_from_elsewhere_is_not_kept(client_of, full_disk) -> None:
    documents.draft("HD-KT-01")
    minh, edit = client_of("minh"), "/documents/HD-KT-01/revisions/1/edit"
    fields = minh.page(edit).fields()
    with full_disk():
        page = Page(minh.post(edit, data=fields))
    assert (page.status, page.all("//main//form")) == (503, [])


def test_no_password_is_kept(client_of, full_disk) -> None:
    documents.submitted()
    hoa, review = client_of("hoa"), "/documents/HD-KT-01/revisions/1/review"
    fields = hoa.page(review).fields() | {"note": "Đã đọc kỹ.", "password": people.PASSWORD}
    with full_disk():
        page = Page(hoa.post(review, data=fields, headers=OWN))
    assert page.fields()["note"] == "Đã đọc kỹ."
    assert people.PASSWORD not in page.body


def test_a_document_is_read_on_a_full_disk_and_the_log_says_what_the_trail_lacks(
    client_of, full_disk, caplog: pytest.LogCaptureFixture
) -> None:
    documents.in_force("HD-KT-01")
    binh = client_of("binh")
    with full_disk():
        binh.page("/documents/HD-KT-01")
    assert "not in the trail: GET /documents/HD-KT-01" in caplog.text
