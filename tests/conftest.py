"""What every test stands on: a real database with the named people in it, an application, clients.

SQLite by default; with QMS_TEST_DATABASE_URL the same tests run on that PostgreSQL server. The database is
made once by the migrations, and as new before each test (databases.py).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, request_started
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import settings
from playwright.sync_api import Browser

from config import Config
from qms import create_app
from qms.foundation.db import db, read_only, see
from qms.identity import operations
from tests import browsing, databases, people, scope_judge, thrift, trail_judge, world
from tests.page import PageClient
from tests.sharing import of_all, own_copy

trail_judge.judge_every_entry()
scope_judge.judge_every_statement()
thrift.spare_disk_and_hashing()

# A busy machine is no fault of a property: examples are judged by what they find, never by the clock.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


NewDatabase = Callable[[Path, str], databases.SQLiteFile | databases.PostgreSQLDatabase]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Whoever wants the browser tests alone does not wait for the modules that have none to be loaded."""
    if config.option.markexpr != "browser" or not collection_path.match("test_*.py"):
        return None
    return "mark.browser" not in collection_path.read_text(encoding="utf-8") or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that stand on a database: the others say nothing new on PostgreSQL and run once, and so do
    those that stand on one but say themselves that any does.

    Files with slow tests come first, so that at the end no test process waits long for another.
    The browser's tour of the demonstration comes last: half of all tests goes to each of two processes, and so
    one alone has to make the demonstration.
    """
    for item in items:
        stands_on_one = isinstance(item, pytest.Function) and "new_database" in item.fixturenames
        if stands_on_one and not item.get_closest_marker("any_database"):
            item.add_marker("database")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (_is_on_tour(item), item.path not in slow))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that the tests of a run are divided by is the last."""
    if not hasattr(session.config, "workerinput"):
        databases.remove_shared()


def _is_on_tour(item: pytest.Item) -> bool:
    on_tour = isinstance(item, pytest.Function) and "demonstration" in item.fixturenames
    return on_tour and item.get_closest_marker("browser") is not None


@pytest.fixture(scope="session")
def new_database() -> NewDatabase:
    """Maker of databases of this run's kind; whatever stands on a database gets it here."""
    return databases.database


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    folder = of_all(tmp_path_factory, worker_id) / "templates"
    folder.mkdir(exist_ok=True)
    thrift.compile_templates_once(folder)


@pytest.fixture(scope="session")
def session_app(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, new_database: NewDatabase
) -> Iterator[Flask]:
    """One application a test process; its database is laid anew before each test."""
    yield from _settled(tmp_path_factory, worker_id, new_database, "people", people.settle)


@pytest.fixture(scope="session")
def office_app(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, new_database: NewDatabase
) -> Iterator[Flask]:
    """Another one, for tests that want a whole office in full swing (tests/world)."""

    def settle() -> None:
        people.settle()
        db.session.commit()
        world.settle()

    yield from _settled(tmp_path_factory, worker_id, new_database, "office", settle)


def _settled(
    factory: pytest.TempPathFactory,
    worker_id: str,
    new_database: NewDatabase,
    name: str,
    settle: Callable[[], None],
) -> Iterator[Flask]:
    """An application whose database begins with what ``settle`` puts there, in one process of the run for all."""

    def make(folder: Path) -> None:
        _settle(folder, new_database(folder, databases.shared_name(name)), settle)

    folder = own_copy(factory, worker_id, name, make)
    database = new_database(folder, f"qms_{name}_{worker_id}_{os.getpid()}")
    database.take()
    app = create_app(test_config(folder, database.url))
    app.extensions["test_database"] = database
    request_started.connect(_forget_former_request, app)
    yield app
    with app.app_context():
        db.engine.dispose()
    database.remove()


def _settle(
    folder: Path, database: databases.SQLiteFile | databases.PostgreSQLDatabase, settle: Callable[[], None]
) -> None:
    app = create_app(test_config(folder, database.url))
    request_started.connect(_forget_former_request, app)
    with app.app_context():
        database.make()
        upgrade()
        settle()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        database.keep()
    database.share()


def test_config(folder: Path, database_url: str, **more: Any) -> Config:
    """Settings of a test installation with everything inside ``folder``."""
    return Config(
        data_folder=folder,
        database_url=database_url,
        secret_key="for tests only " * 4,
        testing=True,
        threads=5,
        **more,
    )


test_config.__test__ = False  # type: ignore[attr-defined]  # a maker of settings, not a test


@pytest.fixture
def app(session_app: Flask) -> Iterator[Flask]:
    """The application, on a fresh copy of the database, inside its context; everything is in sight."""
    lay_anew(session_app)
    with session_app.app_context():
        see(None)
        read_only(False)
        yield session_app
        db.session.remove()


@pytest.fixture
def office(office_app: Flask) -> Iterator[world.World]:
    """The office in full swing, on a fresh copy of its database, inside its application's context."""
    lay_anew(office_app)
    with office_app.app_context():
        see(None)
        read_only(False)
        yield world.World(office_app)
        db.session.remove()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser that nobody has signed in with."""
    return PageClient(app)


@pytest.fixture
def client_of(app: Flask) -> Callable[[str], PageClient]:
    """A signed-in browser for one of the named people: ``client_of("lan")``."""

    def make(username: str) -> PageClient:
        token = operations.sign_in(people.person(username), address="127.0.0.1", device="test")
        db.session.commit()
        client = PageClient(app)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client

    return make


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """The one real browser of a test process; windows of it share nothing."""
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture
def plain_client(app: Flask) -> FlaskClient:
    """Flask's own client, for answers that are not pages."""
    return app.test_client()


def _forget_former_request(_app: Flask, **_more: Any) -> None:
    """A test's requests share its application context, and with it ``g``; in service each has its own."""
    for name in list(g):
        g.pop(name)


def lay_anew(app: Flask) -> None:
    """Make the database as new; nothing may be using it."""
    with app.app_context():
        app.extensions["test_database"].lay_anew(db.engine)
