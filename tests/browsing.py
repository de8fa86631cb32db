"""A real Chromium and the real server for the tests that need them, and people in front of them."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    WebError,
    expect,
    sync_playwright,
)
from waitress import wasyncore
from werkzeug.wsgi import ClosingIterator

from qms import serving

QUIET = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
PATIENCE = (
    30_000  # milliseconds for anything that a page is waited for; a busy machine is no fault of the page
)
SCREENS = {"phone": (360, 800), "tablet": (768, 1024), "desk": (1440, 900)}

expect.set_options(timeout=PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium that the checks have chosen, else the system's."""
    path = os.environ.get("QMS_TEST_CHROMIUM", shutil.which("chromium"))
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path or None, args=[*QUIET, *as_root])
        yield browser
        browser.close()


class Site:
    """An application behind waitress on a free port of this machine, with the settings of service."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._at_work = 0
        self._idle = threading.Condition()
        config = replace(app.extensions["qms"].config, host="127.0.0.1", port=0)
        self._server = serving.listening(self._counted, config)
        self._thread = threading.Thread(target=self._server.run, name="site", daemon=True)
        self.address = f"http://127.0.0.1:{self._server.effective_port}"

    def _counted(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with self._idle:
            self._at_work += 1
        return ClosingIterator(self.app(environ, start_response), self._one_less)

    def _one_less(self) -> None:
        with self._idle:
            self._at_work -= 1
            self._idle.notify_all()

    def cookie(self, name: str, value: str) -> dict[str, Any]:
        """A cookie for a browser that visits us."""
        return {"name": name, "value": value, "url": self.address}

    def wait_until_idle(self) -> None:
        """No request is being answered any more: now the database may be laid anew."""
        with self._idle:
            assert self._idle.wait_for(lambda: self._at_work == 0, timeout=20), "a request never ended"

    @contextmanager
    def running(self) -> Iterator[Site]:
        self._thread.start()
        try:
            yield self
        finally:
            # The loop ends when nothing is left to listen to; the thread in which it runs must take it away.
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._server._map))
            self._thread.join()
            self._server.task_dispatcher.shutdown()

    def session_cookie(self, token: str) -> dict[str, Any]:
        """The cookie of a browser in which the session with this token is open."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return self.cookie(self.app.config["SESSION_COOKIE_NAME"], serializer.dumps({"_user_id": token}))


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application behind a port of this machine; gives its address."""
    with Site(app).running() as site:
        yield site.address


def open_window(chrome: Browser, address: str, *, screen: str = "desk", **more: Any) -> BrowserContext:
    """A browser of one person: its cookies, tabs and memory are its own."""
    width, height = SCREENS[screen]
    window = chrome.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",  # a colour on its way to another is neither
        **more,
    )
    window.set_default_timeout(PATIENCE)
    return window


class Window:
    """A browser that one person hands to the next. It forgets everything but the files that a page is made of.

    Its first tab opens all others, which so share its process, in which the site's scripts are warm: a new window
    costs as much as a dozen pages.
    """

    def __init__(self, chrome: Browser, site: Site, *, has_scripts: bool = True) -> None:
        self.has_scripts = has_scripts
        self.context = open_window(chrome, site.address, java_script_enabled=has_scripts)
        self.context.new_page().goto("/sign-in")

    def new_tab(self, *, screen: str = "desk") -> Page:
        with self.context.expect_page() as opened:
            self.context.pages[0].evaluate("() => { open('about:blank'); }")
        width, height = SCREENS[screen]
        opened.value.set_viewport_size({"width": width, "height": height})
        return opened.value

    def forget(self) -> None:
        first, *others = self.context.pages
        for tab in others:
            tab.close()
        self.context.clear_cookies()
        first.evaluate("localStorage.clear()")


@dataclass
class Watch:
    """What must not happen on any page: errors and warnings, refusals of the security policy, requests to other
    hosts, faults of the server, missing files. ``wrong`` tells what did."""

    address: str
    wrong: list[str] = field(default_factory=list)

    def over(self, window: BrowserContext) -> BrowserContext:
        for event, heard in self._events():
            window.on(event, heard)
        return window

    def leave(self, window: BrowserContext) -> None:
        """What happens there from now on is no concern of ours."""
        for event, heard in self._events():
            window.remove_listener(event, heard)

    def _events(self) -> list[tuple[Any, Callable[[Any], None]]]:
        return [
            ("console", self._heard),
            ("weberror", self._failed),
            ("request", self._asked),
            ("response", self._answered),
        ]

    def told(self) -> list[str]:
        """What was wrong since this was asked last."""
        told, self.wrong = self.wrong, []
        return told

    def _heard(self, said: ConsoleMessage) -> None:
        # Chromium reports each status of 400 and above as an error; pages with one are part of the stories.
        if said.type in ("error", "warning") and not said.text.startswith("Failed to load resource"):
            self.wrong.append(f"{said.page.url if said.page else ''}: {said.text}")

    def _failed(self, error: WebError) -> None:
        self.wrong.append(str(error.error))

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.wrong.append(f"asks another host: {request.url}")

    def _answered(self, response: Response) -> None:
        is_file = response.request.resource_type not in ("document", "fetch", "xhr")
        if response.status >= (400 if is_file else 500):
            self.wrong.append(f"{response.status} {response.url}")
