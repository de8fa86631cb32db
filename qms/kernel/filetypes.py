"""What a file is, told by its content. The name only has to agree; what a browser says of it is not asked."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from qms.kernel.text import clean_line
from qms.kernel.zips import has_large_directory

HEAD = 4096  # bytes that tell one kind from another
LONGEST_NAME = 150
MOST_PARTS = 10_000  # of a container; an honest office file has some dozens


@dataclass(frozen=True)
class FileType:
    """A kind of file that can be kept. ``is_picture``: browsers show it and run nothing in it."""

    media_type: str
    endings: tuple[str, ...]
    is_picture: bool = False


PNG = FileType("image/png", ("png",), is_picture=True)
JPEG = FileType("image/jpeg", ("jpg", "jpeg"), is_picture=True)
WEBP = FileType("image/webp", ("webp",), is_picture=True)
PDF = FileType("application/pdf", ("pdf",))
DOCX = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
PPTX = FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", ("pptx",))
ODT = FileType("application/vnd.oasis.opendocument.text", ("odt",))
ODS = FileType("application/vnd.oasis.opendocument.spreadsheet", ("ods",))
TEXT = FileType("text/plain", ("txt", "csv"))
DOC = FileType("application/msword", ("doc",))
ZIP = FileType("application/zip", ("zip",))
MARKDOWN = FileType("text/markdown", ("md",))
HEIC = FileType("image/heic", ("heic", "heif"))  # recognised, so that its refusal can say what to do

KEPT = (PNG, JPEG, WEBP, PDF, DOCX, XLSX, PPTX, ODT, ODS, TEXT)
PICTURES = frozenset(each.media_type for each in KEPT if each.is_picture)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_MACROS = re.compile(r"vbaProject\.bin$|^Basic/", re.IGNORECASE)


def type_of(file: BinaryIO) -> FileType | None:
    """What the content is; None for anything that is not kept. Leaves the file at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    found = _picture(head, file) or (PDF if head.startswith(b"%PDF-") else None)
    if found is None and head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        found = HEIC
    if found is None and head.startswith(b"PK\x03\x04"):
        found = _container(file)
    elif found is None and _is_text(file):
        found = TEXT
    file.seek(0)
    return found


def is_of(file: BinaryIO, kind: FileType) -> bool:
    """Whether a file of no usual kind can be one of ``kind``: DOC, ZIP or MARKDOWN. Leaves it at its beginning."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if kind is MARKDOWN:
        return type_of(file) is TEXT
    marks = {DOC: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ZIP: b"PK\x03\x04"}
    return head.startswith(marks[kind])


def agrees(name: str, kind: FileType) -> bool:
    """Whether the name ends as files of this kind do."""
    _stem, dot, ending = name.rpartition(".")
    return bool(dot) and ending.lower() in kind.endings


def shown_name(name: str) -> str:
    """The name as it is shown and downloaded: no folders, one line, not too long; the ending stays."""
    last = re.split(r"[/\\]", clean_line(name))[-1].strip(". ") or "tep"
    stem, dot, ending = last.rpartition(".")
    if len(last) <= LONGEST_NAME or not dot:
        return last[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def _picture(head: bytes, file: BinaryIO) -> FileType | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PNG
    if head.startswith(b"\xff\xd8\xff") and _ends_as_jpeg(file):
        return JPEG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP" and head[12:15] == b"VP8":
        return WEBP
    return None


def _ends_as_jpeg(file: BinaryIO) -> bool:
    """Cameras put some bytes behind the end marker, so it is looked for near the end."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 64 * 1024))
    return b"\xff\xd9" in file.read()


def _container(file: BinaryIO) -> FileType | None:
    """An office file by the parts it must have, if it carries no macros; nothing is unpacked but a short name."""
    if has_large_directory(file):
        return None
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist()[:MOST_PARTS])
            if len(parts.infolist()) > MOST_PARTS or any(_MACROS.search(name) for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)
            return _open_document(parts) if "mimetype" in names else None
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return None  # damaged, or locked by a password


def _open_document(parts: zipfile.ZipFile) -> FileType | None:
    said = parts.read("mimetype") if parts.getinfo("mimetype").file_size < 200 else b""
    return next((kind for kind in (ODT, ODS) if said.strip() == kind.media_type.encode()), None)


def _is_text(file: BinaryIO) -> bool:
    """UTF-8 throughout, without control characters, and no page or picture that a browser would run."""
    file.seek(0)
    tail = b""
    first = True
    while block := file.read(64 * 1024):
        if first and re.match(rb"(\xef\xbb\xbf)?\s*<", block):
            return False
        first = False
        try:
            text, tail = _decoded(tail + block)
        except UnicodeDecodeError:
            return False
        if any(char < " " and char not in "\t\r\n" for char in text):
            return False
    return not first and not tail


def _decoded(block: bytes) -> tuple[str, bytes]:
    """The text of a block, and the bytes of a last character that goes on in the next."""
    for cut in range(min(4, len(block))):
        end = len(block) - cut
        if cut == 0 or block[end] & 0xC0 == 0xC0:
            try:
                return block[:end].decode(), block[end:]
            except UnicodeDecodeError:
                continue
    return block.decode(), b""
