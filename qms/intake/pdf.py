"""PDF files as blocks: the text layer line by line, or pictures of the pages for a program that reads scans.

A PDF keeps no tables and no headings, only where letters stand. So lines are joined to paragraphs and read by the
same rules as Word files; tables come out as lines, and that is told.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2

from qms.intake.blocks import Block, Paragraph, Where
from qms.intake.encodings import converted, encoding_of_letters
from qms.intake.recognising.headings import heading_in
from qms.intake.recognising.words import is_item
from qms.intake.refusals import Refusal, Unreadable
from qms.kernel.text import clean_line

MOST_PAGES = 300
LETTERS_OF_A_PAGE = 20  # with fewer, on average, it is a scan
LONGEST_SIDE = 2_400  # points of a page's picture: A4 at 200 dpi
REPEATED = 3  # pages on which a line must stand to be one of the head or the foot
_BEGINS = re.compile(
    r"(?:Bước|BƯỚC)\s+\d|(?:Điều|Mục|Phần|Chương)\s+[\dIVX]+|\d{1,2}(?:\.\d{1,2}){0,3}[.)]?\s+[^\W\d_]"
)


@dataclass(frozen=True)
class PdfText:
    """The lines of each page; ``is_scan`` when there are next to none."""

    pages: tuple[tuple[str, ...], ...]
    is_scan: bool


def read_pdf(path: str) -> PdfText:
    """The text layer of the PDF at ``path``.

    Raises:
        Unreadable: locked by a password, damaged, or too long.
    """
    with closing(_opened(path)) as document:
        pages = tuple(_lines_of(document[number]) for number in range(len(document)))
    letters = sum(len(line) for page in pages for line in page)
    return PdfText(pages, letters < LETTERS_OF_A_PAGE * len(pages))


def picture_of_page(path: str, number: int) -> str:
    """The page ``number``, from 0, as a grey picture (PGM) in base64.

    Raises:
        Unreadable: as ``read_pdf``.
    """
    with closing(_opened(path)) as document:
        page = document[number]
        width, height = page.get_size()
        scale = min(200 / 72, LONGEST_SIDE / max(width, height, 1))
        picture = page.render(scale=scale, grayscale=True)
        rows = bytes(picture.buffer)
        lines = [rows[row * picture.stride :][: picture.width] for row in range(picture.height)]
        head = f"P5 {picture.width} {picture.height} 255\n".encode()
        return base64.b64encode(head + b"".join(lines)).decode("ascii")


def _opened(path: str) -> Any:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(Refusal.PASSWORD if locked else Refusal.DAMAGED) from error
    if len(document) > MOST_PAGES:
        document.close()
        raise Unreadable(Refusal.TOO_MANY_PAGES, str(MOST_PAGES))
    if len(document) == 0:
        document.close()
        raise Unreadable(Refusal.DAMAGED)
    return document


def _lines_of(page: Any) -> tuple[str, ...]:
    try:
        text = page.get_textpage().get_text_bounded()
    except pypdfium2.PdfiumError:
        return ()  # a page that cannot be opened; the others may say enough
    return tuple(line.strip() for line in text.replace("\r", "\n").split("\n") if line.strip())


# --- Paragraphs -------------------------------------------------------------------------------------------


def blocks_of(pages: Sequence[Sequence[str]]) -> tuple[Block, ...]:
    """Lines as paragraphs, numbered, with their page; what stands on every page is the head."""
    usual = encoding_of_letters("\n".join(line for page in pages for line in page))
    shown = [[converted(line, "", usual).text for line in page] for page in pages]
    repeated = _repeated(shown)
    found: list[Paragraph] = [Paragraph(0, line, where=Where.HEADER, page=1) for line in repeated]
    for number, page in enumerate(shown, 1):
        found += _paragraphs(
            [line for line in page if _without_numbers(line) not in repeated.values()], number
        )
    return tuple(replace(block, number=place) for place, block in enumerate(found, 1))


def _without_numbers(line: str) -> str:
    return re.sub(r"\d+", "#", clean_line(line))


def _repeated(pages: Sequence[Sequence[str]]) -> dict[str, str]:
    """Lines that stand on most pages, but for their numbers."""
    if len(pages) < REPEATED:
        return {}
    counts = Counter(shape for page in pages for shape in {_without_numbers(line) for line in page})
    often = {shape for shape, count in counts.items() if count >= max(REPEATED, 0.6 * len(pages))}
    first: dict[str, str] = {}
    for line in (line for page in pages for line in page):
        shape = _without_numbers(line)
        if shape in often and shape not in first.values():
            first[line] = shape
    return first


def _paragraphs(lines: Sequence[str], page: int) -> list[Paragraph]:
    widest = max((len(line) for line in lines), default=0)
    found: list[Paragraph] = []
    before = ""
    for line in lines:
        goes_on = (
            found
            and len(before) > 0.7 * widest
            and not before.endswith((".", ";", ":"))
            and not is_item(line)
            and not _BEGINS.match(line)
            and heading_in(found[-1]) is None
        )
        if goes_on:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line}")
        else:
            found.append(Paragraph(0, line, page=page))
        before = line
    return found
