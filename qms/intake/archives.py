"""Zip archives from outside: what they claim is checked before anything is unpacked, and counted while it is.

Word files are such archives, and several files may come as one. Names inside are data and never become paths.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from qms.intake.refusals import Refusal, Unreadable

MOST_ENTRIES = 2_000
LARGEST_DIRECTORY = 1 << 20  # bytes; an entry takes 46 and its name
LARGEST_SUM = 200 * 2**20
LARGEST_RATIO = 200  # of an entry of more than a megabyte
BLOCK = 1 << 18
_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535


@contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The archive, when its table of contents is harmless.

    Raises:
        Unreadable: damaged, locked by a password, too many or too large parts, names that lead elsewhere.
    """
    _refuse_large_directory(file)
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_bad_entries(archive.infolist())
            yield archive
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        OSError,
        ValueError,
        NotImplementedError,
        EOFError,
    ) as error:
        raise Unreadable(Refusal.DAMAGED) from error


def content(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One part, counted while it is unpacked, whatever the table of contents says of its size.

    Raises:
        Unreadable: larger than ``most`` bytes, or damaged.
    """
    parts, size = [], 0
    try:
        with archive.open(name) as part:
            while block := part.read(BLOCK):
                size += len(block)
                if size > most:
                    raise Unreadable(Refusal.TOO_LARGE_INSIDE)
                parts.append(block)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError) as error:
        raise Unreadable(Refusal.DAMAGED) from error
    except Exception as error:  # zlib.error has no public base class but Exception
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(Refusal.DAMAGED) from error
    return b"".join(parts)


def _refuse_large_directory(file: BinaryIO) -> None:
    """Reading a directory of 100,000 entries takes 100 MB: its size is asked before it is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise Unreadable(Refusal.DAMAGED)
    entries, directory = struct.unpack_from("<HL", tail, place + 10)
    if entries > MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise Unreadable(Refusal.TOO_MANY_PARTS)
    if b"PK\x06\x06" in tail[:place]:  # a zip64 end, which could claim another size
        raise Unreadable(Refusal.TOO_MANY_PARTS)
    file.seek(0)


def _refuse_bad_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Unreadable(Refusal.TOO_MANY_PARTS)
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or "\0" in name or ":" in name.split("/")[0]:
            raise Unreadable(Refusal.BAD_NAMES)
        if entry.flag_bits & 0x1:
            raise Unreadable(Refusal.PASSWORD)
        if entry.file_size > 2**20 and entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1):
            raise Unreadable(Refusal.TOO_LARGE_INSIDE)
    if sum(entry.file_size for entry in entries) > LARGEST_SUM:
        raise Unreadable(Refusal.TOO_LARGE_INSIDE)
