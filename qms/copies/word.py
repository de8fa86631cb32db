"""A revision as a Word file in the agencies' layout: to be edited outside, and to be read in again (intake).

It says what the PDF says, in the same order, without flowchart and stamp: a Word file is never a controlled copy.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from qms.copies.typesetting.nodes import Node, words_of
from qms.foundation.texts import _
from qms.kernel.text import clean

FONT = "Times New Roman"
LINE = 16.2  # cm between the margins
_SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_LOOKS = {"b": "bold", "i": "italic", "u": "underline"}


def word_file(data: Mapping[str, Any]) -> bytes:
    """The file of a sheet's values (sheet.py); its blocks are those for reading in."""
    writer = _Writer()
    writer.head(data)
    writer.cover(data)
    writer.amendments(data["amendments"])
    writer.blocks(data["blocks"])
    writer.document.core_properties.title = data["title"]
    writer.document.core_properties.author = data["agency"]
    saved = io.BytesIO()
    writer.document.save(saved)
    return saved.getvalue()


class _Writer:
    def __init__(self) -> None:
        self.document = docx.Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(1.8)
        section.top_margin = section.bottom_margin = Cm(2)
        for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
            self._set_font(self.document.styles[name], 13 if name != "Normal" else 12.5)

    def _set_font(self, style: Any, size: float) -> None:
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = None
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(f"w:{name}"), None)
        style.element.rPr.rFonts.set(qn("w:hAnsi"), FONT)
        style.paragraph_format.space_after = Pt(4)

    # --- Front ------------------------------------------------------------------------------------------------

    def head(self, data: Mapping[str, Any]) -> None:
        """On every page: agency, code and the number of the page."""
        facts = data["facts"]
        line = self.document.sections[0].header.paragraphs[0]
        self._say(
            line, f"{data['agency-short']} · {facts['code']} · {facts['label']} · {data['words']['page']} "
        )
        _field(line, "PAGE")
        self._say(line, "/")
        _field(line, "NUMPAGES")
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def cover(self, data: Mapping[str, Any]) -> None:
        words, facts = data["words"], data["facts"]
        for text, size in ((data["agency"].upper(), 13), (data["kind"].upper(), 22), (data["title"], 16)):
            line = self.document.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.paragraph_format.space_before = Pt(18)
            self._say(line, text, {"b"}).font.size = Pt(size)
        self.document.add_paragraph()
        rows = [
            (f"{words['code']}: {facts['code']}", f"{words['effective']}: {facts['effective']}"),
            (f"{words['issue']}: {facts['issue']}", f"{words['amendment']}: {facts['amendment']}"),
        ]
        if facts["decision"]:
            rows.append((f"{words['decision']}: {facts['decision']}", ""))
        self._plain_table(rows)
        if data["signatures"]:
            self._signatures(data["signatures"])
        self.document.add_page_break()

    def _signatures(self, boxes: Sequence[Mapping[str, str]]) -> None:
        """Across: whose it is, name, signature, position."""
        self.document.add_paragraph()
        signed = _("Signed electronically")
        rows = [
            ("", *(each["heading"].upper() for each in boxes)),
            (_("Full name"), *(each["name"] for each in boxes)),
            (_("Signature"), *(f"{signed} {each['at']}" if each["at"] else "" for each in boxes)),
            (_("Position"), *(each["position"] for each in boxes)),
        ]
        self._plain_table(rows, bold_head=True)

    def amendments(self, made: Mapping[str, Any]) -> None:
        line = self.document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._say(line, made["title"].upper(), {"b"})
        self._table(made["table"])
        self.document.add_paragraph()

    def _plain_table(self, rows: Sequence[Sequence[str]], *, bold_head: bool = False) -> None:
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        for number, texts in enumerate(rows):
            for cell, text in zip(table.rows[number].cells, texts, strict=True):
                looks = {"b"} if bold_head and number == 0 else set()
                self._say(cell.paragraphs[0], text, looks)

    # --- Blocks -----------------------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable[Node], into: Any = None, bullet: str = "") -> None:
        """Write blocks at the end of the document, or into a cell."""
        for block in blocks:
            write = getattr(self, f"_{block['k']}", None)
            if write is not None:
                write(block, into, bullet)
                bullet = ""

    def _line(self, into: Any, style: str | None = None) -> Any:
        """A new paragraph; a cell's first one is there already."""
        if into is None:
            return self.document.add_paragraph(style=style)
        first = into.paragraphs[0]
        is_free = len(into.paragraphs) == 1 and not first.runs and not into.tables
        return first if is_free else into.add_paragraph()

    def _p(self, block: Node, into: Any, bullet: str) -> None:
        line = self._line(into)
        if into is None and not bullet:
            line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        if bullet:
            line.paragraph_format.left_indent = Cm(0.5 if into is None else 0.2)
            self._say(line, bullet)
        self._runs(line, block["c"], set(), into, bullet)

    def _runs(self, line: Any, runs: Iterable[Node], looks: set[str], into: Any, bullet: str) -> None:
        for each in runs:
            if each["k"] == "t":
                self._say(line, each["t"], looks)
            elif each["k"] == "br" and into is not None:
                line = self._line(into)
            elif each["k"] == "br":
                line.add_run().add_break()
            elif each["k"] == "fn":
                self._say(line, f" ({words_of(each['c'])})", looks)
            else:
                self._runs(line, each["c"], looks | {each["k"]}, into, bullet)

    def _h(self, block: Node, into: Any, _bullet: str) -> None:
        if into is None:
            line = self.document.add_heading(level=min(block["l"], 3))
            self._runs(line, block["c"], set(), None, "")
        else:
            self._runs(self._line(into), block["c"], {"b"}, into, "")

    def _ul(self, block: Node, into: Any, _bullet: str) -> None:
        for item in block["items"]:
            self.blocks(item, into, "- ")

    def _ol(self, block: Node, into: Any, _bullet: str) -> None:
        for number, item in enumerate(block["items"], block["start"]):
            self.blocks(item, into, f"{number}) ")

    def _quote(self, block: Node, into: Any, bullet: str) -> None:
        self.blocks(block["c"], into, bullet)

    _note = _quote

    def _pre(self, block: Node, into: Any, _bullet: str) -> None:
        for text in block["t"].split("\n"):
            self._say(self._line(into), text, {"code"})

    def _facts(self, block: Node, into: Any, _bullet: str) -> None:
        for row in block["rows"]:
            inside = row["c"]
            if inside[0]["k"] == "p":
                line = self._line(into)
                self._say(line, f"{row['label']}: ", {"b"})
                self._runs(line, inside[0]["c"], set(), into, "")
            else:
                self._say(self._line(into), f"{row['label']}:", {"b"})
                self.blocks(inside, into)

    def _table(self, block: Node, into: Any = None, _bullet: str = "") -> None:
        if into is not None:  # a table in a cell is written as lines
            for each in block["cells"]:
                self.blocks(each["c"], into)
            return
        table = self.document.add_table(rows=block["rows"], cols=block["columns"], style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        whole = sum(block["widths"])
        for column, share in zip(table.columns, block["widths"], strict=True):
            column.width = Cm(LINE * share / whole)
        grid = [list(row.cells) for row in table.rows]
        for each in block["cells"]:
            self._cell(grid, each, LINE / whole, block["widths"])
        for row in table.rows[: block["heads"]]:
            _repeat(row)

    def _cell(self, grid: list[list[Any]], each: Node, share: float, widths: Sequence[float]) -> None:
        x, y, wide, high = each["x"], each["y"], each["w"], each["h"]
        cell = grid[y][x]
        cell.width = Cm(share * sum(widths[x : x + wide]))
        if wide > 1 or high > 1:
            cell = cell.merge(grid[y + high - 1][x + wide - 1])
        self.blocks(each["c"], cell)
        if each["a"] in _SIDES:
            for line in cell.paragraphs:
                line.alignment = _SIDES[each["a"]]

    def _say(self, line: Any, text: str, looks: Iterable[str] = ()) -> Any:
        run = line.add_run(clean(text))
        for look in looks:
            if look in _LOOKS:
                setattr(run, _LOOKS[look], True)
            elif look == "s":
                run.font.strike = True
            elif look in ("sub", "sup"):
                setattr(run.font, "subscript" if look == "sub" else "superscript", True)
        return run


def _field(line: Any, name: str) -> None:
    """A number that Word works out: the page, or how many there are."""
    run = line.add_run()
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        made = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            made.set(qn("w:fldCharType"), kind)
        else:
            made.text = text
        run._r.append(made)


def _repeat(row: Any) -> None:
    """The row stands again at the head of each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
