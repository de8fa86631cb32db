"""The original as a row of numbered blocks: paragraphs and tables with every cell in its place.

Readers of files make them, recognising reads them, and the page that compares shows them beside what was
understood; so every value that was understood can say from which block, and which row of it, it came.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Where(StrEnum):
    BODY = "body"
    HEADER = "header"  # of the page, or its footer
    BOX = "box"  # a text box or a drawn shape


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. ``text`` may have several lines; ``label`` is what automatic numbering shows before it."""

    number: int
    text: str
    level: int = 0  # of a heading by its style, from 1; 0 is text
    bold: bool = False
    label: str = ""
    where: Where = Where.BODY
    page: int = 0

    @property
    def shown(self) -> str:
        """The text with its label, as it is read on paper."""
        return f"{self.label} {self.text}" if self.label else self.text


@dataclass(frozen=True)
class Cell:
    """One place of a table's grid. A merged cell is repeated in every place that it covers."""

    text: str
    bold: bool = False
    across: bool = False  # goes on from the place to its left
    down: bool = False  # goes on from the place above

    @property
    def lines(self) -> list[str]:
        return [line for line in self.text.split("\n") if line.strip()]


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A table; ``skipped`` is how many rows stand before it in the table that it was cut from."""

    number: int
    rows: tuple[Row, ...]
    where: Where = Where.BODY
    page: int = 0
    skipped: int = 0

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


Block = Paragraph | Table


def own_cells(row: Row) -> list[Cell]:
    """The cells of a row without those that go on from the left."""
    return [cell for cell in row if not cell.across]


def plain(blocks: Iterable[Block]) -> list[Any]:
    """The blocks as plain data for JSON."""
    return [_plain(block) for block in blocks]


def _plain(block: Block) -> Any:
    common = {"n": block.number, "where": block.where.value, "page": block.page}
    if isinstance(block, Paragraph):
        return common | {
            "text": block.text,
            "level": block.level,
            "bold": block.bold,
            "label": block.label,
        }
    return common | {
        "rows": [[[cell.text, cell.bold, cell.across, cell.down] for cell in row] for row in block.rows]
    }


def from_plain(data: Iterable[Any]) -> tuple[Block, ...]:
    """The blocks that ``plain`` wrote."""
    return tuple(_block(each) for each in data)


def _block(data: Any) -> Block:
    common = {"number": data["n"], "where": Where(data["where"]), "page": data["page"]}
    if "rows" in data:
        return Table(rows=tuple(tuple(Cell(*cell) for cell in row) for row in data["rows"]), **common)
    return Paragraph(text=data["text"], level=data["level"], bold=data["bold"], label=data["label"], **common)
