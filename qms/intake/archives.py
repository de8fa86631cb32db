"""Zip archives from outside: what they claim is checked before anything is unpacked, and counted while it is.

Word files are such archives, and several files may come as one. Names inside are data and never become paths.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from qms.intake.refusals import Refusal, Unreadable
from qms.kernel.zips import has_large_directory

MOST_ENTRIES = 2_000
LARGEST_SUM = 200 * 2**20
LARGEST_RATIO = 200  # of an entry of more than a megabyte
BLOCK = 1 << 18


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
    if has_large_directory(file):
        is_archive = file.read(2) == b"PK"
        raise Unreadable(Refusal.TOO_MANY_PARTS if is_archive and _has_end(file) else Refusal.DAMAGED)


def _has_end(file: BinaryIO) -> bool:
    """Whether the archive is whole: its end is there."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 66_000))
    found = b"PK\x05\x06" in file.read()
    file.seek(0)
    return found


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
