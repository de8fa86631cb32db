"""A process that is killed while it writes loses nothing that it reported, and leaves nothing half done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from qms.foundation import trail
from qms.foundation.db import db
from qms.identity.models import Unit

CYCLES = int(os.environ.get("QMS_TEST_KILLS", "50"))
ROOT = Path(__file__).parent.parent.parent


class Nursery:
    """Starts writers and kills them."""

    def __init__(self, app: Flask, folder: Path) -> None:
        address = db.engine.url.render_as_string(hide_password=False)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.writers", str(folder), address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def kill_one(self, kind: str, after: float) -> list[str]:
        """Let a writer work for a while after its first act, kill it, and tell what it reported."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kind}\n")
        self.process.stdin.flush()
        number, done = 0, []
        while not number or not done:
            word, value = self.process.stdout.readline().split()
            assert word != "failed", "the writer died by itself"
            if word == "writer":
                number = int(value)
            else:
                done.append(value)
        time.sleep(after)
        os.kill(number, signal.SIGKILL)
        while os.path.exists(f"/proc/{number}"):
            time.sleep(0.001)
        return done + self._rest()

    def _rest(self) -> list[str]:
        """What was reported until the kill: a line that the nursery itself adds tells where it ends."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("mark\n")
        self.process.stdin.flush()
        found = []
        for line in self.process.stdout:
            word, value = line.split()
            if word == "mark":
                break
            found.append(value)
        return found

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


@pytest.fixture
def nursery(app: Flask, tmp_path: Path) -> Iterator[Nursery]:
    found = Nursery(app, tmp_path)
    yield found
    found.close()


def kept() -> set[str]:
    """Codes of the units that are in the database."""
    codes = set(db.session.scalars(select(Unit.code)))
    db.session.rollback()
    return codes


def traced() -> set[int]:
    """Numbers of the units of which the trail speaks."""
    query = select(trail.Entry.subject_id).where(trail.Entry.action == "identity.unit_added")
    numbers = {number for number in db.session.scalars(query) if number is not None}
    db.session.rollback()
    return numbers


@pytest.mark.slow
def test_kill_9_loses_no_act_that_was_reported_and_leaves_none_half_done(nursery: Nursery) -> None:
    dice = random.Random(9)
    reported = [code for _ in range(CYCLES) for code in nursery.kill_one("honest", dice.uniform(0, 0.02))]
    assert len(reported) >= CYCLES
    assert set(reported) - kept() == set()
    assert set(db.session.scalars(select(Unit.id))) == traced()
    db.session.rollback()
    assert trail.verify().is_whole
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_an_act_that_is_reported_before_the_commit_is_found_lost(nursery: Nursery) -> None:
    """The control: the same check with a writer that says "done" too early."""
    reported = [code for _ in range(12) for code in nursery.kill_one("hasty", 0)]
    assert set(reported) - kept() != set()
