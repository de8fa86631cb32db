"""Publishing: a draft is saved, sent, reviewed, approved, takes effect at once, and is found by everybody.

Each act is one form sent by the person whose turn it is; the password is checked each time. After the last
answer the outbox is worked until the search finds a word that only the new text has.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from urllib.parse import quote

from flask import Flask

from benchmarks import installation
from benchmarks.pairing import Figure, show_figures, spread
from qms.documents.operations import writing
from qms.documents.queries import get_document, get_revision
from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.searching.port import EVERYONE, Question, Reader
from qms.identity.operations import actor_of
from qms.identity.queries import find_by_username
from qms.kernel import clock
from qms.kernel.codes import in_address
from qms.procedures import charts

FORMS = ("save", "submit", "review", "approve")
ANSWER, SEARCHABLE, SEARCHABLE_P95 = 40, 80, 250  # goals in milliseconds: docs/decisions/0016-speed.md


class Publisher:
    """Three people who publish one revision after another."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.codes = installation.codes(app)
        self.clients = {
            name: installation.sign_in(app, name)
            for name in (installation.COORDINATOR, installation.REVIEWER, installation.LEADER)
        }
        with app.app_context():
            self.ids = {name: find_by_username(name).id for name in self.clients}  # type: ignore[union-attr]  # the installation has made them
        self.published = 0

    def publish(self) -> dict[str, float]:
        """Publish the next document anew; how many seconds each part took."""
        code = self.codes[self.published % len(self.codes)]
        self.published += 1
        word = f"mốc{time.time_ns()}"
        number, title, body = self._start(code)
        taken = {}
        for form, name, fields in (
            ("edit", installation.COORDINATOR, {"title": title, "body": f"{body}\n\nDấu {word}.\n"}),
            ("submit", installation.COORDINATOR, self._signers()),
            ("review", installation.REVIEWER, {}),
            (
                "approve",
                installation.LEADER,
                {
                    "effective_on": clock.today().isoformat(),
                    "is_significant": "yes",
                    "change_what": "Thêm dấu",
                },
            ),
        ):
            seen = self._version(code, number)
            address = f"/documents/{quote(in_address(code))}/revisions/{number}/{form}"
            sent = {"password": installation.PASSWORD, "seen": seen, **fields}
            begun, worked = time.perf_counter(), time.process_time()
            answer = self.clients[name].post(address, data=sent)
            taken["save" if form == "edit" else form] = time.perf_counter() - begun
            assert answer.status_code == 303, (form, answer.status_code, answer.text)
            if form == "review":
                self._work()  # what is measured below is the approval's own
        taken["found"] = _seconds(lambda: self._work_until_found(word))
        taken["processor"] = time.process_time() - worked
        taken["flowchart"] = _seconds(lambda: self._draw(code))
        return taken

    def _signers(self) -> dict[str, int]:
        return {"reviewer": self.ids[installation.REVIEWER], "approver": self.ids[installation.LEADER]}

    def _start(self, code: str) -> tuple[int, str, str]:
        with self.app.app_context():
            person = find_by_username(installation.COORDINATOR)
            assert person is not None
            started = writing.start_revision(get_document(code), actor=actor_of(person), author=person)
            db.session.commit()
            return started.number, started.title, started.body

    def _version(self, code: str, number: int) -> int:
        with self.app.app_context():
            return get_revision(code, number).version

    def _work(self) -> None:
        with self.app.app_context():
            outbox.work_once()

    def _work_until_found(self, word: str) -> None:
        with self.app.app_context():
            organization_id = find_by_username(installation.READER).organization_id  # type: ignore[union-attr]  # the installation has made them
            question = Question(word, Reader((organization_id,), (EVERYONE,)))
            while not house().search.find(question).hits:  # papers are set afterwards, and not waited for
                assert outbox._run_next_effect(), "the outbox is empty and the new text is not found"

    def _draw(self, code: str) -> None:
        charts._figure.cache_clear()  # it is drawn at the first visit and kept
        with self.app.test_request_context():
            charts.chart(get_document(code).latest.structure, code=code)


def _seconds(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def measure(app: Flask, *, times: int = 30) -> list[Figure]:
    """``times`` documents published one after the other."""
    publisher, taken = Publisher(app), defaultdict(list)
    publisher.publish()
    for _n in range(times):
        for part, seconds in publisher.publish().items():
            taken[part].append(seconds)
    plain = [a + b for a, b in zip(taken["approve"], taken["found"], strict=True)]
    drawn = [a + b for a, b in zip(plain, taken["flowchart"], strict=True)]
    figures = [Figure(f"{form}, the answer, median", spread(taken[form])[0], "ms", ANSWER) for form in FORMS]
    shares = [a / b for a, b in zip(taken["approve"], plain, strict=True)]
    return [
        *figures,
        Figure("approve till searchable, median", spread(plain)[0], "ms", SEARCHABLE),
        Figure("approve till searchable, 95th percentile", spread(plain)[1], "ms", SEARCHABLE_P95),
        Figure("… of it processor time, median", spread(taken["processor"])[0], "ms"),
        Figure("… of it the answer alone, median share", 100 * sorted(shares)[len(shares) // 2], "%"),
        Figure("… with the flowchart drawn, median", spread(drawn)[0], "ms", SEARCHABLE),
        Figure("… with the flowchart drawn, 95th percentile", spread(drawn)[1], "ms", SEARCHABLE_P95),
    ]


def main(sizes: list[int]) -> None:
    for size in sizes:
        with installation.installed(size, searchable=True) as app:
            show_figures(f"Publishing, {size} documents (wall time)", measure(app))
