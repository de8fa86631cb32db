"""The gallery, served once, and a browser to look at it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser, BrowserContext, Page

from qms import create_app
from qms.foundation.db import db, see
from tests import people
from tests.browsing import Site, Watch, open_window
from tests.conftest import test_config
from tests.gallery.app import add_gallery


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("gallery")
    app = create_app(test_config(folder, f"sqlite:///{folder / 'gallery.sqlite'}"))
    add_gallery(app)
    with app.app_context():
        see(None)
        upgrade()
        people.settle()
        db.session.commit()
        db.session.remove()
    with Site(app).running() as site:
        yield site


@pytest.fixture(scope="session")
def shared_window(chrome: Browser, site: Site) -> Iterator[BrowserContext]:
    """One for all tests: what it has loaded for one, it need not load for the next.

    Its first tab opens all others, and so they share its process, in which the scripts are warm.
    """
    window = open_window(chrome, site.address)
    window.new_page().goto("/nowhere")
    yield window
    window.close()


@pytest.fixture
def window(shared_window: BrowserContext) -> Iterator[BrowserContext]:
    """A browser that remembers nothing of the test before."""
    yield shared_window
    shared_window.clear_cookies()


@pytest.fixture
def tab(window: BrowserContext, site: Site) -> Iterator[Page]:
    """A tab in which nothing may go wrong; what its pages keep is forgotten with it."""
    watch = Watch(site.address)
    watch.over(window)
    with window.expect_page() as opened:
        window.pages[0].evaluate("() => { open('about:blank'); }")
    tab = opened.value
    yield tab
    if tab.url.startswith(site.address):
        tab.evaluate("localStorage.clear()")
    tab.close()
    watch.leave(window)
    assert watch.told() == []
