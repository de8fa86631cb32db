"""What a zip archive claims about its table of contents, asked before anything reads that table."""

from __future__ import annotations

import struct
from typing import BinaryIO

_END = b"PK\x05\x06"
_END_OF_64 = b"PK\x06\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65_535
LARGEST_DIRECTORY = 1 << 20  # bytes; an entry takes 46 and its name


def has_large_directory(file: BinaryIO) -> bool:
    """Whether the table of contents is larger than any honest one, or damaged. Leaves the file at its beginning.

    Reading a table of 100,000 entries takes a hundred megabytes, so its size is asked first.
    """
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    file.seek(0)
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        return True
    (directory,) = struct.unpack_from("<L", tail, place + 12)
    return directory > LARGEST_DIRECTORY or _END_OF_64 in tail[:place]
