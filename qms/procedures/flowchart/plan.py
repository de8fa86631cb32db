"""From routes to positions: how wide the lanes and gutters are, how high the rows, where every line bends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qms.procedures.flowchart import tracks
from qms.procedures.flowchart.conditions import (
    ABOVE,
    BESIDE,
    Below,
    Condition,
    below,
    condition_of,
    half_lane,
    head_room,
)
from qms.procedures.flowchart.geometry import Anchor, Label, Line, Point, Rect
from qms.procedures.flowchart.routes import Port, Route
from qms.procedures.flowchart.shapes import Figure

GAP = 36.0  # between two rows where nothing else asks for more
ARROW = 20.0  # the last stretch into a box: the arrow and the number above it
JOIN = 14.0  # between a turn and the level on which lines join above a box
CLEAR = 3.0  # between a turn and a break
TRACK = 11.0  # between two tracks
MARGIN = 16.0  # between the boxes of a lane and the gutter
SHORE = 9.0  # between the edge of a gutter and its first track
INNER_GUTTER = 10.0
OUTER_GUTTER = 4.0


@dataclass(frozen=True, slots=True)
class Row:
    """What a layout asks of a row: its figure, its lane, and room for text beside the flow."""

    figure: Figure
    lane: int
    beside: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """All positions, for the layouts to draw from."""

    rects: tuple[Rect, ...]  # by row
    lines: tuple[Line, ...]  # by edge
    labels: tuple[Label, ...]
    breaks: tuple[float, ...]  # between the rows: heights that only upright lines cross
    bottom: float


class Planner:
    """Settles first what lies across (``lanes``), which heads may need, then with ``plan`` what lies down."""

    def __init__(
        self,
        rows: Sequence[Row],
        routes: Sequence[Route],
        *,
        left: float,
        label_width: float,
        least_width: float = 0.0,
    ) -> None:
        self._rows = rows
        self._routes = routes
        self._conditions: dict[int, Condition] = {}
        self._by_source: dict[int, list[Route]] = defaultdict(list)
        self._joined = {route.edge.target for route in routes if route.turns_above}
        for route in routes:
            self._by_source[route.edge.source].append(route)
            if condition := condition_of(route, rows[route.edge.source].figure, label_width):
                self._conditions[route.edge.index] = condition
        borders = self._across(left, least_width)
        self.lanes = list(pairwise(borders))
        """The left and right border of each lane."""

    def plan(self, top: float) -> Plan:
        """Places everything below ``top``."""
        stems = [
            below([r for r in self._by_source[n] if r.exit is Port.BOTTOM], self._conditions)
            for n in range(len(self._rows))
        ]
        heights = self._down(top, stems)
        rects = [self._rect(row, y) for row, y in zip(self._rows, heights, strict=True)]
        return Plan(
            rects=tuple(rects),
            lines=tuple(self._line(route, rects, stems) for route in self._routes),
            labels=tuple(self._labels(rects, stems)),
            breaks=tuple(self._break(row, rects, stems) for row in range(1, len(rects))),
            bottom=max(rects[-1].bottom + stems[-1].depth, heights[-1] + self._rows[-1].beside),
        )

    def _rect(self, row: Row, y: float) -> Rect:
        figure = row.figure
        middle = self._slots[2 * row.lane + 1]
        return Rect(middle - figure.width / 2, y - figure.height / 2, figure.width, figure.height)

    # -- across --------------------------------------------------------------------------------------

    def _across(self, left: float, least_width: float) -> list[float]:
        """Settles the x of every slot and track; returns the borders of the lanes."""
        halves = self._half_lanes()
        track_of, counts = tracks.assign(self._routes)
        gutters = [self._gutter(counts.get(2 * n, 0), n in {0, len(halves)}) for n in range(len(halves) + 1)]
        slack = max(0.0, least_width - sum(gutters) - 2 * sum(halves)) / len(halves) / 2
        self._slots: dict[int, float] = {}
        borders: list[float] = []
        x = left
        for n, (gutter, half) in enumerate(zip(gutters, [*halves, 0.0], strict=True)):
            self._slots[2 * n] = x + SHORE
            borders.append(x + gutter / 2 - (TRACK / 2 if counts.get(2 * n, 0) % 2 else 0))
            x += gutter
            if n < len(halves):
                whole = float(round(half + slack))
                self._slots[2 * n + 1] = x + whole
                x += 2 * whole
        borders[0], borders[-1] = left, x
        self._tracks = {n: self._slots[self._routes[n].slot] + TRACK * track for n, track in track_of.items()}
        return borders

    def _half_lanes(self) -> list[float]:
        halves = [0.0] * (1 + max(row.lane for row in self._rows))
        for n, row in enumerate(self._rows):
            half = max(row.figure.width / 2 + MARGIN, half_lane(row.figure, self._conditions_of(n)))
            halves[row.lane] = max(halves[row.lane], half)
        return halves

    @staticmethod
    def _gutter(tracks_in_it: int, outer: bool) -> float:
        if tracks_in_it:
            return 2 * SHORE + (tracks_in_it - 1) * TRACK
        return OUTER_GUTTER if outer else INNER_GUTTER

    def _conditions_of(self, row: int) -> list[Condition]:
        found = (self._conditions.get(route.edge.index) for route in self._by_source[row])
        return [condition for condition in found if condition]

    # -- down ----------------------------------------------------------------------------------------

    def _over(self, row: int) -> float:
        """How far labels beside the corners of a box reach above it."""
        figure = self._rows[row].figure
        return max(0.0, head_room(self._conditions_of(row)) - figure.height / 2)

    def _down(self, top: float, stems: Sequence[Below]) -> list[float]:
        """The middles of the rows."""
        first = self._rows[0]
        y = top + max(first.figure.height / 2 + self._over(0), first.beside)
        if 0 in self._joined:
            y += JOIN
        heights = [y]
        for n, (row, following) in enumerate(pairwise(self._rows)):
            even = row.figure.height / 2 + GAP + self._over(n + 1) + following.figure.height / 2
            y += max(even, self._reach_down(n, stems[n]) + self._reach_up(n + 1))
            heights.append(y)
        return heights

    def _reach_down(self, row: int, stem: Below) -> float:
        """From the middle of a row down to where nothing of it stands but upright lines."""
        below = stem.depth + CLEAR if stem.depth else 0.0
        return max(self._rows[row].figure.height / 2 + below, self._rows[row].beside)

    def _reach_up(self, row: int) -> float:
        """From the middle of a row up to where nothing of it stands but upright lines."""
        joint = self._rows[row].figure.height / 2 + self._over(row) + ARROW
        return max(joint + (JOIN if row in self._joined else -CLEAR), self._rows[row].beside)

    def _break(self, row: int, rects: Sequence[Rect], stems: Sequence[Below]) -> float:
        """A height above a row at which a page may be cut: only upright lines cross it."""
        before, after = rects[row - 1], rects[row]
        highest = before.centre.y + self._reach_down(row - 1, stems[row - 1])
        lowest = after.centre.y - self._reach_up(row) + (JOIN / 2 if row in self._joined else 0)
        return min(max((before.bottom + after.y) / 2, highest), lowest)

    # -- lines ---------------------------------------------------------------------------------------

    def _joint(self, row: int, rects: Sequence[Rect]) -> float:
        """The level on which lines from aside join above a box."""
        return rects[row].y - self._over(row) - ARROW

    def _line(self, route: Route, rects: Sequence[Rect], stems: Sequence[Below]) -> Line:
        edge = route.edge
        source, target = rects[edge.source], rects[edge.target]
        x = self._tracks[edge.index] if route.in_gutter else self._slots[route.slot]
        if route.exit is Port.BOTTOM:
            points = [Point(source.centre.x, source.bottom)]
            if route.turns_below:
                level = source.bottom + stems[edge.source].turns[edge.index]
                points += [Point(source.centre.x, level), Point(x, level)]
        else:
            start = source.x if route.exit is Port.LEFT else source.right
            points = [Point(start, source.centre.y), Point(x, source.centre.y)]
        if route.entry is Port.TOP:
            if route.turns_above:
                level = self._joint(edge.target, rects)
                points += [Point(x, level), Point(target.centre.x, level)]
            points.append(Point(target.centre.x, target.y))
        else:
            end = target.x if route.entry is Port.LEFT else target.right
            points += [Point(x, target.centre.y), Point(end, target.centre.y)]
        return Line(edge.source, edge.target, edge.way, tuple(points))

    def _labels(self, rects: Sequence[Rect], stems: Sequence[Below]) -> list[Label]:
        labels: list[Label] = []
        for n, stem in enumerate(stems):
            for condition, depth, anchor in stem.labels:
                aside = BESIDE if anchor is Anchor.START else -BESIDE
                labels.append(condition.at(rects[n].centre.x + aside, rects[n].bottom + depth, anchor))
        for condition in self._conditions.values():
            port, rect = condition.route.exit, rects[condition.route.edge.source]
            top = rect.centre.y - ABOVE - condition.height
            if port is Port.RIGHT:
                labels.append(condition.at(rect.right + BESIDE, top, Anchor.START))
            elif port is Port.LEFT:
                labels.append(condition.at(rect.x - BESIDE, top, Anchor.END))
        return labels
