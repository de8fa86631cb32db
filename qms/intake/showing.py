"""The original as it is shown: tables with their merged cells as one."""

from __future__ import annotations

from dataclasses import dataclass

from qms.intake.blocks import Table


@dataclass(frozen=True)
class Shown:
    """A cell as HTML needs it."""

    text: str
    bold: bool
    columns: int
    rows: int


def spans(table: Table) -> list[list[Shown]]:
    """The rows of a table with each merged cell once, at its upper left place."""
    shown = []
    for place, row in enumerate(table.rows):
        line = []
        for column, cell in enumerate(row):
            if cell.across or cell.down:
                continue
            width = _run([each.across for each in row[column + 1 :]])
            below = [each[column].down if column < len(each) else False for each in table.rows[place + 1 :]]
            line.append(Shown(cell.text, cell.bold, 1 + width, 1 + _run(below)))
        shown.append(line)
    return shown


def _run(marks: list[bool]) -> int:
    """How many marks in a row stand at the beginning."""
    return next((place for place, mark in enumerate(marks) if not mark), len(marks))
