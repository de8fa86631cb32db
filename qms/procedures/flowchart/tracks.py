"""Side by side in a gutter: each upright stretch gets a track, and those with one target share theirs.

Stretches that come from the left and return to the left lie at the left of the gutter, short ones nearest to
the boxes, so that nested loops do not cross; likewise at the right; those that pass through lie between.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from qms.procedures.flowchart.routes import Route

LEFT, THROUGH, RIGHT = range(3)


@dataclass(slots=True)
class Bundle:
    """The stretches of one gutter that lead to one target on one kind of way."""

    routes: list[Route]
    low: int
    high: int

    def add(self, route: Route) -> None:
        low, high = route.span
        self.routes.append(route)
        self.low, self.high = min(self.low, low), max(self.high, high)

    def meets(self, other: Bundle) -> bool:
        return self.low <= other.high and other.low <= self.high


def _side(route: Route) -> int:
    from_left, to_left = route.from_slot < route.slot, route.to_slot < route.slot
    if from_left != to_left:
        return THROUGH
    return LEFT if from_left else RIGHT


def assign(routes: Iterable[Route]) -> tuple[dict[int, int], dict[int, int]]:
    """The track of each edge (by its index), and the number of tracks of each gutter (by its slot)."""
    bundles: dict[tuple[int, int], dict[int, Bundle]] = defaultdict(dict)
    for route in routes:
        if route.in_gutter:
            low, high = route.span
            group = bundles[route.slot, _side(route)]
            group.setdefault(route.edge.target, Bundle([], low, high)).add(route)
    tracks: dict[int, int] = {}
    used: dict[int, int] = defaultdict(int)
    for slot, side in sorted(bundles):
        placed = _place(bundles[slot, side].values())
        count = 1 + max(place for place, _ in placed)
        for place, bundle in placed:
            track = used[slot] + (count - 1 - place if side == RIGHT else place)
            tracks.update((route.edge.index, track) for route in bundle.routes)
        used[slot] += count
    return tracks, used


def _place(bundles: Iterable[Bundle]) -> list[tuple[int, Bundle]]:
    """Each bundle with its place counted from the boxes: the first place where it meets no other."""
    places: list[list[Bundle]] = []
    result: list[tuple[int, Bundle]] = []
    for bundle in sorted(bundles, key=lambda b: (b.high - b.low, b.low)):
        free = (place for place, others in enumerate(places) if not any(map(bundle.meets, others)))
        place = next(free, len(places))
        if place == len(places):
            places.append([])
        places[place].append(bundle)
        result.append((place, bundle))
    return result
