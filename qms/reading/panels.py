"""Figures for the dashboard: how much of what is to be read has been read, by unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qms.foundation.access import Actor, can
from qms.foundation.feature import Bar, Panel, Series
from qms.foundation.texts import _l
from qms.reading.addresses import COVERAGE, unit_address
from qms.reading.policy import OVERSEE
from qms.reading.queries.coverage import UnitLine, by_unit
from qms.reading.rules import total

MOST_BARS = 12


def panels_of(actor: Actor, today: date) -> Iterator[Panel]:
    """What this person may see of the whole."""
    if can(actor, OVERSEE):
        yield _by_unit(by_unit(today))


def _by_unit(lines: list[UnitLine]) -> Panel:
    """The units with the most late ones."""
    whole = total(line.count for line in lines)
    worst = sorted(lines, key=lambda line: (-line.count.late, -line.count.open, line.name))[:MOST_BARS]
    return Panel(
        key="reading-by-unit",
        title=_l("Read and understood, by unit"),
        figure="–" if whole.percent is None else f"{whole.percent} %",
        figure_label=_l("of what is to be read was read"),
        tone="danger" if whole.late else "success",
        url=COVERAGE,
        bars_label=_l("Unit"),
        series=(
            Series(_l("read and understood"), "success"),
            Series(_l("to be read"), "info"),
            Series(_l("late"), "danger"),
        ),
        bars=tuple(
            Bar(
                line.name or _l("Without a unit"),
                (line.count.confirmed, line.count.open - line.count.late, line.count.late),
                unit_address(line.unit_id) if line.unit_id else "",
            )
            for line in worst
        ),
        empty=_l("Nobody is asked to read anything yet."),
    )
