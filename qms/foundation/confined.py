"""Work on text that may be hostile, in a process of its own with limits that the system enforces.

Python-Markdown and the comparison of texts are super-linear and recursive: a few thousand brackets keep
them busy for minutes (docs/decisions). A thread can't be stopped, so such work is done by a child that the
kernel ends when its share of processor time, clock time or memory is used up.

Starting Python for every preview would cost a tenth of a second. Instead one small *nursery* process is
started, which knows the libraries but nothing of the application (no database, no secret, an empty
environment) and forks a child for each call: a few milliseconds, fresh limits, nothing left behind. It
has one thread, so forking is safe, and it ends by itself when the process that started it ends.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

CPU_SECONDS = 1.5
LONG = 5.0  # processor seconds for work that is done seldom and grows with the square of its text
CLOCK_SECONDS = 15.0
MEMORY_BYTES = 768 * 1024 * 1024
REPLY_BYTES = 24 * 1024 * 1024
QUEUE_SECONDS = 10.0

# What the nursery does once, so that no child has to: load libraries, compile their patterns.
WARM_UP = (
    "qms.foundation.rendering.converting:warm_up",
    "qms.foundation.rendering.comparing:warm_up",
    "qms.foundation.rendering.lines:warm_up",
)

# The package is entered without running qms/__init__.py, which would load the whole application.
_BOOT = (
    "import sys, types; package = types.ModuleType('qms'); package.__path__ = [sys.argv[1]]; "
    "sys.modules['qms'] = package; from qms.foundation.confined import nurse; nurse(int(sys.argv[2]))"
)


class Overrun(Exception):
    """The work used up its time or memory, nested too deeply, or found no free place."""


class Broken(Exception):
    """The work failed by a fault of ours; the message carries the child's traceback."""


def call(function: str, *arguments: Any, cpu_seconds: float = CPU_SECONDS) -> Any:
    """The result of ``function`` ("package.module:name") in a limited child.

    Arguments and result travel as JSON. Raises Overrun when a limit ended the work, Broken when the function
    raised. Don't call it inside a write transaction: it may take up to QUEUE_SECONDS + CLOCK_SECONDS.
    """
    request = json.dumps([function, arguments, cpu_seconds]).encode("ascii")
    with _place(), _child() as line:
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            reply = _read_all(line)
        except (TimeoutError, ConnectionError) as lost:
            raise Overrun(function) from lost
    return _opened(reply, function)


def _opened(reply: bytes, function: str) -> Any:
    if not reply.endswith(b"\n"):  # the child was ended while it worked
        raise Overrun(function)
    kind, value = json.loads(reply)
    if kind == "overrun":
        raise Overrun(function)
    if kind == "broken":
        raise Broken(value)
    return value


def _read_all(line: socket.socket) -> bytes:
    parts, size = [], 0
    while part := line.recv(1 << 18):
        parts.append(part)
        size += len(part)
        if size > REPLY_BYTES:
            return b""
    return b"".join(parts)


# -- the side of the application ---------------------------------------------------------------------

_places = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))
_starting = threading.Lock()
_nursery: tuple[int, socket.socket, subprocess.Popen[bytes]] | None = None


@contextmanager
def _place() -> Iterator[None]:
    """One of the few places, so that many hostile texts at once can't take every processor."""
    if not _places.acquire(timeout=QUEUE_SECONDS):
        raise Overrun("no free place")
    try:
        yield
    finally:
        _places.release()


@contextmanager
def _child() -> Iterator[socket.socket]:
    """A line to a child that has just been forked for us."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            try:
                socket.send_fds(_control(), [b"."], [theirs.fileno()])
            except (BrokenPipeError, ConnectionError):  # the nursery was ended from outside: start another
                stop()
                socket.send_fds(_control(), [b"."], [theirs.fileno()])
        ours.settimeout(CLOCK_SECONDS + 1)
        yield ours


def _control() -> socket.socket:
    """The line to this process's nursery, which is started at the first call (and again after a fork)."""
    global _nursery  # noqa: PLW0603 - one nursery for the life of the process is the point
    with _starting:
        if _nursery is None or _nursery[0] != os.getpid():
            ours, theirs = socket.socketpair()
            with theirs:
                package = Path(__file__).resolve().parent.parent
                # The arguments are this interpreter and this package, nothing that a person typed.
                process = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-c", _BOOT, str(package), str(theirs.fileno())],
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    env={},
                    cwd="/",
                )
            _nursery = (os.getpid(), ours, process)
        return _nursery[1]


@atexit.register
def stop() -> None:
    """End this process's nursery; the next call starts a new one."""
    global _nursery  # noqa: PLW0603 - see _control
    with _starting:
        if _nursery is not None and _nursery[0] == os.getpid():
            _nursery[1].close()
            _nursery[2].wait(timeout=5)
        _nursery = None


# -- the side of the nursery -------------------------------------------------------------------------


def nurse(number: int) -> None:
    """Fork a child for every line that arrives on the socket with file ``number``, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is meant for the application, which then leaves us
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended children leave no zombies
    for name in WARM_UP:
        _named(name)()
    control = socket.socket(fileno=number)
    while True:
        message, lines, _flags, _address = socket.recv_fds(control, 1, 1)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _work(socket.socket(fileno=lines[0]))
        os.close(lines[0])


def _work(line: socket.socket) -> NoReturn:
    """Answer one request within the limits, then end, whatever happened."""
    try:
        _limit()
        line.sendall(_answer(_read_all(line)) + b"\n")
    finally:
        os._exit(0)


def _limit() -> None:
    """The default action of both clocks is to end the process, also inside a library's C code."""
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    signal.setitimer(signal.ITIMER_REAL, CLOCK_SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _named(function: str) -> Callable[..., Any]:
    module, name = function.split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def _answer(request: bytes) -> bytes:
    try:
        function, arguments, cpu_seconds = json.loads(request)
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        return json.dumps(["ok", _named(function)(*arguments)]).encode("ascii")
    except (RecursionError, MemoryError):
        return b'["overrun", null]'
    except Exception:
        return json.dumps(["broken", traceback.format_exc()]).encode("ascii")
