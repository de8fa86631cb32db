"""Starts processes that write, and kills them without warning (writers.py says what they do)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from config import ROOT


class Nursery:
    """Starts writers and kills them."""

    def __init__(self, app: Flask) -> None:
        folder, address = app.extensions["qms"].config.data_folder, app.config["SQLALCHEMY_DATABASE_URI"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.writers", str(folder), address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def kill_one(self, kind: str, after: float) -> list[str]:
        """Let a writer work for a while after its first act, kill it, and tell what it reported."""
        number, done = self.start(kind)
        time.sleep(after)
        self.kill(number)
        return done + self._rest()

    def start(self, kind: str) -> tuple[int, list[str]]:
        """Start a writer; its number, and what it reported until its first act was done."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{kind}\n")
        self.process.stdin.flush()
        number, done = 0, []
        while not number or not done:
            line = self.process.stdout.readline()
            assert len(line.split()) == 2, f"the nursery says {line!r}"
            word, value = line.split()
            assert word != "failed", "the writer died by itself"
            if word == "writer":
                number = int(value)
            else:
                done.append(value)
        return number, done

    def kill(self, number: int) -> None:
        """Without warning; it is gone when this returns."""
        os.kill(number, signal.SIGKILL)
        while os.path.exists(f"/proc/{number}"):
            time.sleep(0.001)

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


@contextmanager
def nursery(app: Flask) -> Iterator[Nursery]:
    """For this application's database and files; may outlive many a test."""
    found = Nursery(app)
    try:
        yield found
    finally:
        found.close()
