"""A fresh process: start to the first page, to the first search, and its memory after mixed requests.

Linux only: memory is read from /proc. The children are fresh.py and, for the floor's start, floor_app.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import installation
from benchmarks.pairing import Figure, show_figures

REQUESTS = 1000
MEMORY_GOALS = {500: 135.0, 50_000: 250.0}  # docs/decisions/0016-speed.md
FIRST_PAGE, FIRST_SEARCH, TIMES_FLOOR = 1.3, 1.5, 4.0


def measure(folder: Path, size: int, *, requests: int = REQUESTS, starts: int = 4) -> list[Figure]:
    """Of an installation that stands in ``folder``; the quickest of ``starts`` starts counts."""
    floor = min(_child("floor_app", folder)["page"] for _n in range(starts))
    told = [_child("fresh", folder, str(requests if n == 0 else 0)) for n in range(starts)]
    page, search = min(each["page"] for each in told), min(each["search"] for each in told)
    return [
        Figure("start to first page", page, "s", FIRST_PAGE),
        Figure("… against the floor's", page / floor, "times", TIMES_FLOOR),
        Figure("start to first search", search, "s", FIRST_SEARCH),
        Figure("memory after the first search", told[0]["memory_first"], "MB"),
        Figure(f"memory after {requests} mixed requests", told[0]["memory"], "MB", MEMORY_GOALS.get(size)),
        Figure("peak", told[0]["peak"], "MB"),
    ]


def _child(module: str, folder: Path, *arguments: str) -> dict[str, Any]:
    environment = {**os.environ, "QMS_DATA": str(folder)}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # in service the modules are compiled once, not at every start
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    begun = time.time()
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    told = json.loads(done.stdout.splitlines()[-1])
    return {name: value - begun if name in ("page", "search") else value for name, value in told.items()}


def main(sizes: list[int]) -> None:
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            installation.build(Path(folder), size, searchable=True)
            show_figures(f"A fresh process, {size} documents", measure(Path(folder), size))
