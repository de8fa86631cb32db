"""When a session begins and ends."""

from datetime import timedelta

import pytest
import time_machine

from qms.foundation.access import SYSTEM
from qms.foundation.db import db
from qms.identity import operations, rules
from qms.kernel import clock
from tests import people
from tests.page import PageClient


def token_of(client: PageClient) -> str | None:
    with client.session_transaction() as cookie:
        return cookie.get("_user_id")


def sign_in(client: PageClient, username: str = "lan", password: str = people.PASSWORD) -> None:
    client.fill("/sign-in", username=username, password=password)


def test_signing_in_throws_away_whatever_was_in_the_cookie_before(client):
    client.page("/sign-in")
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["planted"] = "a token from elsewhere", True
    sign_in(client)
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] != "a token from elsewhere"


def test_each_sign_in_has_a_token_of_its_own(app):
    first, second = PageClient(app), PageClient(app)
    sign_in(first)
    sign_in(second)
    assert token_of(first) != token_of(second)


def test_only_the_hash_of_the_token_is_kept(client):
    sign_in(client)
    kept = db.session.execute(db.text("select token_hash from sign_ins")).scalars().all()
    assert kept == [operations.hash_of(token_of(client))]


def test_a_session_ends_when_it_was_idle_for_too_long(client_of):
    client = client_of("lan")
    with time_machine.travel(clock.now() + rules.IDLE_LIMIT + timedelta(seconds=1), tick=False):
        client.page("/", status=302)


def test_a_session_in_use_goes_on_but_not_beyond_its_whole_time(client_of):
    client = client_of("lan")
    begun = clock.now()
    with time_machine.travel(begun, tick=False) as travel:
        while clock.now() - begun < rules.ABSOLUTE_LIMIT - timedelta(minutes=20):
            client.page("/")
            travel.shift(timedelta(minutes=20))
        travel.move_to(begun + rules.ABSOLUTE_LIMIT + timedelta(seconds=1))
        client.page("/", status=302)


def test_who_is_deactivated_is_out_with_the_next_page(client_of):
    client = client_of("minh")
    operations.deactivate(people.person("minh"), actor=people.actor("quan"), reason="")
    client.page("/", status=302)


def test_a_new_first_password_ends_every_session(client_of):
    client = client_of("minh")
    operations.give_password(people.person("minh"), actor=people.actor("quan"))
    client.page("/", status=302)


def test_a_changed_password_keeps_this_session_under_a_new_token_and_ends_the_others(client_of):
    here, elsewhere = client_of("lan"), client_of("lan")
    before = token_of(here)
    here.fill(
        "/account/password",
        old_password=people.PASSWORD,
        new_password="nắng sớm mưa chiều",
        repeated_password="nắng sớm mưa chiều",
    )
    assert token_of(here) != before
    here.page("/")
    elsewhere.page("/", status=302)


def test_signing_out_everywhere_ends_all_sessions(client_of):
    here, elsewhere = client_of("lan"), client_of("lan")
    here.send("/account/sign-out-everywhere", here.page("/account").fields(action="everywhere"))
    here.page("/", status=302)
    elsewhere.page("/", status=302)


def test_one_other_session_can_be_ended(client_of):
    here, elsewhere = client_of("lan"), client_of("lan")
    page = here.page("/account")
    [form] = page.all("//form[contains(@action, '/sessions/')]")
    here.send(form.get("action"), page.fields(action="/sessions/"))
    elsewhere.page("/", status=302)
    here.page("/")


def test_a_session_of_somebody_else_cannot_be_ended(client_of):
    other, mine = client_of("hoa"), client_of("lan")
    number = db.session.execute(db.text("select max(id) - 1 from sign_ins")).scalar()
    mine.send(
        f"/account/sessions/{number}/end", mine.page("/account").fields(action="everywhere"), status=404
    )
    other.page("/")


def test_a_session_that_was_ended_stays_ended_though_a_slow_page_of_it_is_still_under_way(client_of):
    client = client_of("lan")
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        operations.sign_out_everywhere(people.person("lan"), actor=SYSTEM)
        client.page("/", status=302)
        client.page("/", status=302)


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "0" * 500, "Nguyễn"])
def test_a_made_up_token_is_nobody(client, nonsense):
    with client.session_transaction() as cookie:
        cookie["_user_id"] = nonsense
    client.page("/", status=302)
