"""The office in full swing behind the real server, and people who sit down in front of a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from qms.foundation.db import see
from qms.search.operations import rebuild
from tests.browsing import PATIENCE, SCREENS, Site, Watch
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
    """Opens browsers for people. Each is its own: cookies, windows, memory. All of them are watched."""

    def __init__(self, chrome: Browser, site: Site) -> None:
        self.chrome, self.site = chrome, site
        self.watch = Watch(site.address)
        self.opened: list[BrowserContext] = []

    def of(self, username: str | None, *, screen: str = "desk", **more: Any) -> BrowserContext:
        """A browser with this person's open session, or with none."""
        width, height = SCREENS[screen]
        context = self.chrome.new_context(
            base_url=self.site.address,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(PATIENCE)
        self.let_in(context, username)
        self.opened.append(self.watch.over(context))
        return context

    def let_in(self, context: BrowserContext, username: str | None) -> None:
        """Somebody else sits down, whose session is open."""
        context.clear_cookies()
        if username:
            context.add_cookies([self.site.cookie_of(token_of(username))])

    def tab_of(self, username: str | None, **more: Any) -> Page:
        """One window of such a browser."""
        return self.of(username, **more).new_page()

    def close(self) -> None:
        for context in self.opened:
            context.close()
        self.site.wait_until_idle()


@pytest.fixture
def browsers(chrome: Browser, site: Site, office: World) -> Iterator[Browsers]:
    """On a fresh copy of the office's database; nothing may go wrong on any page that is opened."""
    browsers = Browsers(chrome, site)
    yield browsers
    browsers.close()
    assert browsers.watch.wrong == []
