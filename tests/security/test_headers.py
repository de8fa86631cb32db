"""Every answer, also every error, carries the same strict headers, written out here a second time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.page import PageClient
from tests.security.surface import doors

EXPECTED = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


def faults(answer: TestResponse) -> list[str]:
    """What is missing or different."""
    found = [name for name, value in EXPECTED.items() if answer.headers.get(name) != value]
    if answer.mimetype.startswith("text/") and "charset=utf-8" not in answer.headers["Content-Type"].lower():
        found.append("charset")
    if "Werkzeug" in answer.headers.get("Server", ""):
        found.append("Server")
    return found


@pytest.mark.any_database
@pytest.mark.parametrize("username", [None, "quan", "lan"])
def test_every_route_answers_with_all_headers(
    app: Flask, client: PageClient, client_of: Callable[[str], PageClient], username: str | None
) -> None:
    client = client_of(username) if username else client
    wrong = {
        door.name: found
        for door in doors(app)
        if (found := faults(client.open(door.address(app), method=door.method)))
    }
    assert wrong == {}


def test_errors_answer_with_all_headers(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_arguments: Any) -> str:
        raise RuntimeError("a fault")

    monkeypatch.setitem(app.view_functions, "identity.sign_in", fail)
    answers = {
        400: client.post("/sign-in", data={}),
        404: client.get("/no-such-page"),
        405: client.delete("/sign-in"),
        413: client.post("/sign-in", data={"next": "x" * 17_000_000}),
        500: client.get("/sign-in"),
    }
    assert {status: answer.status_code for status, answer in answers.items()} == {
        status: status for status in answers
    }
    assert [found for answer in answers.values() if (found := faults(answer))] == []


def test_a_static_file_may_be_kept_but_nothing_else_is_loosened(client: PageClient) -> None:
    style = client.page("/sign-in").all("//link[@rel='stylesheet']/@href")[0]
    with client.get(style) as answer:
        assert answer.status_code == 200
        assert faults(answer) == ["Cache-Control"]


def test_https_is_asked_for_where_the_site_is_https(app: Flask, client: PageClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/sign-in").headers


def test_the_check_notices_an_application_without_the_headers() -> None:
    """The control."""
    bare = Flask("bare")
    assert len(faults(bare.test_client().get("/"))) >= len(EXPECTED)
