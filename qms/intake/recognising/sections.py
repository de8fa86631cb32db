"""The document as sections, also where agencies put the sections of part 5 into one large table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qms.intake.blocks import Block, Paragraph, Row, Table, Where, own_cells
from qms.intake.recognising.headings import Heading, Topic, heading_in, topic_of
from qms.kernel.text import clean_line

_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?")  # "5.1"; a plain number counts rows
_FRONT = frozenset({Topic.AMENDMENTS, Topic.DISTRIBUTION})  # headings of the pages before the first section


@dataclass
class Section:
    """A heading with the blocks under it, up to the next heading."""

    heading: Heading
    block: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Parts:
    """The cover with the pages before the first section, and the sections."""

    front: tuple[Block, ...]
    sections: tuple[Section, ...]


def parts_of(blocks: Sequence[Block]) -> Parts:
    """The blocks of the body, divided at headings."""
    front: list[Block] = []
    sections: list[Section] = []
    for block in _unfolded(blocks):
        heading = heading_in(block) if isinstance(block, Paragraph) else None
        if isinstance(block, Paragraph) and heading and (sections or _is_first(heading)):
            sections.append(Section(heading, block.number))
            if heading.rest:
                sections[-1].blocks.append(replace(block, text=heading.rest, label="", level=0))
        elif sections:
            sections[-1].blocks.append(block)
        else:
            front.append(block)
    return Parts(tuple(front), tuple(sections))


def _is_first(heading: Heading) -> bool:
    return heading.topic not in _FRONT and (
        heading.topic is not Topic.OTHER or heading.number in ("1", "I", "A")
    )


def _unfolded(blocks: Sequence[Block]) -> list[Block]:
    unfolded: list[Block] = []
    for block in blocks:
        if block.where is not Where.BODY:
            continue
        is_folded = isinstance(block, Table) and sum(_title_in(row) is not None for row in block.rows) >= 2
        unfolded += _cut(block) if isinstance(block, Table) and is_folded else [block]
    return unfolded


def _title_in(row: Row) -> tuple[str, str] | None:
    """The number and title of a section that a row of a table is the heading of: "5.1 | Cơ sở pháp lý"."""
    cells = own_cells(row)
    if len(cells) < 2 or not _NUMBER.fullmatch(clean_line(cells[0].text)):
        return None
    title = clean_line(cells[1].text)
    is_known = topic_of(title) is not Topic.OTHER and len(title) <= 80
    return (clean_line(cells[0].text).rstrip("."), title) if is_known else None


def _cut(table: Table) -> list[Block]:
    """A table whose rows are headings and what stands under them, as headings, text and smaller tables."""
    cut: list[Block] = []
    rows: list[Row] = []
    start = 0

    def close() -> None:
        if not rows:
            return
        if all(len(own_cells(row)) == 1 for row in rows):
            cut.extend(_as_text(table, rows))
        else:
            cut.append(replace(table, rows=tuple(rows), skipped=start))
        rows.clear()

    for number, row in enumerate(table.rows):
        title = _title_in(row)
        if title is None:
            if not rows:
                start = number
            rows.append(row)
            continue
        close()
        cut.append(Paragraph(table.number, f"{title[0]} {title[1]}", level=2, bold=True))
        others = own_cells(row)[2:]
        if any(cell.text.strip() for cell in others):  # "Thành phần hồ sơ | Bản chính | Bản sao" heads a list
            start = number
            rows.append(row)
    close()
    return cut


def _as_text(table: Table, rows: Sequence[Row]) -> list[Block]:
    return [
        Paragraph(table.number, line.strip())
        for row in rows
        for line in row[0].text.split("\n")
        if line.strip()
    ]
