"""The pages of help, and the links that lead to them."""

from __future__ import annotations

import re

import pytest
from lxml import html
from werkzeug.exceptions import MethodNotAllowed

from qms.foundation.rendering.anchors import slug
from qms.foundation.texts import LANGUAGES
from qms.help import guide, indexing
from qms.help.places import PLACES, WITHOUT_HELP, anchor_in, place_of
from tests import people

NAMES = list(guide.pages("en"))
FILES_NOT_PAGES = {
    "documents.download",
    "documents.signed_content",
    "documents.print_revision",
    "audits.walk_data",
    "audits.worker",
    "audits.print_plan",
    "audits.print_report",
    "audits.print_programme",
    "history.export_log",
    "search.suggest",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_a_good_page_in_both_languages_without_signing_in(client, name, language):
    client.set_cookie("lang", language)
    page = client.page(f"/help/{name}")
    assert page.title == guide.pages(language)[name].title
    assert page.tree.get("lang") == language


def test_both_languages_have_the_same_pages_with_the_same_sections():
    for vietnamese, english in zip(guide.pages("vi").values(), guide.pages("en").values(), strict=True):
        assert (vietnamese.number, vietnamese.name) == (english.number, english.name)
        assert len(vietnamese.headings) == len(english.headings), english.name


def test_the_index_leads_to_every_text(client):
    page = client.page("/help")
    for name in NAMES:
        assert page.all(f"//main//a[@href='/help/{name}']")


def test_a_text_that_is_not_there_is_not_found(client):
    client.page("/help/nothing", status=404)
    client.page("/help/../secret", status=404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_anchor_that_pages_link_to_is_in_the_text(app, language):
    for name, heading in PLACES.values():
        anchor = anchor_in(name, heading, language)
        shown = guide.pages(language)[name].rendered().html
        assert not anchor or f'id="{anchor}"' in shown, (name, heading)


def test_every_page_of_the_application_is_explained_somewhere(app):
    rooms = {name for name in app.blueprints if name not in WITHOUT_HELP}
    assert {endpoint.partition(".")[0] for endpoint in PLACES} >= rooms
    for endpoint in pages_of(app):
        assert place_of(endpoint), f"{endpoint} is explained nowhere: add a line to qms/help/places.py"


def test_no_place_speaks_of_a_page_that_is_gone(app):
    known = set(app.view_functions) | set(app.blueprints)
    assert set(PLACES) <= known


def pages_of(app) -> set[str]:
    routes = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    endpoints = {rule.endpoint for rule in routes if rule.endpoint.partition(".")[0] not in WITHOUT_HELP}
    return endpoints - FILES_NOT_PAGES


def test_a_page_links_to_the_section_that_explains_it_in_the_readers_language(client_of):
    assert help_link(client_of("quan").page("/log")) == f"/help/administer#d-{slug('Nhật ký')}"
    people.person("quan").language = "en"
    assert help_link(client_of("quan").page("/log")) == "/help/administer#d-the-log"


def help_link(page) -> str:
    return page.one("//main//a[contains(@class,'help-link')]").get("href")


def test_the_sign_in_page_links_to_help_too(client):
    assert client.page("/sign-in").all("//main//a[starts-with(@href, '/help/your-account#')]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_inside_the_texts_leads_to_a_page(app, language):
    routes = app.url_map.bind("localhost")
    for page in guide.pages(language).values():
        for target in re.findall(r"\]\((/[^)#]*)", page.body):
            try:
                endpoint, arguments = routes.match(target)
            except MethodNotAllowed:
                raise AssertionError(f"{page.name}: {target} cannot be opened") from None
            assert endpoint != "help.show" or arguments["name"] in NAMES


def test_the_life_of_a_document_shows_its_states_and_moves_from_the_rules(client):
    page = client.page("/help/life-of-a-document")
    picture = page.one("//svg[contains(@class,'life')]")
    for state in ("Bản thảo", "Đang có hiệu lực", "Đã thu hồi"):
        assert picture.xpath(f".//*[text()='{state}']")
    assert "Ai được làm gì" in page.text


def test_the_texts_are_found_in_the_language_of_the_organisation(app):
    numbers = list(indexing.all_ids())
    assert len(numbers) == 2 * len(NAMES)  # two organisations
    entries = indexing.entries_of(numbers[0])
    assert entries[0].title == guide.pages("vi")[NAMES[0]].title
    assert {entry.organization_id for entry in entries} == {numbers[0] // 100}
    for entry in entries[1:]:
        path, _hash, anchor = entry.url.partition("#")
        text = html.fragment_fromstring(guide.pages("vi")[path.rpartition("/")[2]].rendered().html, "div")
        assert text.xpath("//*[@id=$anchor]", anchor=anchor)


def test_a_text_of_an_organisation_that_is_gone_has_no_entries(app):
    assert indexing.entries_of(99_01) == []
