"""What a request says about the host it meant is never believed: no address in a page or a mail comes from it."""

from __future__ import annotations

import pytest

from tests import people
from tests.page import PageClient

EVIL = "evil.example"
HEADERS = [
    {"Host": EVIL},
    {"Host": f"{EVIL}:8000"},
    {"Host": f"127.0.0.1@{EVIL}"},
    {"X-Forwarded-Host": EVIL},
    {"X-Forwarded-Server": EVIL},
    {"X-Host": EVIL},
    {"Forwarded": f"host={EVIL}"},
    {"X-Original-URL": f"http://{EVIL}/"},
    {"X-Rewrite-URL": f"http://{EVIL}/"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Host": EVIL},
    {"X-Forwarded-Prefix": f"//{EVIL}"},
    {"Referer": f"http://{EVIL}/", "Origin": f"http://{EVIL}"},
]


@pytest.mark.any_database
@pytest.mark.parametrize("headers", HEADERS, ids=" ".join)
def test_no_answer_repeats_a_made_up_host(client: PageClient, headers: dict[str, str]) -> None:
    sign_in = client.get("/sign-in", headers=headers)
    led = client.get("/documents", headers=headers)
    token = client.page("/sign-in").fields()["csrf_token"]
    fields = {"username": "lan", "password": people.PASSWORD, "csrf_token": token}
    through = client.post("/sign-in", data=fields, headers=headers)
    for answer in (sign_in, led, through):
        assert answer.status_code < 500
        assert EVIL not in answer.get_data(as_text=True)
        assert EVIL not in str(answer.headers)
