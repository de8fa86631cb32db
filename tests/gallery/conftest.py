"""The gallery, served once, and a browser to look at it with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_migrate import upgrade
from playwright.sync_api import Browser, Page

from qms import create_app
from qms.foundation.db import db, see
from tests import people
from tests.browsing import Site, Watch, Window
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
def window(chrome: Browser, site: Site) -> Iterator[Window]:
    window = Window(chrome, site)
    yield window
    window.context.close()


@pytest.fixture
def tab(window: Window, site: Site) -> Iterator[Page]:
    """A tab in which nothing may go wrong."""
    watch = Watch(site.address)
    watch.over(window.context)
    yield window.new_tab()
    window.forget()
    watch.leave(window.context)
    assert watch.told() == []
