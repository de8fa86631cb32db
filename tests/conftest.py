"""What every test stands on: a real database with the named people in it, an application, clients.

SQLite by default; with QMS_TEST_DATABASE_URL the same tests run on that PostgreSQL server. The database is
made once by the migrations; each test gets a copy of its own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g, request_started
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from config import Config
from qms import create_app
from qms.foundation.db import db, read_only, see
from qms.identity import operations
from tests import people
from tests.page import PageClient

SERVER = os.environ.get("QMS_TEST_DATABASE_URL", "")
ON_POSTGRESQL = bool(SERVER)


@pytest.fixture(scope="session")
def worker_name(worker_id: str) -> str:
    return f"qms_{worker_id}_{os.getpid()}"


@pytest.fixture(scope="session")
def session_app(tmp_path_factory: pytest.TempPathFactory, worker_name: str) -> Iterator[Flask]:
    """One application a test process; its database is laid anew before each test."""
    folder = tmp_path_factory.mktemp("qms")
    app = create_app(test_config(folder, _database_url(folder, worker_name)))
    with app.app_context():
        if ON_POSTGRESQL:
            _on_server(f'CREATE DATABASE "{worker_name}"')
        upgrade()
        people.settle()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        _keep_template(folder, worker_name)
    request_started.connect(_forget_former_request, app)
    yield app
    with app.app_context():
        db.engine.dispose()
    if ON_POSTGRESQL:
        _on_server(f'DROP DATABASE IF EXISTS "{worker_name}"')
        _on_server(f'DROP DATABASE IF EXISTS "{worker_name}_template"')


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
def app(session_app: Flask, tmp_path: Path, worker_name: str) -> Iterator[Flask]:
    """The application, on a fresh copy of the database, inside its context; everything is in sight."""
    lay_anew(session_app, worker_name)
    with session_app.app_context():
        see(None)
        read_only(False)
        yield session_app
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


@pytest.fixture
def plain_client(app: Flask) -> FlaskClient:
    """Flask's own client, for answers that are not pages."""
    return app.test_client()


def _forget_former_request(_app: Flask, **_more: Any) -> None:
    """A test's requests share its application context, and with it ``g``; in service each has its own."""
    for name in list(g):
        g.pop(name)


def _database_url(folder: Path, name: str) -> str:
    if ON_POSTGRESQL:
        return (
            make_url(SERVER)
            .set(drivername="postgresql+psycopg", database=name)
            .render_as_string(hide_password=False)
        )
    return f"sqlite:///{folder / 'test.sqlite'}"


def _keep_template(folder: Path, name: str) -> None:
    if ON_POSTGRESQL:
        _on_server(f'CREATE DATABASE "{name}_template" TEMPLATE "{name}"')
        return
    file = folder / "test.sqlite"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    shutil.copy(file, folder / "template.sqlite")


def lay_anew(app: Flask, name: str) -> None:
    """Put a fresh copy of the database in place; nothing may be using the former one."""
    with app.app_context():
        db.engine.dispose()
    if ON_POSTGRESQL:
        _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{name}_template"')
        return
    file = Path(make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database or "")
    for leftover in (file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        leftover.unlink(missing_ok=True)
    shutil.copy(file.parent / "template.sqlite", file)


def _on_server(command: str) -> None:
    url = make_url(SERVER).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(command))
    engine.dispose()
