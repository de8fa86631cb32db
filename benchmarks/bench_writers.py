"""Many writers at once: clients that save drafts at the real server, and whether anything is lost."""

from __future__ import annotations

import http.client
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import Flask
from waitress.server import create_server

from benchmarks import installation
from benchmarks.pairing import Figure, show_figures, spread
from qms.documents.operations import writing
from qms.documents.queries import get_document, get_revision
from qms.foundation import trail
from qms.foundation.db import db
from qms.identity.operations import actor_of
from qms.identity.queries import find_by_username
from qms.kernel.codes import in_address

CLIENTS, WRITES = 50, 20


@dataclass
class Draft:
    """A draft that one client saves again and again."""

    code: str
    number: int
    version: int
    title: str
    kept: str = ""  # the last text that the server said it has


@dataclass(frozen=True)
class Answer:
    status: int
    seconds: float


def measure(app: Flask, *, clients: int = CLIENTS, writes: int = WRITES) -> list[Figure]:
    """Every client saves its own draft ``writes`` times, each save on the version the last one told."""
    drafts = [_start(app, code) for code in installation.codes(app)[:clients]]
    cookies = [_cookie(app) for _draft in drafts]
    begun = time.perf_counter()
    with _serving(app) as port, ThreadPoolExecutor(clients) as pool:
        running = [
            pool.submit(_write, port, cookie, draft, writes)
            for cookie, draft in zip(cookies, drafts, strict=True)
        ]
        answers = [answer for done in running for answer in done.result()]
    taken = time.perf_counter() - begun
    statuses = Counter(answer.status for answer in answers)
    median, p95 = spread([answer.seconds for answer in answers])
    return [
        Figure(f"saves answered with 200, of {clients * writes}", statuses[200], ""),
        Figure("other answers", len(answers) - statuses[200], "", 0),
        Figure("drafts that do not say what was last confirmed", _lost(app, drafts), "", 0),
        Figure("trail broken (1) or whole (0)", _trail_is_broken(app), "", 0),
        Figure("answer, median", median, "ms"),
        Figure("answer, 95th percentile", p95, "ms"),
        Figure("saves a second", len(answers) / taken, "1/s"),
    ]


def _start(app: Flask, code: str) -> Draft:
    with app.app_context():
        person = find_by_username(installation.COORDINATOR)
        assert person is not None
        started = writing.start_revision(get_document(code), actor=actor_of(person), author=person)
        db.session.commit()
        return Draft(code, started.number, started.version, started.title)


def _cookie(app: Flask) -> str:
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = installation.sign_in(app, installation.COORDINATOR).get_cookie(name)
    assert cookie is not None
    return f"{name}={cookie.value}"


@contextmanager
def _serving(app: Flask) -> Iterator[int]:
    """Waitress with as many threads as an installation has by default."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what is wanted here
    server = create_server(app, host="127.0.0.1", port=0, threads=16, backlog=1024, connection_limit=1000)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


def _write(port: int, cookie: str, draft: Draft, writes: int) -> list[Answer]:
    address = f"/documents/{quote(in_address(draft.code))}/revisions/{draft.number}/edit"
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "X-Autosave": "1"}
    connection, answers = http.client.HTTPConnection("127.0.0.1", port, timeout=120), []
    for turn in range(writes):
        body = f"# Mục đích\n\nLần ghi {turn} của {draft.code}.\n"
        sent = urlencode({"title": draft.title, "body": body, "seen": draft.version})
        begun = time.perf_counter()
        connection.request("POST", address, sent, headers)
        answer = connection.getresponse()
        answer.read()
        answers.append(Answer(answer.status, time.perf_counter() - begun))
        if answer.status == 200:
            draft.kept = body
            draft.version += 1
    connection.close()
    return answers


def _lost(app: Flask, drafts: list[Draft]) -> int:
    with app.app_context():
        return sum(
            get_revision(draft.code, draft.number).body.strip() != draft.kept.strip() for draft in drafts
        )


def _trail_is_broken(app: Flask) -> int:
    with app.app_context():
        return 0 if trail.verify().is_whole else 1


def main(_sizes: list[int]) -> None:
    with installation.installed(CLIENTS) as app:
        show_figures(f"{CLIENTS} writers at once, {WRITES} saves each", measure(app))
