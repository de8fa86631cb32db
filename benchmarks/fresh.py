"""A fresh process as a server starts it: first page, first search, mixed requests. Run by bench_memory.

QMS_DATA says which installation; the one argument is the number of requests. What was seen is printed as JSON.
"""

from __future__ import annotations

from wsgi import app  # first, as a server does: it says how the rest is loaded

# isort: split
import itertools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from benchmarks import installation
from benchmarks.bench_pages import visits

QUESTIONS = ("dang ky khai sinh", "cap giay phep", "hồ sơ", "thẩm định", "QT-DD", "luu tru tai lieu")


def visit(requests: int) -> dict[str, float]:
    """The moments at which the first page and the first search were there; megabytes then and at the end."""
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


if __name__ == "__main__":
    print(json.dumps(visit(int(sys.argv[1]))))
