"""``flask qms serve``: a real process that listens, works and takes its leave."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import ROOT
from qms import create_app
from qms.foundation import migrating, outbox
from qms.foundation.db import db, reading
from qms.foundation.house import house
from tests.conftest import NewDatabase, test_config

pytestmark = pytest.mark.slow


@pytest.fixture
def start(app) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts ``flask qms …`` on the test's own database."""
    processes: list[subprocess.Popen[str]] = []
    environment = os.environ | {
        "QMS_DATA": str(house().config.data_folder),
        "QMS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "PYTHONUNBUFFERED": "1",
    }

    def run(*arguments: str, **more: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "qms", *arguments],
            cwd=ROOT,
            env=environment | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def address_of(process: subprocess.Popen[str]) -> str:
    """The address that the server prints; it listens by then."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        found = re.search(r"http://\S+:\d+", line)
        if found:
            return found[0]
    raise AssertionError(f"no address in: {said}")


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def worker_is_awake() -> bool:
    with reading():
        awake = outbox.health().last_sign is not None
        db.session.rollback()  # hold no lock against the worker
    return awake


def test_it_prints_its_address_answers_works_and_ends_cleanly_on_sigterm(start):
    server = start("serve", "--port", "0")
    with urllib.request.urlopen(f"{address_of(server)}/sign-in", timeout=20) as answer:
        assert answer.status == 200
        assert "Server" not in answer.headers
    wait_until(worker_is_awake)
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=20) == 0
    assert server.stdout
    assert "Traceback" not in server.stdout.read()


def test_with_the_worker_apart_the_server_does_none_of_its_work_and_ends_on_ctrl_c(start):
    server = start("serve", "--port", "0", QMS_WORKER="apart")
    address_of(server)
    worker = start("work")
    wait_until(worker_is_awake)
    for process in (worker, server):
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_a_port_that_is_taken_is_said_in_a_sentence(app):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = app.test_cli_runner().invoke(args=["qms", "serve", "--port", port])
    assert result.exit_code == 1
    assert f"127.0.0.1:{port} cannot be used: Address already in use." in result.output


def test_old_tables_are_refused_with_the_command_to_type(app):
    db.session.execute(db.text("UPDATE alembic_version SET version_num = '0001'"))
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["qms", "serve", "--port", "0"])
    assert (result.exit_code, "flask qms upgrade" in result.output) == (1, True)


def test_new_tables_are_current(app):
    assert migrating.tables_are_current()


def test_no_tables_are_not_current(tmp_path: Path, new_database: NewDatabase):
    database = new_database(tmp_path, f"qms_none_{os.getpid()}")
    database.make()
    app = create_app(test_config(tmp_path, database.url))
    with app.app_context():
        assert not migrating.tables_are_current()
        db.engine.dispose()
    database.remove()


def test_flask_db_is_there_all_the_same(app):
    result = app.test_cli_runner().invoke(args=["db", "--help"])
    assert (result.exit_code, "downgrade" in result.output) == (0, True)
