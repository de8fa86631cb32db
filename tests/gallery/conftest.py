"""The gallery, served once, and a browser to look at it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser, BrowserContext, Page

from qms import create_app
from qms.foundation.db import db, see
from tests import browsing, people
from tests.conftest import test_config
from tests.gallery.app import add_gallery


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("gallery")
    app = create_app(test_config(folder, f"sqlite:///{folder / 'gallery.sqlite'}"))
    add_gallery(app)
    with app.app_context():
        see(None)
        upgrade()
        people.settle()
        db.session.commit()
        db.session.remove()
    with browsing.served(app) as address:
        yield address


@pytest.fixture
def window(chrome: Browser) -> Iterator[BrowserContext]:
    window = chrome.new_context(viewport={"width": 1440, "height": 900})
    window.set_default_timeout(8_000)
    yield window
    window.close()


@pytest.fixture
def tab(window: BrowserContext) -> Iterator[Page]:
    """A page in which nothing may go wrong: no error in the console, no refusal by the security policy."""
    page = window.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    told = [each for each in wrong if not each.startswith("Failed to load resource")]  # tests ask for those
    assert told == []
