"""A real server (waitress, with our settings) in a thread, and browsers that reach it over the network."""

from __future__ import annotations

import http.client
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from qms import create_app
from qms.foundation.db import db
from qms.serving import listening
from tests.conftest import test_config
from tests.world import World

Result = TypeVar("Result")


@dataclass(frozen=True)
class Answer:
    """What came back: status, where it leads, the page."""

    status: int
    location: str
    body: str


class Browser:
    """One person's browser, over the network, with a connection of its own."""

    def __init__(self, office: World, port: int, username: str) -> None:
        cookie = office.visitor(username).get_cookie("qms")
        assert cookie is not None
        self.headers = {"Cookie": f"qms={cookie.value}"}
        self.token = office.csrf_token()
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> Answer:
        self.line.request("GET", path, headers=self.headers)
        return self._answer()

    def post(self, path: str, **fields: object) -> Answer:
        """Send a form; every form is a new one unless ``once`` says otherwise."""
        data = {"csrf_token": self.token, "once": secrets.token_hex(8), **fields}
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        self.line.request("POST", path, urlencode(data), headers)
        return self._answer()

    def _answer(self) -> Answer:
        answer = self.line.getresponse()
        return Answer(answer.status, answer.getheader("Location", ""), answer.read().decode())


@contextmanager
def served(office: World, folder: Path) -> Iterator[Callable[[str], Browser]]:
    """The office's application on a port of its own, as ``flask qms serve`` runs it; gives browsers of people."""
    address = office.app.config["SQLALCHEMY_DATABASE_URI"]
    config = replace(test_config(folder, address), port=0, threads=16, testing=False)
    app = create_app(config)
    server = listening(app, config)
    thread = threading.Thread(target=server.run)
    thread.start()
    opened: list[Browser] = []

    def browser(username: str) -> Browser:
        opened.append(Browser(office, server.effective_port, username))
        return opened[-1]

    try:
        yield browser
    finally:
        for each in opened:
            each.line.close()
        until = time.monotonic() + 10
        while server.active_channels and time.monotonic() < until:
            time.sleep(0.01)  # the server notices that its visitors have gone
        server.close()
        server.task_dispatcher.shutdown()
        thread.join()
        with app.app_context():
            db.engine.dispose()


def at_once(acts: list[Callable[[], Result]]) -> list[Result]:
    """All of them, each in a thread, started together."""
    gate = threading.Barrier(len(acts))

    def wait_and_do(act: Callable[[], Result]) -> Result:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(wait_and_do, acts))
