"""The trail: walking the whole chain against only hashing as much text, and what one more entry costs."""

from __future__ import annotations

import hashlib
import time

from flask import Flask

from benchmarks import installation
from benchmarks.pairing import Figure, show_figures, spread
from qms.foundation import trail
from qms.foundation.access import SYSTEM
from qms.foundation.db import db

ENTRIES = 100_000
TEXT = "x" * 600  # about as much as an entry holds


def measure(app: Flask, *, entries: int = ENTRIES, times: int = 20) -> list[Figure]:
    """``entries`` more entries in one transaction, then the chain verified, and single entries added."""
    with app.app_context():
        _fill(entries)
        begun = time.process_time()
        verdict = trail.verify()
        walked = time.process_time() - begun
        assert verdict.is_whole
        assert verdict.entries >= entries
        begun = time.process_time()
        for _n in range(verdict.entries):
            hashlib.sha256(TEXT.encode()).hexdigest()
        hashed = time.process_time() - begun
        added, added_p95 = spread([_add_one(number) for number in range(times)])
    return [
        Figure(f"chain of {verdict.entries} entries verified, CPU", walked, "s", 5),
        Figure("the same, against hashing alone", walked / hashed, "ratio"),
        Figure("one more entry with its commit, median", added, "ms"),
        Figure("one more entry with its commit, 95th percentile", added_p95, "ms"),
    ]


def _fill(entries: int) -> None:
    for number in range(entries):
        _record(number)
    db.session.commit()


def _add_one(number: int) -> float:
    begun = time.perf_counter()
    _record(number)
    db.session.commit()
    return time.perf_counter() - begun


def _record(number: int) -> None:
    subject = trail.Subject("trial", number, f"QT-{number:05d} · Cấp giấy phép tiến hành công việc bức xạ")
    trail.record("trial.viewed", subject, actor=SYSTEM, facts={"number": number}, reason="Tra cứu")


def main(_sizes: list[int]) -> None:
    with installation.installed(20) as app:
        show_figures("The trail", measure(app))
