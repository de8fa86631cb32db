"""Lists of a procedure: papers of the dossier, forms, records, amendments, receivers; as tables or as lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qms.intake.blocks import Row
from qms.intake.reading import Amendment, Receiver
from qms.intake.recognising.tables import Column, Known
from qms.intake.recognising.words import form_of, number_in, without_bullet
from qms.kernel.text import clean_line, fold
from qms.procedures.structure import Component, FormUse, RecordKept

_COUNT = re.compile(r"[,(]?\s*(\d{1,2})?\s*(?:\(\w+\)\s*)?ban (chinh|goc|sao)[^,;()]*\)?")


def amendments_in(table: Known) -> tuple[Amendment, ...]:
    """The rows that say something of an amendment."""
    return tuple(
        Amendment(
            what=what,
            place=table.text(row, Column.PLACE),
            issue=table.text(row, Column.ISSUE),
            on=table.text(row, Column.DAY),
            why=table.text(row, Column.WHY),
        )
        for _number, row in table.rows
        if (what := table.text(row, Column.WHAT))
    )


def receivers_in(table: Known) -> tuple[Receiver, ...]:
    """The lines of a distribution list."""
    return tuple(
        Receiver(name, table.text(row, Column.COPIES))
        for _number, row in table.rows
        if (name := table.text(row, Column.NAME))
    )


def components_in(table: Known) -> tuple[tuple[Component, ...], bool]:
    """The papers of a dossier, and whether every count could be read."""
    found, is_sure = [], True
    for _number, row in table.rows:
        name = without_bullet(table.text(row, Column.NAME)).rstrip(" ;.")
        if not name:
            continue
        originals, sure_of_originals = _count(table, row, Column.ORIGINALS)
        copies, sure_of_copies = _count(table, row, Column.COPIES)
        is_sure &= sure_of_originals and sure_of_copies
        found.append(
            Component(
                name=name,
                originals=originals,
                copies=copies,
                condition=table.text(row, Column.NOTE),
                form=table.text(row, Column.FORMS),
            )
        )
    return tuple(found), is_sure


def _count(table: Known, row: Row, column: Column) -> tuple[int | None, bool]:
    """How many are asked for; a cross is one."""
    text = table.text(row, column)
    if not text.strip("-–/ "):
        return (0 if column in table.columns else None), True
    if text.lower() in ("x", "✓", "√", "v"):
        return 1, True
    number = number_in(text)
    return number, number is not None


def component_of(line: str) -> Component:
    """A paper of a list: "- Đơn đề nghị (01 bản chính)"."""
    text = without_bullet(line).rstrip(" ;.")
    originals = copies = None
    for found in _COUNT.finditer(fold(text)):
        number = int(found[1]) if found[1] else 1
        if found[2] == "sao":
            copies = number
        else:
            originals = number
    first = _COUNT.search(fold(text))
    name = text
    if first and first.end() == len(text) and first.start():
        name = text[: first.start()].rstrip(" ,(:–-")
    return Component(name=name, originals=originals, copies=copies)


def forms_in(table: Known) -> tuple[FormUse, ...]:
    """The forms of a list."""
    found = []
    for _number, row in table.rows:
        name, code = table.text(row, Column.NAME), table.text(row, Column.CODE)
        if name or code:
            found.append(FormUse(name or code, code.strip("-– ")) if code else form_of(name))
    return tuple(found)


def records_in(table: Known) -> tuple[RecordKept, ...]:
    """The records of a list."""
    return tuple(
        RecordKept(
            name=name,
            place=table.text(row, Column.PLACE),
            retention=table.text(row, Column.RETENTION),
            medium=table.text(row, Column.MEDIUM),
        )
        for _number, row in table.rows
        if (name := without_bullet(table.text(row, Column.NAME)))
    )


def pipe_table(rows: Sequence[Row]) -> str:
    """A table as Markdown; what is merged is repeated, lines of a cell are divided by semicolons."""
    width = max((len(row) for row in rows), default=0)
    lines = []
    for number, row in enumerate(rows):
        cells = [_cell_text(cell.text) for cell in row] + [""] * (width - len(row))
        lines.append(f"| {' | '.join(cells)} |")
        if number == 0:
            lines.append(f"|{' --- |' * width}")
    return "\n".join(lines)


def _cell_text(text: str) -> str:
    lines = (without_bullet(line).rstrip(" ;") for line in text.split("\n"))
    written = clean_line("; ".join(line for line in lines if line))
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", written)
