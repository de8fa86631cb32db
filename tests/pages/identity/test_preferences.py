"""Theme, text size and language: chosen without scripts, before and after signing in."""

import pytest

from tests import people


def choose(client, **chosen):
    page = client.page("/sign-in")
    token = page.one("//form[@data-preferences]//input[@name='csrf_token']").get("value")
    return client.send("/preferences", {"csrf_token": token, "back": "/sign-in?next=/"} | chosen)


def test_the_choice_leads_back_to_the_page(client):
    assert choose(client, theme="dark").location == "/sign-in?next=/"


@pytest.mark.parametrize(("name", "value"), [("theme", "dark"), ("size", "large"), ("size", "small")])
def test_the_server_renders_what_was_chosen(client, name, value):
    choose(client, **{name: value})
    assert f"{name}-{value}" in client.page("/sign-in").tree.get("class").split()


@pytest.mark.parametrize(
    ("theme", "media"),
    [("light", "not all"), ("dark", "screen"), ("auto", "screen and (prefers-color-scheme: dark)")],
)
def test_the_dark_colours_apply_when_the_theme_says_so(client, theme, media):
    choose(client, theme=theme)
    assert client.page("/sign-in").one("//link[@data-dark]").get("media") == media


def test_the_page_speaks_the_chosen_language(client):
    assert client.page("/sign-in").title == "Đăng nhập"
    choose(client, lang="en")
    assert client.page("/sign-in").title == "Sign in"


def test_nonsense_changes_nothing(client):
    choose(client, theme="pink", size="9", lang="xx")
    assert client.page("/sign-in").tree.get("class") == "theme-auto size-normal"


def test_mails_follow_the_language_of_who_is_signed_in(client_of):
    client = client_of("lan")
    token = client.page("/").one("//form[@data-preferences]//input[@name='csrf_token']").get("value")
    client.send("/preferences", {"csrf_token": token, "lang": "en"})
    assert people.person("lan").language == "en"


def test_the_way_back_leads_to_no_other_site(client):
    page = client.page("/sign-in")
    token = page.one("//form[@data-preferences]//input[@name='csrf_token']").get("value")
    answer = client.send("/preferences", {"csrf_token": token, "back": "//evil.example", "theme": "dark"})
    assert answer.location == "/"


@pytest.mark.parametrize("back", ["https://evil.example", "/\\evil", "/sign-in/again", "/no/page"])
def test_nor_to_a_page_that_cannot_be_opened(client, back):
    assert choose(client, back=back, theme="light").location == "/"


def test_pages_speak_the_language_of_the_person_in_every_browser(client_of):
    mine = client_of("lan")
    fields = mine.page("/account").fields(action="/preferences")
    mine.send("/preferences", fields | {"lang": "en"})
    assert client_of("lan").page("/account").title == "My account"


def test_after_signing_out_the_browser_goes_on_in_the_language_chosen_last(client_of):
    client = client_of("lan")
    fields = client.page("/account").fields(action="/preferences")
    client.send("/preferences", fields | {"lang": "en"})
    client.send("/sign-out", client.page("/").fields(action="/sign-out"))
    assert client.page("/sign-in").title == "Sign in"
