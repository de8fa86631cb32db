"""Guessing names and passwords: the answers tell nothing, and soon there are no more answers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from qms.foundation import trail
from qms.foundation.db import db
from qms.identity import operations, passwords, rules
from qms.identity.models import SignInFailure
from qms.kernel import clock
from tests import people
from tests.page import PageClient

Heard = list[str]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Which passwords were compared at all; comparing costs no time here."""
    compared: Heard = []

    def matches(kept: str | None, password: str) -> bool:
        compared.append(password)
        return kept is not None and password == people.PASSWORD

    monkeypatch.setattr(passwords, "matches", matches)
    return compared


def attempt(username: str = "lan", password: str = "sai", address: str = "10.0.0.9") -> bool:
    """Whether these are let in."""
    try:
        operations.check_password(username, password, address=address)
    except (operations.WrongPassword, operations.TooManyTries):
        db.session.rollback()
        return False
    return True


def traced(action: str) -> int:
    return db.session.scalar(select(func.count()).where(trail.Entry.action == action)) or 0


def test_the_first_tries_are_free_and_then_each_must_wait(app: Flask, heard: Heard) -> None:
    for _ in range(rules.FREE_TRIES + 3):
        attempt()
    assert len(heard) == rules.FREE_TRIES
    assert not attempt(password=people.PASSWORD), "also the right password has to wait"
    with time_machine.travel(clock.now() + timedelta(seconds=2), tick=False):
        assert attempt(password=people.PASSWORD)


def test_a_thousand_tries_at_full_speed_are_hardly_heard(app: Flask, heard: Heard) -> None:
    start = clock.now()
    for number in range(1000):
        with time_machine.travel(start + timedelta(seconds=number / 10), tick=False):
            attempt(password=str(number))
    assert len(heard) <= 15


def test_patience_does_not_help_the_twentieth_failure_locks(app: Flask, heard: Heard) -> None:
    moment = clock.now()
    for number in range(rules.TRIES_UNTIL_LOCKED + 10):
        moment += rules.LONGEST_DELAY + timedelta(seconds=1)
        with time_machine.travel(moment, tick=False):
            attempt(password=str(number))
    assert len(heard) == rules.TRIES_UNTIL_LOCKED
    assert traced("identity.locked") == 1
    with time_machine.travel(moment, tick=False):
        assert not attempt(password=people.PASSWORD)


def test_others_are_not_locked_out_with_one(app: Flask, heard: Heard) -> None:
    for _ in range(rules.FREE_TRIES + 1):
        attempt("lan")
    assert attempt("minh", people.PASSWORD)


def test_many_names_from_one_address_are_stopped_and_other_addresses_are_not(
    app: Flask, heard: Heard
) -> None:
    for number in range(rules.TRIES_PER_ADDRESS + 50):
        attempt(f"người{number}", address="10.0.0.66")
    assert len(heard) == rules.TRIES_PER_ADDRESS
    assert not attempt("minh", people.PASSWORD, address="10.0.0.66")
    assert attempt("minh", people.PASSWORD, address="10.0.0.5")


def test_an_address_that_is_made_up_in_a_header_counts_as_the_real_one(client: PageClient) -> None:
    for number in range(3):
        client.fill("/sign-in", username="lan", password="sai", status=422)
        client.environ_base["HTTP_X_FORWARDED_FOR"] = f"1.2.3.{number}"
    assert set(db.session.scalars(select(SignInFailure.address))) == {"127.0.0.1"}


def test_every_failure_is_in_the_trail_and_no_password_with_it(app: Flask, heard: Heard) -> None:
    attempt("lan", "mật khẩu bí mật")
    attempt("khôngcó", "mật khẩu bí mật")
    assert traced("identity.sign_in_failed") == traced("identity.unknown_sign_in_failed") == 1
    assert "mật khẩu bí mật" not in repr(
        [
            (entry.subject_label, entry.facts, entry.changes, entry.reason)
            for entry in db.session.scalars(select(trail.Entry))
        ]
    )


Work = tuple[int, list[str]]


def _work(client: PageClient, token: str, username: str, monkeypatch: pytest.MonkeyPatch) -> Work:
    """What a refused sign-in costs: how often a password is hashed, and the statements sent to the database."""
    hashed: list[object] = []
    statements: list[str] = []

    class Counting:
        def verify(self, kept: str, typed: bytes) -> bool:
            hashed.append(kept)
            return hasher.verify(kept, typed)

        def __getattr__(self, name: str) -> object:
            return getattr(hasher, name)

    def sent(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    hasher = passwords._hasher
    event.listen(db.engine, "before_cursor_execute", sent)
    with monkeypatch.context() as patch:
        patch.setattr(passwords, "_hasher", Counting())
        fields = {"username": username, "password": "không phải mật khẩu", "csrf_token": token}
        answer = client.post("/sign-in", data=fields)
    event.remove(db.engine, "before_cursor_execute", sent)
    assert answer.status_code == 422
    return len(hashed), statements


def _works(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> tuple[Work, Work]:
    """For a name that exists and for one that does not, each tried once before."""
    token = client.page("/sign-in").fields()["csrf_token"]
    for username in ("lan", "nobody"):
        _work(client, token, username, monkeypatch)
    return _work(client, token, "lan", monkeypatch), _work(client, token, "nobody", monkeypatch)


def test_a_known_name_costs_as_much_work_as_an_unknown_one(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: a clock would judge the machine. Hashing is nearly all the time there is; the line in the
    trail of a known name takes one look-up more, a two-hundredth of it."""
    known, unknown = _works(client, monkeypatch)
    assert known[0] == unknown[0] == 1
    assert abs(len(known[1]) - len(unknown[1])) <= 1


def test_a_shortcut_for_unknown_names_is_noticed(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    honest = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda kept, typed: kept is not None and honest(kept, typed))
    known, unknown = _works(client, monkeypatch)
    assert known[0] != unknown[0]


def test_the_answers_to_a_known_and_an_unknown_name_are_alike(client: PageClient) -> None:
    """But for the values of fields: the name as it was typed, tokens and keys."""
    operations.deactivate(people.person("tu"), actor=people.actor("quan"), reason="Nghỉ")
    answers = {
        re.sub(r'value="[^"]*"', "", client.fill("/sign-in", username=name, password="sai", status=422).body)
        for name in ("lan", "tu", "nobodyatall", "quan")
    }
    assert len(answers) == 1


def test_a_locked_account_says_the_same_whether_it_exists_or_not(client: PageClient, heard: Heard) -> None:
    sentences: dict[str, list[str]] = {}
    for name in ("lan", "nobodyatall"):
        for _ in range(rules.FREE_TRIES + 1):
            page = client.fill("/sign-in", username=name, password="sai", status=422)
        sentences[name] = page.errors()
    assert sentences["lan"] == sentences["nobodyatall"] != []
