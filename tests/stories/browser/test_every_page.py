"""Every page of the application, in a real browser, judged (judging.py) and watched (browsing.Watch)."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

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


@pytest.mark.parametrize("visit", FILES, ids=str)
def test_what_is_no_page_says_so(office: World, visit: Visit) -> None:
    answer: TestResponse = office.visitor(visit.username).get(visit.address(office))
    assert (answer.status_code, answer.mimetype) == (200, FILES[visit])


@pytest.mark.parametrize("visit", VISITS, ids=str)
def test_a_page_is_in_order(browsers: Browsers, office: World, visit: Visit) -> None:
    tab = browsers.tab_of(visit.username, theme="dark")
    address = visit.address(office)
    answer = tab.goto(address)
    assert answer
    assert (answer.status, tab.url.removeprefix(browsers.site.address)) == (200, address)
    judge(tab)
