"""Every page of the application, in a real browser, judged (judging.py) and watched (browsing.Watch)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.test import TestResponse

from tests.browsing import Site
from tests.security.surface import doors
from tests.stories.browser.conftest import Browsers
from tests.stories.browser.judging import judge
from tests.stories.browser.pages import FILES, VISITS, Visit
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_every_address_is_visited(session_app: Flask) -> None:
    addresses = {door.endpoint for door in doors(session_app) if door.method == "GET"}
    visited = {visit.endpoint for visit in [*VISITS, *FILES]}
    assert addresses - visited == set(), "add a visit to pages.py"
    assert visited - addresses == set(), "these pages are gone: take them out of pages.py"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("visit", FILES, ids=str)
def test_what_is_no_page_says_so(office: World, visit: Visit) -> None:
    answer: TestResponse = office.visitor(visit.username).get(visit.address(office))
    assert (answer.status_code, answer.mimetype) == (200, FILES[visit])


@pytest.fixture(scope="module")
def window(chrome: Browser, site: Site) -> Iterator[tuple[Browsers, BrowserContext]]:
    """One browser for all visits, so that it need not fetch fonts and styles for each of them."""
    browsers = Browsers(chrome, site)
    yield browsers, browsers.of(None)
    browsers.close()


@pytest.fixture
def tab(window: tuple[Browsers, BrowserContext], office: World, visit: Visit) -> Iterator[Page]:
    browsers, context = window
    browsers.let_in(context, visit.username)
    context.add_cookies([{"name": "theme", "value": "dark", "url": browsers.site.address}])
    tab = context.new_page()
    yield tab
    tab.close()
    browsers.site.wait_until_idle()
    wrong, browsers.watch.wrong = browsers.watch.wrong, []
    assert wrong == []


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_a_page_is_in_order(tab: Page, office: World, visit: Visit) -> None:
    address = visit.address(office)
    answer = tab.goto(address)
    assert answer
    assert (answer.status, urlsplit(tab.url).path) == (200, urlsplit(address).path)
    judge(tab)
