"""Cells of the matrix of what was audited, as HTML: short marks, each explained once below the matrix.

A matrix has thousands of cells of few kinds; each kind is made once a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup

from qms.audits.rules.coverage import Cell
from qms.audits.rules.lines import Result
from qms.foundation.texts import _, _l

MARKS = {
    Result.CONFORMING: _l("C"),
    Result.MINOR: _l("Mi"),
    Result.MAJOR: _l("Ma"),
    Result.OBSERVATION: _l("Ob"),
    Result.OPPORTUNITY: _l("OI"),
    Result.NOT_APPLICABLE: _l("NA"),
}


def marks() -> list[tuple[Any, Result]]:
    """Each mark with the result that it stands for."""
    return [(mark, result) for result, mark in MARKS.items()]


def row_maker() -> Callable[[Iterable[Cell]], Markup]:
    """What makes the cells of a row in the reader's language; for one page."""
    made: dict[Any, Markup] = {}

    def html(cell: Cell) -> Markup:
        kind = _kind(cell)
        if kind not in made:
            made[kind] = _html(cell)
        return made[kind]

    return lambda cells: Markup("").join(map(html, cells))


def _kind(cell: Cell) -> tuple[Any, ...]:
    """Cells of one kind look the same."""
    look = cell.look
    said = (look.result, look.on.year if cell.is_past else 0) if look else None
    return said, cell.is_long_ago, cell.findings, cell.month


def _html(cell: Cell) -> Markup:
    parts = []
    if cell.look is not None:
        tone = "past" if cell.is_past else cell.look.result.tone
        parts.append(Markup('<span class="mark mark--{}">{}</span>').format(tone, MARKS[cell.look.result]))
        if cell.is_past:
            parts.append(Markup("<small>{}</small>").format(cell.look.on.year))
    if cell.findings:
        parts.append(Markup("<b>{}</b>").format(_("%(number)s open", number=cell.findings)))
    if cell.month is not None:
        parts.append(Markup("<i>{}</i>").format(_("mo. %(number)s", number=cell.month)))
    ground = Markup(' class="long-ago"') if cell.is_long_ago else Markup("")
    return Markup("<td{}>{}</td>").format(ground, Markup(" ").join(parts))
