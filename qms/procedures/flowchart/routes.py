"""Which way each line takes through the grid of rows and lanes, before anything has a size.

The grid has a row per node and slots from left to right: gutter 0, lane 0, gutter 1, lane 1, … Each node
stands in the middle of its lane and alone in its row. A route has at most three stretches: level from the
source's port to a slot, upright in that slot, level from there to the target's port.

Lines keep clear of boxes and of each other because every stretch has its place and its owner:

* level stretches run above a row (ENTRY, owned by the node below), through the middle of a row beside its
  only box (SIDE, owned by that box: for ways out or for ways in, never both on one side) or below a row
  (EXIT, owned by the node above);
* upright stretches run in a gutter, where each gets a track of its own (tracks.py), or in the middle of a
  lane between two boxes, where two routes may meet only if they have the same source or the same target.

The way "below, gutter, above" is always free; the others are taken when they are and cost less.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from qms.procedures.flowchart.geometry import Way
from qms.procedures.flowchart.graph import Edge, NodeKind

ENTRY, TOP, SIDE, BOTTOM, EXIT = range(5)
ROW = 8
"""Heights are counted in steps of ROW per row: row * ROW + ENTRY, TOP, SIDE, BOTTOM or EXIT."""


class Port(StrEnum):
    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"


class Use(StrEnum):
    """What a side of a box serves."""

    IN = "in"
    IN_BACK = "in, back"
    OUT = "out"
    OUT_NAMED = "out, with a condition"


@dataclass(frozen=True, slots=True)
class Route:
    """The way of an edge: out at ``exit``, upright in ``slot``, in at ``entry``."""

    edge: Edge
    exit: Port
    slot: int
    entry: Port
    from_slot: int
    to_slot: int

    @property
    def leaves(self) -> int:
        """The height at which the upright stretch begins."""
        row = self.edge.source * ROW
        if self.exit is not Port.BOTTOM:
            return row + SIDE
        return row + (BOTTOM if self.slot == self.from_slot else EXIT)

    @property
    def arrives(self) -> int:
        """The height at which the upright stretch ends."""
        row = self.edge.target * ROW
        if self.entry is not Port.TOP:
            return row + SIDE
        return row + (TOP if self.slot == self.to_slot else ENTRY)

    @property
    def span(self) -> tuple[int, int]:
        """The upright stretch from above to below."""
        leaves, arrives = self.leaves, self.arrives
        return (leaves, arrives) if leaves < arrives else (arrives, leaves)

    @property
    def in_gutter(self) -> bool:
        return self.slot % 2 == 0

    @property
    def turns_below(self) -> bool:
        """Whether it turns aside under its source."""
        return self.exit is Port.BOTTOM and self.slot != self.from_slot

    @property
    def turns_above(self) -> bool:
        """Whether it comes from aside above its target."""
        return self.entry is Port.TOP and self.slot != self.to_slot

    @property
    def bends(self) -> int:
        out = 1 if self.exit is not Port.BOTTOM else 2 * (self.slot != self.from_slot)
        return out + (1 if self.entry is not Port.TOP else 2 * (self.slot != self.to_slot))


BEND = 10.0
CROSSING = 7.0
SLOT = 0.6  # for each slot that a level stretch covers
GUTTER = 1.0
TASK_SIDE_EXIT = 3.0  # a task is left from below where that costs no bend
SIDE_ENTRY = 2.0  # ways ahead come from above, ways back from the side
DECISION_ENTRY = 9.0  # the corners of a decision are for its exits
UNWANTED = 13.0  # a side that a way back needs
MIXED = 4.0  # ways ahead and ways back that join
SHARED_BOTTOM = 14.0  # two answers of a decision through one corner
AGAINST_CUSTOM = 4.0  # with one lane, ways back run on the left and ways ahead on the right


class Router:
    """Finds the routes of all edges, the shortest edges first."""

    def __init__(self, lanes: list[int], kinds: list[NodeKind], edges: tuple[Edge, ...]) -> None:
        self._lanes = lanes
        self._kinds = kinds
        self._edges = edges
        self._rows_of: dict[int, list[int]] = defaultdict(list)
        for row, lane in enumerate(lanes):
            self._rows_of[lane].append(row)
        self._sides: dict[tuple[int, Port], Use] = {}
        self._bottoms: dict[int, list[Route]] = defaultdict(list)
        self._middles: dict[int, list[Route]] = defaultdict(list)
        self._levels: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        self._uprights: dict[int, list[Route]] = defaultdict(list)
        self._wanted = self._wanted_by_ways_back()

    def routes(self) -> list[Route]:
        """One route for each edge, in the order of the edges."""
        found: dict[int, Route] = {}
        for edge in sorted(self._edges, key=lambda e: (abs(e.target - e.source), e.way is Way.BACK, e.index)):
            route = self._best(edge)
            self._take(route)
            found[edge.index] = route
        return [found[edge.index] for edge in self._edges]

    def _wanted_by_ways_back(self) -> set[tuple[int, Port]]:
        """The corners of decisions that look towards where they send back."""
        return {
            (edge.source, Port.LEFT if self._lanes[edge.target] <= self._lanes[edge.source] else Port.RIGHT)
            for edge in self._edges
            if edge.way is Way.BACK and self._kinds[edge.source] is NodeKind.DECISION
        }

    # -- the possible ways ---------------------------------------------------------------------------

    def _candidates(self, edge: Edge) -> Iterator[Route]:
        source, target = 2 * self._lanes[edge.source] + 1, 2 * self._lanes[edge.target] + 1
        if edge.target > edge.source:
            yield from self._through_lanes(edge, source, target)
        low, high = min(source, target) - 1, max(source, target) + 1
        for slot in sorted({low, high, source - 1, source + 1, target - 1, target + 1}):
            if not low <= slot <= high:
                continue
            out = Port.LEFT if slot < source else Port.RIGHT
            into = Port.LEFT if slot < target else Port.RIGHT
            for leave in (out, Port.BOTTOM):
                for enter in (into, Port.TOP):
                    if edge.source == edge.target and leave is not Port.BOTTOM and enter is not Port.TOP:
                        continue
                    yield Route(edge, leave, slot, enter, source, target)

    def _through_lanes(self, edge: Edge, source: int, target: int) -> Iterator[Route]:
        """Ways down the middle of the source's or the target's lane, where no box stands in between."""
        below = self._next_in_lane(edge.source)
        if source == target:
            if below == edge.target:
                yield Route(edge, Port.BOTTOM, source, Port.TOP, source, target)
            return
        if below is None or below > edge.target:
            side = Port.LEFT if source < target else Port.RIGHT
            yield Route(edge, Port.BOTTOM, source, side, source, target)
            yield Route(edge, Port.BOTTOM, source, Port.TOP, source, target)
        above = self._last_in_lane(edge.target)
        if above is None or above < edge.source:
            side = Port.RIGHT if source < target else Port.LEFT
            yield Route(edge, side, target, Port.TOP, source, target)
            yield Route(edge, Port.BOTTOM, target, Port.TOP, source, target)

    def _next_in_lane(self, row: int) -> int | None:
        rows = self._rows_of[self._lanes[row]]
        place = bisect_left(rows, row) + 1
        return rows[place] if place < len(rows) else None

    def _last_in_lane(self, row: int) -> int | None:
        rows = self._rows_of[self._lanes[row]]
        place = bisect_left(rows, row) - 1
        return rows[place] if place >= 0 else None

    # -- which of them is free -----------------------------------------------------------------------

    def _is_free(self, route: Route) -> bool:
        return self._exit_is_free(route) and self._entry_is_free(route) and self._middle_is_free(route)

    def _exit_is_free(self, route: Route) -> bool:
        edge = route.edge
        if route.exit is not Port.BOTTOM:
            used = self._sides.get((edge.source, route.exit))
            return used is None or (used is Use.OUT and not edge.condition)
        if route.turns_below:
            return True
        others = [other for other in self._bottoms[edge.source] if not other.turns_below]
        return not others or not (edge.condition or any(other.edge.condition for other in others))

    def _entry_is_free(self, route: Route) -> bool:
        if route.entry is Port.TOP:
            return True
        used = self._sides.get((route.edge.target, route.entry))
        return used is None or used in {Use.IN, Use.IN_BACK}

    def _middle_is_free(self, route: Route) -> bool:
        if route.in_gutter:
            return True
        low, high = route.span
        return all(
            high < other.span[0]
            or other.span[1] < low
            or other.edge.source == route.edge.source
            or other.edge.target == route.edge.target
            for other in self._middles[route.slot]
        )

    # -- what they cost ------------------------------------------------------------------------------

    def _best(self, edge: Edge) -> Route:
        ranked = sorted(
            ((self._cost(route), order, route) for order, route in enumerate(self._candidates(edge))),
            key=lambda entry: entry[:2],
        )
        best: Route | None = None
        lowest = 0.0
        for cost, _, route in ranked:
            if best and cost >= lowest:
                break
            if self._is_free(route):
                total = cost + CROSSING * self._crossings(route)
                if best is None or total < lowest:
                    best, lowest = route, total
        assert best is not None, "the way below, gutter, above is always free"
        return best

    def _cost(self, route: Route) -> float:
        covered = abs(route.slot - route.from_slot) + abs(route.slot - route.to_slot)
        cost = BEND * route.bends + SLOT * covered + GUTTER * route.in_gutter
        return cost + self._exit_cost(route) + self._entry_cost(route) + self._custom_cost(route)

    def _exit_cost(self, route: Route) -> float:
        row, back = route.edge.source, route.edge.way is Way.BACK
        decision = self._kinds[row] is NodeKind.DECISION
        if route.exit is Port.BOTTOM:
            return SHARED_BOTTOM if decision and self._bottoms[row] else 0.0
        cost = TASK_SIDE_EXIT if not decision or route.edge.way is Way.NEXT else 0.0
        if not back and (row, route.exit) in self._wanted:
            cost += UNWANTED
        return cost

    def _entry_cost(self, route: Route) -> float:
        if route.entry is Port.TOP:
            return 0.0
        row, back = route.edge.target, route.edge.way is Way.BACK
        cost = 0.0 if back else SIDE_ENTRY
        if self._kinds[row] is NodeKind.DECISION:
            cost += DECISION_ENTRY
        if (row, route.entry) in self._wanted:
            cost += UNWANTED
        if self._sides.get((row, route.entry)) is (Use.IN if back else Use.IN_BACK):
            cost += MIXED
        return cost

    def _custom_cost(self, route: Route) -> float:
        """In one lane nothing says on which side to go, so custom does."""
        if route.from_slot != route.to_slot or not route.in_gutter:
            return 0.0
        leftward = route.slot < route.from_slot
        return AGAINST_CUSTOM if leftward != (route.edge.way is Way.BACK) else 0.0

    # -- crossings -----------------------------------------------------------------------------------

    def _stretches(self, route: Route) -> Iterator[tuple[int, int, int]]:
        """The level stretches: height, leftmost slot, rightmost slot."""
        for slot, height in ((route.from_slot, route.leaves), (route.to_slot, route.arrives)):
            if slot != route.slot:
                yield height, min(slot, route.slot), max(slot, route.slot)

    def _crossings(self, route: Route) -> int:
        """With how many stretches of the routes so far it crosses, as far as slots tell."""
        count = 0
        for height, left, right in self._stretches(route):
            for other in self._uprights[height // ROW]:
                low, high = other.span
                count += left < other.slot < right and low < height < high
        low, high = route.span
        for row in range(low // ROW, high // ROW + 1):
            for height, left, right in self._levels[row]:
                count += left < route.slot < right and low < height < high
        return count

    def _take(self, route: Route) -> None:
        edge = route.edge
        if route.exit is Port.BOTTOM:
            self._bottoms[edge.source].append(route)
        else:
            self._sides[edge.source, route.exit] = Use.OUT_NAMED if edge.condition else Use.OUT
        if route.entry is not Port.TOP:
            self._sides[edge.target, route.entry] = Use.IN_BACK if edge.way is Way.BACK else Use.IN
        if not route.in_gutter:
            self._middles[route.slot].append(route)
        low, high = route.span
        for row in range(low // ROW, high // ROW + 1):
            self._uprights[row].append(route)
        for height, left, right in self._stretches(route):
            self._levels[height // ROW].append((height, left, right))
