"""Pages against the floor: how many times the least possible a page costs (performance goals: CPU ratio)."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from flask.testing import FlaskClient

from benchmarks import floor_app, installation
from benchmarks.pairing import Row, rotate, show
from qms.documents.queries import get_current
from qms.kernel.codes import in_address

GOALS = {  # where they are not those once planned: docs/decisions/0016-speed.md
    "document page": 5.0,
    "procedure page for the counter": 4.5,
    "step page": 4.0,
    "list of 50": 4.5,
    "home": 10.0,
}
ADDRESSES = {
    "document page": "/documents/{code}",
    "procedure page for the counter": "/procedures/{code}",
    "step page": "/procedures/{code}/steps/3",
    "list of 50": "/documents",
    "home": "/",
}
READ_OFTEN = 40  # so many documents are opened in turn


def visits(app: Flask, client: FlaskClient) -> dict[str, Callable[[], None]]:
    """By page, what opens it once; each time another document."""
    codes = installation.codes(app)[:READ_OFTEN]
    turns = itertools.cycle(quote(in_address(code)) for code in codes)

    def visit(pattern: str) -> None:
        answer = client.get(pattern.format(code=next(turns)))
        assert answer.status_code == 200, (answer.status_code, pattern)

    return {name: lambda pattern=pattern: visit(pattern) for name, pattern in ADDRESSES.items()}  # type: ignore[misc]  # mypy cannot type a default of a lambda


def measure(app: Flask, *, rounds: int = 12) -> list[Row]:
    """Every page and the floor in rotation."""
    with tempfile.TemporaryDirectory() as folder:
        with app.app_context():
            html = get_current(installation.codes(app)[0]).rendered[""]["html"]
        floor = floor_app.sign_in(floor_app.make_floor(Path(folder), html))
        acts = {"floor": lambda: floor.get("/documents/QT-01"), **visits(app, installation.sign_in(app))}
        outcome = rotate(acts, yardstick="floor", rounds=rounds)
    return [Row(name, outcome.timings[name], outcome.ratios[name], GOALS.get(name)) for name in acts]


def main(sizes: list[int]) -> None:
    for size in sizes:
        with installation.installed(size) as app:
            show(f"Pages, {size} documents (ratio of processor time to the floor)", measure(app))
