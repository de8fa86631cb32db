"""The sign-in page."""

from tests import people


def test_who_has_not_signed_in_is_led_to_the_sign_in_page_and_back(client):
    page = client.page("/?x=1", status=302)
    assert page.location == "/sign-in?next=/?x%3D1"
    page = client.fill(page.location, username="lan", password=people.PASSWORD)
    assert page.location == "/?x=1"
    client.page("/")


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(client):
    wrong = client.fill("/sign-in", username="lan", password="something else", status=422)
    unknown = client.fill("/sign-in", username="nobody", password="something else", status=422)
    assert wrong.errors() == unknown.errors() != []


def test_signing_out_ends_the_session_on_the_server(client_of):
    client = client_of("lan")
    cookie = client.get_cookie("qms").value
    client.send("/sign-out", client.page("/").fields(action="/sign-out"))
    client.set_cookie("qms", cookie)
    client.page("/", status=302)


def test_a_return_address_elsewhere_is_ignored(client):
    page = client.fill("/sign-in?next=//evil.example", username="lan", password=people.PASSWORD)
    assert page.location == "/"
