"""The settings that held in the trials (docs/decisions/0003 and 0007): written out a second time, and asked of what runs."""

from __future__ import annotations

import runpy
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from waitress.adjustments import Adjustments

from config import ROOT, Config
from qms import create_app, settings
from qms.foundation import db as database
from qms.foundation.db import db, engine_now, reading, wal_is_safe
from qms.serving import listening
from tests.conftest import test_config
from tests.databases import ON_POSTGRESQL
from tests.thrift import IN_SERVICE

DATABASES = ["sqlite:////var/lib/qms.sqlite", "postgresql+psycopg://qms@localhost/qms"]


def faults_of(server: Adjustments) -> list[str]:
    """What would let a few slow visitors lock the others out, or a large one fill the memory."""
    return [
        *(["threads"] if server.threads < 16 else []),
        *(["connections"] if server.connection_limit < 1000 else []),
        *(["idle"] if not 30 <= server.channel_timeout <= 60 else []),
        *(["body"] if server.max_request_body_size > 512 * 1024 * 1024 else []),
        *(["name"] if server.ident else []),
    ]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return replace(Config(tmp_path, DATABASES[0], "x" * 40), port=0)


def test_the_server_has_the_threads_and_limits_of_the_trials(config: Config) -> None:
    server = listening(lambda _environ, _start: [], config)
    try:
        assert faults_of(server.adj) == []
    finally:
        server.close()


def test_the_settings_of_waitress_itself_would_be_found_wanting() -> None:
    """The control: what a server has that nobody set up."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert faults_of(Adjustments(sockets=[bound])) == ["threads", "connections", "idle", "body", "name"]


@pytest.mark.parametrize("address", DATABASES)
@pytest.mark.parametrize("threads", [1, 16, 64])
def test_every_thread_finds_a_connection_and_so_does_the_worker(
    config: Config, address: str, threads: int
) -> None:
    options = settings.for_flask(replace(config, database_url=address, threads=threads))[
        "SQLALCHEMY_ENGINE_OPTIONS"
    ]
    assert options["pool_size"] >= threads
    assert options["max_overflow"] >= 1


def test_gunicorn_would_run_with_threads_and_keep_lines_open(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QMS_THREADS", "WEB_CONCURRENCY", "QMS_PORT"):
        monkeypatch.delenv(name, raising=False)
    chosen = runpy.run_path(str(ROOT / "deploy" / "gunicorn" / "gunicorn.conf.py"))
    assert chosen["worker_class"] == "gthread"  # one slow visitor holds a thread, not the process
    assert chosen["keepalive"] >= 75  # with the default of 2 seconds, people who read were cut off
    assert (chosen["workers"], chosen["threads"]) == (1, 16)  # SQLite and the index have one process
    assert "preload_app" not in chosen  # connections may not be shared by processes


def settings_of_connections(number: int) -> list[dict[str, Any]]:
    """What each of so many connections that read is set to, and one that writes."""
    names = (
        ("synchronous_commit", "fsync", "full_page_writes")
        if ON_POSTGRESQL
        else ("synchronous", "foreign_keys", "busy_timeout", "mmap_size")
    )
    ask = "SHOW {}" if ON_POSTGRESQL else "PRAGMA {}"
    with reading():
        opened = [*(engine_now().connect() for _ in range(number)), db.engine.connect()]
        found = [{name: each.scalar(text(ask.format(name))) for name in names} for each in opened]
        for each in opened:
            each.close()
    return found


@pytest.fixture
def in_service(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An application that opens its connections as people's does; those of other tests wait for no disk."""
    monkeypatch.setattr(database, "_open_sqlite", IN_SERVICE[0])
    with create_app(test_config(tmp_path, app.extensions["test_database"].url)).app_context():
        yield
        db.engine.dispose()


def test_every_connection_writes_through_to_the_disk(in_service: None) -> None:
    for found in settings_of_connections(3):
        if ON_POSTGRESQL:
            assert found["synchronous_commit"] == "on"
        else:
            assert found["synchronous"] == 2, "FULL: with NORMAL a power cut took every saved change"
            assert (found["foreign_keys"], found["busy_timeout"]) == (1, 30_000)
            assert found["mmap_size"] in (0, None), "never: a fault of the disk would end the process"


def test_a_reading_transaction_can_not_write(app: Flask) -> None:
    with reading(), engine_now().connect() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(text("UPDATE duty_runs SET name = name"))
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE duty_runs SET name = name"))


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.53.4", True),
        ("4.0.0", True),
    ],
)
def test_the_write_ahead_log_is_used_only_with_a_library_that_does_not_lose_it(
    version: str, is_safe: bool
) -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.create_function("sqlite_version", 0, lambda: version)
        assert wal_is_safe(connection) is is_safe
    connection.close()
