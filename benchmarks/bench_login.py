"""Signing in: what a password costs, alone and when many arrive at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask

from benchmarks import installation
from benchmarks.pairing import Figure, show_figures, spread
from qms.identity import passwords

AT_ONCE = 8


def measure(app: Flask, *, times: int = 20) -> list[Figure]:
    """One after the other: the hash alone, the whole sign-in; then eight at once."""
    kept = passwords.make_hash(installation.PASSWORD)

    def verify() -> None:
        assert passwords.matches(kept, installation.PASSWORD)

    def sign_in() -> None:
        sent = {"username": installation.READER, "password": installation.PASSWORD}
        assert app.test_client().post("/sign-in", data=sent).status_code == 303

    hashed, hashed_p95 = spread(_timed(verify, times))
    whole, whole_p95 = spread(_timed(sign_in, times))
    begun = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(verify) for _n in range(AT_ONCE)]:
            done.result()
    together = (time.perf_counter() - begun) * 1000
    return [
        Figure("argon2id, median (at least 20, else it is too weak)", hashed, "ms", 125),
        Figure("argon2id, 95th percentile", hashed_p95, "ms"),
        Figure("sign-in, whole answer, median", whole, "ms"),
        Figure("sign-in, whole answer, 95th percentile", whole_p95, "ms"),
        Figure(f"{AT_ONCE} passwords at once, two at a time, all checked after", together, "ms"),
    ]


def _timed(act: Callable[[], None], times: int) -> list[float]:
    act()
    taken = []
    for _n in range(times):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return taken


def main(_sizes: list[int]) -> None:
    with installation.installed(20) as app:
        show_figures("Signing in", measure(app))
