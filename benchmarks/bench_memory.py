"""A fresh process: start to the first page, to the first search, and its memory after mixed requests.

Linux only: memory is read from /proc. The child is this very module, run as a program; the floor's is floor_app.py.
"""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient

from benchmarks import installation
from benchmarks.bench_pages import visits
from benchmarks.pairing import Figure, show_figures

REQUESTS = 1000
QUESTIONS = ("dang ky khai sinh", "cap giay phep", "hồ sơ", "thẩm định", "QT-DD", "luu tru tai lieu")
MEMORY_GOALS = {500: 110.0, 50_000: 250.0}
FIRST_PAGE, FIRST_SEARCH, TIMES_FLOOR = 0.8, 1.2, 3.0


def measure(folder: Path, size: int, *, requests: int = REQUESTS, starts: int = 3) -> list[Figure]:
    """Of an installation that stands in ``folder``; the quickest of ``starts`` starts counts."""
    floor = min(_child("floor_app")["page"] for _n in range(starts))
    told = [_child("bench_memory", str(folder), str(requests if n == 0 else 0)) for n in range(starts)]
    page, search = min(each["page"] for each in told), min(each["search"] for each in told)
    return [
        Figure("start to first page", page, "s", FIRST_PAGE),
        Figure("… against the floor's", page / floor, "times", TIMES_FLOOR),
        Figure("start to first search", search, "s", FIRST_SEARCH),
        Figure("memory after the first search", told[0]["memory_first"], "MB"),
        Figure(f"memory after {requests} mixed requests", told[0]["memory"], "MB", MEMORY_GOALS.get(size)),
        Figure("peak", told[0]["peak"], "MB"),
    ]


def _child(module: str, *arguments: str) -> dict[str, Any]:
    begun = time.time()
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return {name: value - begun if name in ("page", "search") else value for name, value in told.items()}


def _visited(folder: Path, requests: int) -> dict[str, float]:
    app = installation.open_in(folder)
    client = installation.sign_in(app)
    assert client.get("/").status_code == 200
    told = {"page": time.time()}
    _search(client, QUESTIONS[0])
    told |= {"search": time.time(), "memory_first": _megabytes("VmRSS")}
    opened = visits(app, client)
    asked = itertools.cycle(QUESTIONS)
    mix: list[Callable[[], None]] = [opened["document page"]] * 4 + [opened["step page"]] * 2
    mix += [opened["procedure page for the counter"], opened["list of 50"], opened["home"]]
    mix += [lambda: _search(client, next(asked))] * 2
    for act in itertools.islice(itertools.cycle(mix), requests):
        act()
    return told | {"memory": _megabytes("VmRSS"), "peak": _megabytes("VmHWM")}


def _search(client: FlaskClient, question: str) -> None:
    answer = client.get(f"/search?q={quote(question)}")
    assert answer.status_code == 200, answer.status_code


def _megabytes(name: str) -> float:
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def main(sizes: list[int]) -> None:
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            installation.build(Path(folder), size, searchable=True)
            show_figures(f"A fresh process, {size} documents", measure(Path(folder), size))


if __name__ == "__main__":
    print(json.dumps(_visited(Path(sys.argv[1]), int(sys.argv[2]))))
