"""The text of a Word file as blocks.

Kept is what a reader of the printed page sees after all tracked changes are accepted: what was inserted stays,
what was deleted goes. Merged cells are resolved, tables inside tables stand after the table around them, text
boxes after their paragraph. What could not be kept as it was is counted, so that it can be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from qms.intake.blocks import Block, Cell, Paragraph, Table, Where
from qms.intake.encodings import (
    SOFT_HYPHEN,
    Converted,
    Encoding,
    converted,
    encoding_of_font,
    encoding_of_letters,
)
from qms.intake.refusals import Refusal, Unreadable
from qms.intake.word.package import DOCUMENT, Package, opened, w
from qms.intake.word.styles import Look, Numbering, Styles, look_of

MOST_BLOCKS = 20_000
MOST_CELLS = 200_000
WIDEST = 60  # columns


class Oddity(StrEnum):
    """What a Word file has that does not come over as it is."""

    TRACKED = "tracked"
    TEXT_BOX = "text_box"
    PICTURE = "picture"
    DRAWING = "drawing"
    NESTED_TABLE = "nested_table"
    TCVN3_FONT = "tcvn3_font"
    VNI_FONT = "vni_font"
    TCVN3_LETTERS = "tcvn3_letters"
    VNI_LETTERS = "vni_letters"


@dataclass(frozen=True)
class WordText:
    """What a Word file says. ``oddities`` are counts; ``strange`` words that look wrong after conversion."""

    blocks: tuple[Block, ...]
    oddities: dict[Oddity, int]
    strange: tuple[str, ...] = ()


def read_word(data: bytes) -> WordText:
    """The blocks of the Word file ``data``.

    Raises:
        Unreadable: with its reason; see word/package.py and archives.py.
    """
    with opened(data) as package:
        reader = _Reader.of(package)
        body = package.part(DOCUMENT).find(w("body"))
        if body is None:
            raise Unreadable(Refusal.DAMAGED)
        reader.usual = reader.usual_encoding(body)
        reader.oddities.clear()  # what that first look counted is counted again below
        for root in package.parts_like(r"word/header\d*\.xml"):
            reader.read_all(root, Where.HEADER)
        reader.read_all(body, Where.BODY)
        for root in package.parts_like(r"word/footer\d*\.xml"):
            reader.read_all(root, Where.HEADER)
    return WordText(tuple(reader.blocks), dict(reader.oddities), tuple(reader.strange)[:20])


# Elements whose children count as if they stood there themselves.
_SEE_THROUGH = frozenset(
    w(name)
    for name in (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "fldSimple",
        "sdt",
        "sdtContent",
        "customXml",
        "dir",
        "bdo",
    )
)
_GONE = frozenset(w(name) for name in ("del", "moveFrom", "instrText", "delText", "delInstrText"))
_TRACKED = frozenset(w(name) for name in ("ins", "del", "moveFrom", "moveTo"))
_BOXES = w("txbxContent")
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-"}


@dataclass
class _Run:
    """Text as it is coded in the file, and how it looks."""

    text: str
    font: str
    bold: bool


@dataclass
class _Reader:
    styles: Styles
    numbering: Numbering
    blocks: list[Block] = field(default_factory=list)
    oddities: Counter[Oddity] = field(default_factory=Counter)
    strange: dict[str, None] = field(default_factory=dict)
    usual: Encoding = Encoding.UNICODE
    cells: int = 0

    @classmethod
    def of(cls, package: Package) -> _Reader:
        return cls(Styles(package.part("word/styles.xml")), Numbering.of(package.part("word/numbering.xml")))

    def usual_encoding(self, body: Any) -> Encoding:
        """How those texts are written whose fonts say nothing."""
        texts = [
            run.text
            for paragraph in body.iter(w("p"))
            for run in self._runs(paragraph, self._paragraph_look(paragraph))
            if not run.text.isascii() and encoding_of_font(run.font) is None
        ]
        return encoding_of_letters(" ".join(texts))

    # --- Blocks

    def read_all(self, container: Any, where: Where) -> None:
        """Add the blocks of a body, a header, a cell that only holds a layout, a text box."""
        for element in _children(container):
            if element.tag == w("p"):
                self._add_paragraph(element, where)
            elif element.tag == w("tbl"):
                self._add_table(element, where)

    def _add(self, block: Block) -> None:
        if len(self.blocks) >= MOST_BLOCKS:
            raise Unreadable(Refusal.TOO_LARGE_INSIDE)
        self.blocks.append(replace(block, number=len(self.blocks) + 1))

    def _add_paragraph(self, element: Any, where: Where) -> None:
        paragraph = self._paragraph(element)
        if paragraph.text.strip():
            self._add(replace(paragraph, where=where))
        self._add_boxes(element)

    def _add_boxes(self, element: Any) -> None:
        """What stands in text boxes and drawn shapes, after the paragraph to which they are fixed."""
        for box in element.iter(_BOXES):
            if any(above.tag.endswith("}Fallback") for above in box.iterancestors()):
                continue  # the same box once more, for older programs
            if any(above.tag == _BOXES for above in box.iterancestors()):
                continue  # read with the box around it
            before = len(self.blocks)
            self.read_all(box, Where.BOX)
            self.oddities[Oddity.TEXT_BOX] += len(self.blocks) > before
        self._count_pictures(element)

    def _count_pictures(self, element: Any) -> None:
        pictures = sum(1 for _each in element.iter(_PICTURE)) + sum(
            1 for _each in element.iter("{urn:schemas-microsoft-com:vml}imagedata")
        )
        self.oddities[Oddity.PICTURE] += pictures
        shapes = any(
            True
            for _each in element.iter(
                "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}wsp"
            )
        )
        self.oddities[Oddity.DRAWING] += shapes

    # --- Paragraphs

    def _paragraph_look(self, element: Any) -> Look:
        properties = element.find(w("pPr"))
        style = None if properties is None else properties.find(w("pStyle"))
        key = self.styles.usual_paragraph if style is None else style.get(w("val"), "")
        look = self.styles.document.under(self.styles.look(key))
        return look.under(replace(look_of(properties), font=None, bold=None))

    def _paragraph(self, element: Any) -> Paragraph:
        look = self._paragraph_look(element)
        runs = _joined(self._runs(element, look))
        text = "".join(self._unicode(run) for run in runs)
        visible = [run for run in runs if run.text.strip()]
        label = self.numbering.label(look.number) if look.number else ""
        return Paragraph(
            number=0,
            text="\n".join(" ".join(line.split()) for line in text.split("\n")).strip(),
            level=look.level or 0,
            bold=bool(visible) and all(run.bold for run in visible),
            label=label,
        )

    def _runs(self, element: Any, look: Look) -> Iterator[_Run]:
        for child in element:
            if child.tag in _TRACKED:
                self.oddities[Oddity.TRACKED] += 1
            if child.tag in _GONE:
                continue
            if child.tag == w("r"):
                yield from self._of_run(child, look)
            elif child.tag in _SEE_THROUGH:
                yield from self._runs(child, look)

    def _of_run(self, element: Any, look: Look) -> Iterator[_Run]:
        properties = element.find(w("rPr"))
        style = None if properties is None else properties.find(w("rStyle"))
        if style is not None:
            look = look.under(self.styles.look(style.get(w("val"), "")))
        look = look.under(replace(look_of(properties), level=None, number=None))
        text = "".join(_text_of(child, look.font or "") for child in element)
        if text:
            yield _Run(text, look.font or "", bool(look.bold))

    def _unicode(self, run: _Run) -> str:
        # Characters that mean nothing in Unicode are letters in the old fonts; lines are converted one by one.
        parts = [converted(part, run.font, self.usual) for part in run.text.split("\n")]
        for part in parts:
            self._count_conversion(part)
        return "\n".join(part.text for part in parts)

    def _count_conversion(self, part: Converted) -> None:
        kinds = {
            (Encoding.TCVN3, True): Oddity.TCVN3_FONT,
            (Encoding.TCVN3, False): Oddity.TCVN3_LETTERS,
            (Encoding.VNI, True): Oddity.VNI_FONT,
            (Encoding.VNI, False): Oddity.VNI_LETTERS,
        }
        kind = kinds.get((part.encoding, part.by_font))
        if kind is not None:
            self.oddities[kind] += 1
            self.strange |= dict.fromkeys(part.strange)

    # --- Tables

    def _add_table(self, element: Any, where: Where) -> None:
        rows = [row for row in _children(element) if row.tag == w("tr") and not _is_deleted(row, self)]
        inner = [table for row in rows for table in row.iter(w("tbl"))]
        if inner and len(rows) == 1 and sum(1 for cell in _children(rows[0]) if cell.tag == w("tc")) == 1:
            cell = next(cell for cell in _children(rows[0]) if cell.tag == w("tc"))
            self.read_all(cell, where)  # a frame around everything
            return
        grid = _Grid()
        for row in rows:
            grid.add(self._row(row))
        if grid.rows and any(cell.text for row in grid.rows for cell in row):
            self._add(Table(0, tuple(grid.rows), where))
        for row in rows:
            for cell in (each for each in _children(row) if each.tag == w("tc")):
                self._add_inner(cell, where)

    def _add_inner(self, cell: Any, where: Where) -> None:
        for child in _children(cell):
            if child.tag == w("tbl"):
                self.oddities[Oddity.NESTED_TABLE] += 1
                self._add_table(child, where)
            elif child.tag == w("p"):
                self._add_boxes(child)

    def _row(self, element: Any) -> list[tuple[Cell, int, bool]]:
        """The cells of a row as they are written: cell, columns it covers, whether it goes on from above."""
        properties = element.find(w("trPr"))
        skipped = None if properties is None else properties.find(w("gridBefore"))
        cells = [] if skipped is None else [(Cell(""), _span(skipped), False)]
        for child in _children(element):
            if child.tag == w("tc"):
                cells.append(self._cell(child))
        return cells

    def _cell(self, element: Any) -> tuple[Cell, int, bool]:
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise Unreadable(Refusal.TOO_LARGE_INSIDE)
        paragraphs = [self._paragraph(child) for child in _children(element) if child.tag == w("p")]
        said = [each for each in paragraphs if each.text.strip()]
        cell = Cell(
            "\n".join(each.shown for each in said) or _only_label(paragraphs),
            bool(said) and all(each.bold for each in said),
        )
        properties = element.find(w("tcPr"))
        if properties is None:
            return cell, 1, False
        merge = properties.find(w("vMerge"))
        goes_on = merge is not None and merge.get(w("val"), "continue") == "continue"
        return cell, _span(properties.find(w("gridSpan"))), goes_on


class _Grid:
    """A table with every merged cell repeated in the places that it covers."""

    def __init__(self) -> None:
        self.rows: list[tuple[Cell, ...]] = []

    def add(self, cells: list[tuple[Cell, int, bool]]) -> None:
        row: list[Cell] = []
        above = self.rows[-1] if self.rows else ()
        for written, span, goes_on in cells:
            from_above = goes_on and len(row) < len(above)
            cell = replace(above[len(row)], across=False, down=True) if from_above else written
            row.append(cell)
            row += [replace(cell, across=True)] * (min(span, WIDEST - len(row) + 1) - 1)
        if row:
            self.rows.append(tuple(row[:WIDEST]))


def _children(container: Any) -> Iterator[Any]:
    """The blocks inside, seen through content controls and tracked insertions; of alternatives the first."""
    for child in container:
        if child.tag in _SEE_THROUGH:
            yield from _children(child)
        elif child.tag == _ALTERNATE:
            choice = child.find(_CHOICE)
            if choice is not None:
                yield from _children(choice)
        elif child.tag not in _GONE:
            yield child


def _is_deleted(row: Any, reader: _Reader) -> bool:
    properties = row.find(w("trPr"))
    deleted = properties is not None and properties.find(w("del")) is not None
    reader.oddities[Oddity.TRACKED] += deleted
    return deleted


def _span(element: Any) -> int:
    text = "1" if element is None else element.get(w("val"), "1")
    return min(max(int(text), 1), WIDEST) if text.isdecimal() and len(text) < 6 else 1


def _text_of(element: Any, font: str) -> str:
    if element.tag == w("t"):
        return element.text or ""
    if element.tag == w("softHyphen"):  # in TCVN3 the letter ư; elsewhere a place where a word may be broken
        return SOFT_HYPHEN if encoding_of_font(font) is Encoding.TCVN3 else ""
    return _SIGNS.get(element.tag, "")


def _joined(runs: Iterator[_Run]) -> list[_Run]:
    """Runs of the same font as one, so that no word is cut where Word cut it."""
    joined: list[_Run] = []
    for run in runs:
        if joined and joined[-1].font == run.font:
            bold = [each.bold for each in (joined[-1], run) if each.text.strip()]
            joined[-1] = _Run(joined[-1].text + run.text, run.font, bool(bold) and all(bold))
        else:
            joined.append(run)
    return joined


def _only_label(paragraphs: list[Paragraph]) -> str:
    return next((each.label for each in paragraphs if each.label), "")
