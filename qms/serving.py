"""The server: waitress with the settings that held in the load and slow-client trials, and the worker inside.

Which settings were tried, and what broke without them: docs/decisions/0007-server.md.
"""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

from flask import Flask
from waitress.server import create_server

from config import Config
from qms.foundation.migrating import tables_are_current
from qms.foundation.outbox import Worker
from qms.settings import largest_upload

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

CONNECTIONS = 1000  # slow clients hold connections, not threads; with the default of 100 they lock others out
IDLE_SECONDS = 60
BODY_BEYOND = (
    2  # times the largest request: up to there our own page says that it is too large; beyond, waitress
)


class CannotServe(Exception):
    """Something must be done before the server can start; the text says what to type."""


def serve(app: Flask, config: Config, announce: Callable[[str], None]) -> None:
    """Answer until SIGTERM or Ctrl+C; then finish the requests and the effect in hand.

    ``announce`` is told the address once the server listens.

    Raises:
        CannotServe: the tables are missing or old, or the address is taken.
    """
    _refuse_old_tables()
    server = listening(app, config)
    _quieten(logging.getLogger("waitress.queue"))
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a shell that starts it in the background ignores it
    worker = Worker(app) if config.worker == "inline" else None
    if worker:
        worker.start()
    announce(f"http://{_shown_host(config.host)}:{server.effective_port}")
    try:
        server.run()
    finally:
        server.close()
        if worker:
            worker.stop()


def _refuse_old_tables() -> None:
    if not tables_are_current():
        raise CannotServe("The database has not the tables of this version. Type: flask qms upgrade")


def listening(app: WSGIApplication, config: Config) -> Any:
    """A waitress server bound to the config's address (port 0: any free one), not yet running.

    Raises:
        CannotServe: the address is taken.
    """
    return create_server(
        app,
        sockets=[_bound_socket(config.host, config.port)],
        threads=config.threads,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        max_request_body_size=BODY_BEYOND * largest_upload(config),
        # The application itself believes as many proxies as it is told to (ProxyFix).
        clear_untrusted_proxy_headers=config.trusted_proxies == 0,
        ident=None,
    )


def _bound_socket(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as taken:
        reason = str(taken.strerror).partition(" (")[0]
        raise CannotServe(
            f"{host}:{port} cannot be used: {reason}. "
            "Stop what uses it, or choose another with --port or QMS_PORT."
        ) from taken


def _quieten(noisy: logging.Logger) -> None:
    """A queue of a few requests is no news."""
    noisy.setLevel(logging.ERROR)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)  # waitress and the worker take their leave from here


def _shown_host(host: str) -> str:
    return f"[{host}]" if ":" in host else host
