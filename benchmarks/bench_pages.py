"""Pages against the floor: how many times the least possible a page costs (performance goals: CPU ratio)."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from urllib.parse import quote

from benchmarks import installation
from benchmarks.floor_app import make_floor
from benchmarks.pairing import Row, rotate, show
from qms.documents.queries import get_current
from qms.kernel.codes import in_address

GOALS = {
    "document page": 2.0,
    "procedure page for the counter": 3.0,
    "step page": 2.5,
    "list of 50": 3.0,
    "home": 10.0,
}


def run(size: int) -> list[Row]:
    """Measure at one size of the corpus."""
    with tempfile.TemporaryDirectory() as folder:
        app = installation.build(Path(folder), size)
        client, codes = installation.sign_in(app), installation.codes(app)
        with app.app_context():
            html = get_current(codes[0]).rendered[""]["html"]
        floor = make_floor(Path(folder), html).test_client()
        with floor.session_transaction() as cookie:
            cookie["_user_id"] = "1"
        turns = itertools.cycle(quote(in_address(code)) for code in codes[:40])

        def get(pattern: str) -> None:
            answer = client.get(pattern.format(code=next(turns)))
            assert answer.status_code == 200, (answer.status_code, pattern)

        acts = {
            "floor": lambda: floor.get("/documents/QT-01"),
            "document page": lambda: get("/documents/{code}"),
            "procedure page for the counter": lambda: get("/procedures/{code}"),
            "step page": lambda: get("/procedures/{code}/steps/3"),
            "list of 50": lambda: get("/documents"),
            "home": lambda: get("/"),
        }
        outcome = rotate(acts, yardstick="floor", rounds=12)
        return [Row(name, outcome.timings[name], outcome.ratios[name], GOALS.get(name)) for name in acts]


def main(sizes: list[int]) -> None:
    for size in sizes:
        show(f"Pages, {size} documents (ratio of processor time to the floor)", run(size))
