"""The office in full swing behind the real server, and people who sit down in front of a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from qms.foundation.db import db, see
from qms.search.operations import rebuild
from tests.browsing import Site, Watch, Window, open_window
from tests.world import World, token_of


@pytest.fixture(scope="session")
def site(office_app: Flask) -> Iterator[Site]:
    """The office's application behind waitress, with an index to search in."""
    with office_app.app_context():
        see(None)
        rebuild()
    with Site(office_app).running() as site:
        yield site


@pytest.fixture(scope="session")
def windows() -> Iterator[list[Window]]:
    """Those that have been opened, to be used again."""
    windows: list[Window] = []
    yield windows
    for window in windows:
        window.context.close()


class Browsers:
    """Opens browsers for people; all of them are watched."""

    def __init__(self, chrome: Browser, site: Site, windows: list[Window]) -> None:
        self.chrome, self.site, self.windows = chrome, site, windows
        self.watch = Watch(site.address)
        self.taken: list[Window] = []
        self.opened: list[BrowserContext] = []

    def tab_of(self, username: str | None, *, screen: str = "desk", java_script_enabled: bool = True) -> Page:
        """A tab of a browser with this person's open session, or with none."""
        window = self._take(java_script_enabled)
        self._sit_down(window.context, username)
        return window.new_tab(screen=screen)

    def of(self, username: str | None, *, screen: str = "desk") -> BrowserContext:
        """A browser that nobody has after this person: its network and its clock may be changed."""
        window = open_window(self.chrome, self.site.address, screen=screen)
        self.opened.append(window)
        self._sit_down(window, username)
        return window

    def close(self) -> None:
        for context in self.opened:
            context.close()
        for window in self.taken:
            window.forget()
            self.watch.leave(window.context)
        self.site.wait_until_idle()

    def _take(self, has_scripts: bool) -> Window:
        for window in self.windows:
            if window.has_scripts == has_scripts and window not in self.taken:
                break
        else:
            window = Window(self.chrome, self.site, has_scripts=has_scripts)
            self.windows.append(window)
        self.taken.append(window)
        return window

    def _sit_down(self, window: BrowserContext, username: str | None) -> None:
        self.watch.over(window)
        if username:
            window.add_cookies([self.site.session_cookie(token_of(username))])


@pytest.fixture
def browsers(chrome: Browser, site: Site, windows: list[Window], office: World) -> Iterator[Browsers]:
    """On a fresh copy of the office's database; nothing may go wrong on any page that is opened."""
    browsers = Browsers(chrome, site, windows)
    yield browsers
    browsers.close()
    assert browsers.watch.told() == []


@pytest.fixture
def searchable(office: World) -> None:
    """The index is of this test's documents, not of those that the test before has changed."""
    rebuild()
    db.session.commit()
