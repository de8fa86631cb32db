"""A form that arrives after its session has ended comes back to its sender with what was typed."""

import pytest

from qms.foundation.access import SYSTEM
from qms.identity import operations
from tests import people
from tests.page import PageClient

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def filled(client_of) -> tuple[PageClient, dict[str, str]]:
    """A client whose session ends while a form is being filled in, and what is sent."""
    client = client_of("lan")
    fields = client.page("/account").fields(action="/account")
    operations.sign_out_everywhere(people.person("lan"), actor=SYSTEM)
    return client, fields | {"email": "thư-ký@example.vn", "language": "en", "password": people.PASSWORD}


def test_it_asks_to_sign_in_and_shows_what_was_typed(filled):
    client, fields = filled
    page = client.send("/account", fields, status=401)
    assert page.title == "Đăng nhập lại"
    assert "thư-ký@example.vn" in page.text


def test_a_password_that_was_typed_is_not_carried_along(filled):
    client, fields = filled
    page = client.send("/account", fields, status=401)
    assert people.PASSWORD not in page.body


def test_after_signing_in_the_form_is_given_back_and_can_be_sent(filled):
    client, fields = filled
    page = client.send("/account", fields | {"email": "lan@example.vn"}, status=401)
    page = client.send("/sign-in/again", page.fields() | signing_in("lan"), status=200)
    assert page.title == "Gửi lại biểu mẫu"
    page = client.send("/account", page.fields())
    assert page.location == "/account"
    assert people.person("lan").language == "en"


def test_a_wrong_password_there_loses_nothing(filled):
    client, fields = filled
    page = client.send("/account", fields, status=401)
    page = client.send("/sign-in/again", page.fields() | signing_in("lan", "wrong"), status=422)
    assert "thư-ký@example.vn" in page.text
    assert page.fields()["kept_target"] == "/account"


def test_a_form_of_an_earlier_session_comes_back_to_who_is_signed_in_again(client_of):
    client = client_of("lan")
    fields = client.page("/account").fields(action="/account") | {"email": "lan.moi@example.vn"}
    client.send("/sign-out", client.page("/").fields(action="/sign-out"))
    client.fill("/sign-in", **signing_in("lan"))
    page = client.send("/account", fields, status=400, headers=HERE)
    assert "lan.moi@example.vn" in page.text
    client.send("/account", page.fields() | {"password": people.PASSWORD})
    assert people.person("lan").email == "lan.moi@example.vn"


def test_a_form_without_a_token_that_does_not_come_from_us_is_not_offered_again(client_of):
    page = client_of("lan").send("/account", {"email": "evil@example.com"}, status=400)
    assert "evil@example.com" not in page.body


@pytest.mark.parametrize("where", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_from_another_site_is_refused_even_with_a_token(client_of, where):
    client = client_of("lan")
    fields = client.page("/account").fields(action="/account") | {"language": "en"}
    client.send("/account", fields, status=403, headers=where)
    assert people.person("lan").language == "vi"


def test_a_sign_in_page_that_was_open_for_too_long_starts_anew(client):
    page = client.send("/sign-in", signing_in("lan"), headers=HERE)
    assert page.location == "/sign-in"
    assert "để mở quá lâu" in client.page("/sign-in").text


def signing_in(username: str, password: str = people.PASSWORD) -> dict[str, str]:
    return {"username": username, "password": password}
