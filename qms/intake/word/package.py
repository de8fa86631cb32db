"""The parts of a Word file, unpacked and parsed under limits."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lxml import etree

from qms.intake import archives
from qms.intake.refusals import Refusal, Unreadable

LARGEST_PART = 24 * 2**20  # bytes of XML; a manual of 300 pages has three
DOCUMENT = "word/document.xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .doc, and of .docx behind a password
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MACROS = re.compile(r"vbaProject|vbaData|\.bin$.*macro|activeX", re.IGNORECASE)


def w(name: str) -> str:
    """A name of WordprocessingML: ``w("p")``."""
    return W + name


@dataclass(frozen=True)
class Package:
    """An opened Word file."""

    archive: zipfile.ZipFile
    names: frozenset[str]

    def part(self, name: str) -> Any:
        """The root of an XML part; None when there is no such part.

        Raises:
            Unreadable: too large, too deep, damaged, or with declarations of its own.
        """
        return _parsed(archives.content(self.archive, name, LARGEST_PART)) if name in self.names else None

    def parts_like(self, pattern: str) -> list[Any]:
        """The roots of all parts whose names match, in the order of their names."""
        return [self.part(name) for name in sorted(self.names) if re.fullmatch(pattern, name)]


@contextmanager
def opened(data: bytes) -> Iterator[Package]:
    """The Word file in ``data``.

    Raises:
        Unreadable: no Word file, macros, a password, or anything that archives.py refuses.
    """
    if data.startswith(OLD_OFFICE):
        raise Unreadable(Refusal.PASSWORD if is_locked(data) else Refusal.WRONG_KIND)
    if not data.startswith(b"PK"):
        raise Unreadable(Refusal.WRONG_KIND)
    with archives.opened(io.BytesIO(data)) as archive:
        names = frozenset(archive.namelist())
        if any(_MACROS.search(name) for name in names):
            raise Unreadable(Refusal.MACROS)
        if DOCUMENT not in names:
            raise Unreadable(Refusal.WRONG_KIND)
        yield Package(archive, names)


def is_locked(data: bytes) -> bool:
    """Whether an old container holds a new file behind a password."""
    return "EncryptedPackage".encode("utf-16-le") in data


def _parsed(data: bytes) -> Any:
    if _DECLARES.search(data, 0, 4096) or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(Refusal.ENTITIES)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        deep = "depth" in str(error).lower()
        raise Unreadable(Refusal.TOO_DEEP if deep else Refusal.DAMAGED) from error
