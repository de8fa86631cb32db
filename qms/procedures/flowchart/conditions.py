"""Where the conditions of the lines stand: next to their source, on a part of the line that is theirs alone.

Beside a corner, above the line; beside the stem under a box, above the turn; or, for a line that runs
straight down, beside the stem below all turns. Each place lies in the half of the source's lane in which no
other line can run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from qms.procedures.flowchart.geometry import Anchor, Label, Rect, Tone
from qms.procedures.flowchart.routes import Port, Route
from qms.procedures.flowchart.shapes import Figure, stack
from qms.procedures.flowchart.text import Face, widest, wrap

CONDITION = Face(12.5, 600)
BESIDE = 7.0  # between a label and the stem or the corner beside it
ABOVE = 4.0  # between a label and the line below it
UNDER = 6.0  # between a box or a turn and the label below it
TURN = 16.0  # the least stem between a box and a turn, and between two turns
EDGE = 5.0  # between a label and the gutter


@dataclass(frozen=True, slots=True)
class Condition:
    """A wrapped condition, not yet placed."""

    route: Route
    lines: tuple[str, ...]
    width: float
    height: float

    def at(self, x: float, top: float, anchor: Anchor) -> Label:
        """Its label with one side at ``x``: the left one if anchored at the start, else the right one."""
        texts = stack([(self.lines, CONDITION, Tone.CONDITION)], x, top, anchor)
        left = x if anchor is Anchor.START else x - self.width
        edge = self.route.edge
        return Label(edge.index, Rect(left, top, self.width, self.height), texts, edge.way)


def condition_of(route: Route, figure: Figure, limit: float) -> Condition | None:
    """The condition of a route in lines no wider than ``limit`` beside a corner; None where there is none."""
    text = route.edge.condition
    if not text:
        return None
    beside_stem = route.exit is Port.BOTTOM
    lines = wrap(text, max(limit, figure.width / 2) if beside_stem else limit, CONDITION)
    return Condition(route, lines, widest(lines, CONDITION) + 1, len(lines) * CONDITION.line)


@dataclass(slots=True)
class Below:
    """What happens under one box: the turns of its ways out, from above to below, and their labels.

    A way out with a condition has a turn of its own on its side; those without share one.
    """

    turns: dict[int, float] = field(default_factory=dict)  # by edge: how far below the box it turns
    labels: list[tuple[Condition, float, Anchor]] = field(default_factory=list)  # top, below the box
    depth: float = 0.0  # what of the stem is taken by turns and labels


def below(routes: Sequence[Route], conditions: dict[int, Condition]) -> Below:
    """Lays out the stem under a box; ``routes`` are those that leave it from below."""
    result = Below()
    sides = (
        _levels([r for r in routes if r.turns_below and r.slot < r.from_slot], conditions),
        _levels([r for r in routes if r.turns_below and r.slot > r.from_slot], conditions),
    )
    for place in range(max(map(len, sides))):
        level = [side[place] for side in sides if place < len(side)]
        found = [conditions[r.edge.index] for group in level for r in group if r.edge.index in conditions]
        tallest = max((condition.height for condition in found), default=0.0)
        result.depth += max(TURN, tallest + UNDER + ABOVE)
        for condition in found:
            leftward = condition.route.slot < condition.route.from_slot
            anchor = Anchor.END if leftward else Anchor.START
            result.labels.append((condition, result.depth - ABOVE - condition.height, anchor))
        result.turns.update((r.edge.index, result.depth) for group in level for r in group)
    for route in routes:
        straight = None if route.turns_below else conditions.get(route.edge.index)
        if straight:
            result.labels.append((straight, result.depth + UNDER, Anchor.START))
            result.depth += UNDER + straight.height
    return result


def _levels(routes: list[Route], conditions: dict[int, Condition]) -> list[list[Route]]:
    """The turns to one side from above to below: the farthest first, those without a condition together."""
    named = [[r] for r in routes if r.edge.index in conditions]
    named.sort(key=lambda level: -abs(level[0].slot - level[0].from_slot))
    silent = [r for r in routes if r.edge.index not in conditions]
    return [*named, silent] if silent else named


def half_lane(figure: Figure, conditions: Sequence[Condition]) -> float:
    """How far a lane must reach on each side of a figure's middle for the labels of its ways out."""
    return max(
        (
            condition.width + BESIDE + EDGE + (0 if condition.route.exit is Port.BOTTOM else figure.width / 2)
            for condition in conditions
        ),
        default=0.0,
    )


def head_room(conditions: Sequence[Condition]) -> float:
    """How far labels beside the corners of a figure reach above its middle."""
    beside = [c.height for c in conditions if c.route.exit is not Port.BOTTOM]
    return max(beside, default=-ABOVE) + ABOVE
