"""Checking passwords: what is counted, what is told, what it costs."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from qms.foundation import trail
from qms.foundation.db import db
from qms.foundation.notifying import list_notices
from qms.identity import operations, queries, rules
from qms.identity.operations import TooManyTries, WrongPassword
from qms.identity.operations.signing_in import forget_failures
from qms.kernel import clock
from tests import people

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture
def moment(app):
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def fail(username: str = "minh", times: int = 1, address: str = HERE) -> None:
    for _number in range(times):
        with pytest.raises(WrongPassword):
            operations.check_password(username, "guessed", address=address)


def check(username: str = "minh", address: str = ELSEWHERE):
    return operations.check_password(username, people.PASSWORD, address=address)


def actions(username: str = "minh") -> list[str]:
    return [entry.action for entry in trail.entries_of("person", people.person(username).id)]


def test_four_wrong_tries_cost_nothing(moment):
    fail(times=4)
    assert check().name == "Trần Quang Minh"


def test_after_the_fifth_the_right_password_waits_too(moment):
    fail(times=5)
    with pytest.raises(TooManyTries):
        check()
    moment.shift(timedelta(seconds=1, milliseconds=1))
    assert check()


def test_who_comes_too_early_is_not_counted_again(moment):
    fail(times=5)
    for _number in range(30):
        with pytest.raises(TooManyTries):
            check()
    moment.shift(timedelta(seconds=2))
    assert check()


def test_each_failure_doubles_the_wait(moment):
    fail(times=5)
    for wait in (1, 2, 4, 8):
        moment.shift(timedelta(seconds=wait - 0.5))
        with pytest.raises(TooManyTries):
            check()
        moment.shift(timedelta(seconds=0.5))
        fail()


def test_the_twentieth_failure_locks_for_a_day_and_is_traced_and_told(moment):
    for _number in range(rules.TRIES_UNTIL_LOCKED):
        fail()
        moment.shift(rules.LONGEST_DELAY)
    moment.shift(timedelta(hours=12))
    with pytest.raises(TooManyTries, match="bị khóa"):
        check()
    assert actions().count("identity.locked") == 1
    assert actions().count("identity.sign_in_failed") == rules.TRIES_UNTIL_LOCKED
    told = list_notices(people.person("quan").id)
    assert [notice.kind for notice in told] == ["identity.locked"]


def test_an_administrator_unlocks_it_at_once(moment):
    for _number in range(rules.TRIES_UNTIL_LOCKED):
        fail()
        moment.shift(rules.LONGEST_DELAY)
    operations.unlock(people.person("minh"), actor=people.actor("quan"))
    assert check()


def test_signing_in_forgets_the_failures_before(moment):
    fail(times=4)
    operations.sign_in(check(), address=HERE, device="")
    db.session.commit()
    fail(times=4)
    assert check()


def test_one_account_does_not_slow_another_one_down(moment):
    fail("minh", times=5)
    assert check("hoa", address=HERE)


def test_an_address_that_tries_a_flood_of_names_is_held_back_for_a_while(moment, monkeypatch):
    monkeypatch.setattr(rules, "TRIES_PER_ADDRESS", 10)  # each try costs a hash
    for number in range(rules.TRIES_PER_ADDRESS):
        fail(f"nobody{number}")
    with pytest.raises(TooManyTries, match="15 phút"):
        check("hoa", address=HERE)
    assert check("hoa", address=ELSEWHERE)
    moment.shift(rules.ADDRESS_WINDOW)
    assert check("hoa", address=HERE)


def test_names_that_are_nobodys_are_slowed_down_alike(moment):
    """Or the delay would tell which accounts there are."""
    fail("nobody", times=5)
    with pytest.raises(TooManyTries):
        operations.check_password("nobody", "guessed", address=HERE)


def test_what_was_typed_as_a_name_that_is_nobodys_is_not_kept_in_the_trail(moment):
    fail("my secret password")
    [entry] = db.session.query(trail.Entry).filter_by(action="identity.unknown_sign_in_failed")
    assert (entry.actor_name, entry.subject_label, entry.facts) == ("", "", {})


def test_a_failure_outlives_the_refusal_that_follows(moment):
    fail()
    db.session.rollback()
    assert queries.count_failures(since=NOW - timedelta(hours=1), username="minh")[0] == 1


def test_failures_that_no_longer_count_are_removed(moment):
    fail()
    moment.shift(rules.COUNTED_FOR + timedelta(seconds=1))
    forget_failures(clock.now())
    assert queries.count_failures(since=NOW - timedelta(days=9), username="minh")[0] == 0


@pytest.mark.parametrize("typed", ["MINH", "  minh ", "Minh\u200b"])
def test_the_user_name_is_found_however_it_is_typed(app, typed):
    assert check(typed).username == "minh"


def test_a_password_is_the_same_from_every_input_method(app):
    """ "trời" can be written with one code point for ờ, with two, or with three."""
    decomposed = unicodedata.normalize("NFD", people.PASSWORD)
    assert decomposed != people.PASSWORD
    assert operations.check_password("minh", decomposed, address=HERE)


def test_somebody_who_left_is_told_what_anybody_is_told(app):
    operations.deactivate(people.person("minh"), actor=people.actor("quan"), reason="")
    db.session.commit()
    with pytest.raises(WrongPassword) as known:
        check()
    with pytest.raises(WrongPassword) as unknown:
        check("nobody")
    assert str(known.value) == str(unknown.value)


def test_signing_asks_for_the_password_at_its_own_field(app):
    with pytest.raises(WrongPassword) as refusal:
        operations.confirm_password(people.actor("lan"), "guessed")
    assert refusal.value.field == "password"
    assert operations.confirm_password(people.actor("lan"), people.PASSWORD).username == "lan"


def test_wrong_passwords_while_signing_lock_too(moment):
    """Who finds an unlocked screen must not guess the signature in peace."""
    for _number in range(5):
        with pytest.raises(WrongPassword):
            operations.confirm_password(people.actor("minh"), "guessed")
    with pytest.raises(TooManyTries):
        operations.confirm_password(people.actor("minh"), people.PASSWORD)
