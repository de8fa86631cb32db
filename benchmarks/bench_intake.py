"""Paper that comes in: files of Word sent at once and read by the worker, each in a confined child."""

from __future__ import annotations

import io
import resource
import time

from flask import Flask

from benchmarks import installation
from benchmarks.pairing import Figure, show_figures
from qms.foundation import outbox
from qms.foundation.db import db
from qms.identity.operations import actor_of
from qms.identity.queries import find_by_username
from qms.intake import queries
from qms.intake.operations import receiving
from tests.factories.procedures import FOLDER, real
from tests.factories.word import Layout, word_file

FILES = 100
A_FILE = 1.0  # goal in seconds, a worker on one core


def measure(app: Flask, *, files: int = FILES) -> list[Figure]:
    """``files`` Word files of the real procedures, taken in and read until none waits."""
    codes = sorted(path.stem for path in FOLDER.glob("*.md"))
    made = [
        (f"{number} {code}.docx", word_file(real(code), Layout(folded=number % 2 == 0)))
        for number in range(files)
        for code in [codes[number % len(codes)]]
    ]
    with app.app_context():
        outbox.work_once()
        coordinator = find_by_username(installation.COORDINATOR)
        assert coordinator is not None
        begun = time.perf_counter()
        kept = [receiving.received(io.BytesIO(content), name) for name, content in made]
        sending = receiving.receive(kept, actor=actor_of(coordinator))
        db.session.commit()
        taken_in = time.perf_counter() - begun
        before = _memory()
        begun = time.perf_counter()
        outbox.work_once()
        read = time.perf_counter() - begun
        progress = queries.progress(sending.id)
        assert progress.to_check == files, progress
    return [
        Figure(f"{files} files taken in", taken_in, "s"),
        Figure(f"{files} files read by one worker", read, "s", A_FILE * files),
        Figure("one file", read / files * 1000, "ms"),
        Figure("more memory in the server after it", _memory() - before, "MiB", 100),
    ]


def _memory() -> float:
    """The most memory that this process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(_sizes: list[int]) -> None:
    with installation.installed(20) as app:
        show_figures("Paper that comes in", measure(app))
