"""The office in full swing behind the real server, and people who sit down in front of a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from qms.foundation.db import db, see
from qms.search.operations import rebuild
from tests.browsing import Site, Watch, open_window
from tests.world import World, token_of


@pytest.fixture(scope="session")
def site(office_app: Flask) -> Iterator[Site]:
    """The office's application behind waitress, with an index to search in."""
    with office_app.app_context():
        see(None)
        rebuild()
    with Site(office_app).running() as site:
        yield site


class Browsers:
    """Opens browsers for people; all of them are watched."""

    def __init__(self, chrome: Browser, site: Site) -> None:
        self.chrome, self.site = chrome, site
        self.watch = Watch(site.address)
        self.opened: list[BrowserContext] = []

    def of(self, username: str | None, **more: Any) -> BrowserContext:
        """A browser with this person's open session, or with none."""
        window = open_window(self.chrome, self.site.address, **more)
        if username:
            window.add_cookies([self.site.session_cookie(token_of(username))])
        self.opened.append(self.watch.over(window))
        return window

    def tab_of(self, username: str | None, **more: Any) -> Page:
        """One tab of such a browser."""
        return self.of(username, **more).new_page()

    def close(self) -> None:
        for window in self.opened:
            window.close()
        self.site.wait_until_idle()


@pytest.fixture
def browsers(chrome: Browser, site: Site, office: World) -> Iterator[Browsers]:
    """On a fresh copy of the office's database; nothing may go wrong on any page that is opened."""
    browsers = Browsers(chrome, site)
    yield browsers
    browsers.close()
    assert browsers.watch.wrong == []


@pytest.fixture
def searchable(office: World) -> None:
    """The index is of this test's documents, not of those that the test before has changed."""
    rebuild()
    db.session.commit()
