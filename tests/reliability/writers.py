"""A nursery of writing processes: each makes units one after another, with their entries in the trail, and
says so on its standard output after each commit. They are killed without warning, so they are no threads.

    python -m tests.reliability.writers FOLDER DATABASE_ADDRESS

reads one word a line. For "honest" or "hasty" it forks a writer of that kind and prints its number, then its
acts; the hasty one says "done" before the commit: the control that a test must catch. "worker" carries out the
outbox and says "done" when it begins; "forgetful" is the control to that one: it strikes an effect off before the
index has it. "mark" is printed back.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from qms import create_app
from qms.foundation import outbox
from qms.foundation.access import SYSTEM
from qms.foundation.db import db
from qms.identity import operations, queries
from tests.conftest import test_config


def write(app: Flask, kind: str) -> None:
    """Until killed."""
    if kind in ("worker", "forgetful"):
        work(app, kind)
    with app.app_context():
        while True:
            code = add_unit()
            if kind == "hasty":
                report("done", code)
            db.session.commit()
            if kind == "honest":
                report("done", code)


def report(word: str, value: object) -> None:
    """One line in one write: a process that is killed in between leaves no half line, buffered or not."""
    sys.stdout.write(f"{word} {value}\n")
    sys.stdout.flush()


def work(app: Flask, kind: str) -> None:
    """Carry out effects. What a killed worker had in hand comes back soon, however often that happens."""
    outbox.LEASE = timedelta(milliseconds=300)
    outbox.BACK_OFF = [timedelta(0)] * 1000
    outbox.PAUSE_SECONDS = 0.01
    if kind == "forgetful":
        effects = app.extensions["qms"].effects
        put_off: list[Any] = []
        effects["index"] = put_off.append
    report("done", "-")
    outbox.work_until(app, threading.Event())


def end_with_parent() -> None:
    """Tests that are cut off leave no writer behind (Linux; prctl(2), PR_SET_PDEATHSIG is 1)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def warm_up(app: Flask) -> None:
    """Compile the statements once, so that each writer begins at once."""
    with app.app_context():
        add_unit()
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def add_unit() -> str:
    organization = queries.find_organization("SKHCN")
    assert organization is not None
    code = uuid.uuid4().hex
    operations.add_unit(organization=organization, code=code, name="Phòng", actor=SYSTEM)
    return code


def main() -> None:
    app = create_app(test_config(Path(sys.argv[1]), sys.argv[2]))
    warm_up(app)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if line.strip() == "mark":
            report("mark", "-")
            continue
        number = os.fork()
        if number == 0:
            end_with_parent()
            try:
                write(app, line.strip())
            finally:
                report("failed", "-")
                os._exit(1)
        report("writer", number)


if __name__ == "__main__":
    main()
