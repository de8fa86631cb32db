"""A first password opens one page: the one to choose another."""

from datetime import timedelta

import pytest
import time_machine

from qms.foundation.db import db
from qms.identity import operations, rules
from qms.kernel import clock
from tests import people
from tests.page import PageClient


@pytest.fixture
def given(app) -> str:
    password = operations.give_password(people.person("minh"), actor=people.actor("quan"))
    db.session.commit()
    return password


@pytest.fixture
def newcomer(client, given) -> PageClient:
    client.fill("/sign-in?next=/account", username="minh", password=given)
    return client


def test_every_page_leads_to_the_new_password(newcomer):
    for address in ("/", "/account", "/inbox"):
        assert newcomer.page(address, status=303).location.startswith("/account/password")


def test_a_form_is_not_carried_out_before(newcomer):
    fields = newcomer.page("/account/password").fields()
    newcomer.send("/account", fields | {"language": "en", "email": "minh@example.vn"})
    assert people.person("minh").language == "vi"


def test_after_the_change_one_goes_where_one_wanted_to_go(newcomer, given):
    page = newcomer.page("/account", status=303)
    new = {"new_password": "nắng sớm mưa chiều", "repeated_password": "nắng sớm mưa chiều"}
    page = newcomer.fill(page.location, old_password=given, **new)
    assert page.location == "/account"
    newcomer.page("/account")


def test_one_can_still_sign_out_and_change_the_look(newcomer):
    page = newcomer.page("/account/password")
    newcomer.send("/preferences", page.fields(action="/preferences") | {"theme": "dark"})
    assert newcomer.page("/account/password").one("//html").get("class").startswith("theme-dark")


def test_the_first_password_cannot_stay(newcomer, given):
    again = {"new_password": given, "repeated_password": given}
    newcomer.fill("/account/password", old_password=given, **again, status=422)


def test_it_is_no_longer_valid_after_two_weeks(client, given):
    with time_machine.travel(clock.now() + rules.FIRST_PASSWORD_LIVES + timedelta(seconds=1)):
        page = client.fill("/sign-in", username="minh", password=given, status=422)
        assert "không còn giá trị" in page.errors()[0]
        wrong = client.fill("/sign-in", username="minh", password="guessed", status=422)
        assert "không còn giá trị" not in wrong.errors()[0]
