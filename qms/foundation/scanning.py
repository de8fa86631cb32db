"""Asking the virus scanner (clamd) about a file before it is kept. Off where no address is set.

The protocol is clamd's INSTREAM: the content in pieces with their lengths before them, one sentence as the answer.
No library: the one there is has not been touched since 2014, and this is all of it.

Where a scanner is set and does not answer, nothing is taken (docs/decisions/0013-virus-scanner.md).
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from typing import BinaryIO

BLOCK = 256 * 1024
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
LONGEST_ANSWER = 4096


class ScannerFailed(Exception):
    """The scanner does not answer, or could not look at the file; the text says what it said."""


def scan(content: BinaryIO, address: str) -> str:
    """What the scanner at ``address`` found in the content, by its name; empty for nothing.

    ``address`` is the path of a socket ("/run/clamav/clamd.ctl") or "host:port". The file is read from its
    beginning and left there. Not to be called inside a transaction that writes: it takes up to a minute.

    Raises:
        ScannerFailed: no answer, or one that is neither yes nor no.
    """
    content.seek(0)
    try:
        with _line_to(address) as line:
            said = _asked(line, content)
    except OSError as error:
        raise ScannerFailed(str(error)) from error
    finally:
        content.seek(0)
    return _verdict(said)


def _line_to(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
    else:
        host, _colon, port = address.rpartition(":")
        line = socket.create_connection((host, int(port)), timeout=CONNECT_SECONDS)
    line.settimeout(ANSWER_SECONDS)
    return line


def _asked(line: socket.socket, content: BinaryIO) -> str:
    with suppress(BrokenPipeError, ConnectionResetError):  # it hangs up on what is too large, after saying so
        line.sendall(b"zINSTREAM\0")
        while block := content.read(BLOCK):
            line.sendall(struct.pack("!I", len(block)) + block)
        line.sendall(struct.pack("!I", 0))
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER and (part := line.recv(LONGEST_ANSWER)):
        said += part
    return said.rstrip(b"\0").decode(errors="replace").strip()


def _verdict(said: str) -> str:
    """ "stream: OK" -> "", "stream: Eicar FOUND" -> "Eicar"."""
    _stream, _colon, words = said.partition(": ")
    if words == "OK":
        return ""
    if words.endswith(" FOUND"):
        return words.removesuffix(" FOUND")
    raise ScannerFailed(said or "no answer")
