"""The server of the tests: found, started, and always gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from scripts import postgres
from tests.bootstrap.conftest import Program


def folder_of(address: str) -> Path:
    """The folder of the server behind an address."""
    return Path(parse_qs(urlsplit(address).query)["host"][0])


def test_runs_while_it_is_needed_and_leaves_nothing() -> None:
    with postgres.server(postgres.find_programs()) as address:
        folder = folder_of(address)
        with psycopg.connect(host=str(folder), user="qms", dbname=postgres.DATABASE) as connection:
            answer = connection.execute("SELECT lower('ĐƠN VỊ')").fetchone()
    assert answer == ("đơn vị",)
    assert not folder.exists()


def test_leaves_nothing_when_the_tests_break_off() -> None:
    folders = []

    def break_off() -> None:
        with postgres.server(postgres.find_programs()) as address:
            folders.append(folder_of(address))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert not folders[0].exists()


SERVE_AND_WAIT = """
import time
from scripts import postgres
with postgres.server(postgres.find_programs()) as address:
    print(address, flush=True)
    time.sleep(60)
"""


def test_does_not_outlive_tests_that_were_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE_AND_WAIT], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        folder = folder_of(parent.stdout.readline().strip())
        server = int((folder / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and Path(f"/proc/{server}").exists():
        time.sleep(0.05)
    assert not Path(f"/proc/{server}").exists()
    subprocess.run(["rm", "-r", str(folder)], check=True)


def test_the_newest_server_is_taken(tmp_path: Path) -> None:
    for name in ("9.6", "15", "pginstall18", "pginstall", "20"):
        (tmp_path / name / "bin").mkdir(parents=True)
        for program in ("initdb", "postgres"):
            (tmp_path / name / "bin" / program).touch()
    (tmp_path / "20" / "bin" / "postgres").unlink()
    chosen = postgres.newest([tmp_path / name / "bin" for name in os.listdir(tmp_path)])
    assert chosen == tmp_path / "pginstall18" / "bin"


def test_a_long_folder_for_temporary_files_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", f"/var/{'x' * 100}")
    assert postgres.short_folder() == "/tmp"


def test_a_server_that_cannot_be_made_says_why(program: Program, tmp_path: Path) -> None:
    programs = program("initdb", "echo No space left on device; exit 1").parent
    with pytest.raises(postgres.DidNotStart, match="No space left on device"):
        postgres.make_cluster(programs, tmp_path, postgres.Account())


def test_a_server_that_ends_at_once_says_why(program: Program, tmp_path: Path) -> None:
    programs = program("postgres", "echo FATAL: could not map memory >&2; exit 1").parent

    def start() -> None:
        with postgres.started(programs, tmp_path, postgres.Account()):
            raise AssertionError("it can't be ready")

    with pytest.raises(postgres.DidNotStart, match="could not map memory"):
        start()
