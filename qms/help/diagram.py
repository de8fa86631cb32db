"""The life of a revision as a picture: states below each other, moves as lines, drawn from the table of rules.

A move between neighbours is a short arrow. Every other one runs in a lane of its own: to the right when it
leads down, to the left when it leads back up. Moves with the same verb and the same target share a lane.
Each lane has a number; the list beside the picture says what it is, for every reader and screen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from qms.documents.rules import TRANSITIONS, State, Verb

# The order from top to bottom: a text goes down on its way into force, and up when it is sent back.
ORDER = (
    State.DRAFT,
    State.CHANGES_REQUESTED,
    State.IN_REVIEW,
    State.AWAITING_APPROVAL,
    State.APPROVED,
    State.EFFECTIVE,
    State.SUPERSEDED,
    State.WITHDRAWN,
)
BOX_WIDTH, BOX_HEIGHT, GAP = 176, 40, 34  # pixels of the drawing
LANE, MARGIN, BADGE = 30, 14, 10

Table = Mapping[tuple[State, Verb], State]


@dataclass(frozen=True)
class Move:
    """One verb that leads from some states to another: a line of the list and of the picture."""

    number: int
    verb: Verb
    sources: tuple[State, ...]
    target: State


def moves(table: Table = TRANSITIONS) -> list[Move]:
    """Every move that changes the state, in the order of the states; the same verb and target only once."""
    grouped: dict[tuple[Verb, State], list[State]] = {}
    for state in ORDER:
        for (source, verb), target in table.items():
            if source == state and target != source:
                grouped.setdefault((verb, target), []).append(source)
    return [
        Move(number, verb, tuple(sources), target)
        for number, ((verb, target), sources) in enumerate(grouped.items(), start=1)
    ]


def stays(table: Table = TRANSITIONS) -> list[tuple[State, Verb]]:
    """Moves that leave the state as it is."""
    return [(state, verb) for (state, verb), target in table.items() if state == target]


@dataclass(frozen=True)
class _Lane:
    """A move that runs beside the boxes. ``place`` counts lanes from the boxes outwards."""

    move: Move
    is_left: bool
    place: int


def draw(title: Any, description: Any, table: Table = TRANSITIONS) -> Markup:
    """The picture as SVG, styled by static/css/help.css. It says no more than the list beside it."""
    drawing = _Drawing(moves(table))
    return Markup(
        '<svg class="life" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-labelledby="life-title life-description"><title id="life-title">{title}</title>'
        '<desc id="life-description">{description}</desc>{body}</svg>'
    ).format(
        w=drawing.width,
        h=drawing.height,
        title=title,
        description=description,
        body=Markup("").join(drawing.parts()),
    )


class _Drawing:
    """Where everything lies."""

    def __init__(self, all_moves: Sequence[Move]) -> None:
        self.short = [move for move in all_moves if _is_between_neighbours(move)]
        beside = [move for move in all_moves if not _is_between_neighbours(move)]
        self.left = _lanes([move for move in beside if _leads_up(move)], is_left=True)
        self.right = _lanes([move for move in beside if not _leads_up(move)], is_left=False)
        self.box_x = MARGIN + LANE * len(self.left) + BADGE
        self.width = self.box_x + BOX_WIDTH + LANE * len(self.right) + BADGE + MARGIN
        self.height = 2 * MARGIN + len(ORDER) * BOX_HEIGHT + (len(ORDER) - 1) * GAP
        self.ports = self._ports()

    def parts(self) -> Iterator[Markup]:
        """Lines first, so that boxes and badges lie on top."""
        for lane in (*self.left, *self.right):
            yield from self._lane_lines(lane)
        for move in self.short:
            yield self._short_line(move)
        for state in ORDER:
            yield self._box(state)
        for lane in (*self.left, *self.right):
            yield self._badge(lane.move.number, self._lane_x(lane), self._badge_y(lane))
        for move in self.short:
            y = (_bottom(move.sources[0]) + _top(move.target)) / 2
            yield self._badge(move.number, self.box_x + BOX_WIDTH / 2 + BADGE + 6, y)

    def _ports(self) -> dict[tuple[int, State], float]:
        """Where each lane meets each of its boxes: evenly down the box's side, in the lanes' order."""
        ports = {}
        for lanes in (self.left, self.right):
            for state in ORDER:
                meeting = [lane for lane in lanes if state in (*lane.move.sources, lane.move.target)]
                # The outermost lane meets the box highest when it comes from above, so that lines cross less.
                meeting.sort(key=lambda lane: (_mean(lane.move) > _row(state), lane.place))
                for place, lane in enumerate(meeting, start=1):
                    ports[lane.move.number, state] = _top(state) + BOX_HEIGHT * place / (len(meeting) + 1)
        return ports

    def _lane_x(self, lane: _Lane) -> float:
        distance = LANE * lane.place
        return self.box_x - distance if lane.is_left else self.box_x + BOX_WIDTH + distance

    def _side_x(self, lane: _Lane) -> float:
        return self.box_x if lane.is_left else self.box_x + BOX_WIDTH

    def _lane_lines(self, lane: _Lane) -> Iterator[Markup]:
        x, side = self._lane_x(lane), self._side_x(lane)
        end = self.ports[lane.move.number, lane.move.target]
        for source in lane.move.sources:
            start = self.ports[lane.move.number, source]
            yield _path(f"M{side} {start:g}H{x}V{end:g}H{side + (-5 if lane.is_left else 5)}")
        inwards = 6 if lane.is_left else -6
        yield _arrow(side, end, side - inwards, end - 4, side - inwards, end + 4)

    def _short_line(self, move: Move) -> Markup:
        x, end = self.box_x + BOX_WIDTH / 2, _top(move.target)
        line = _path(f"M{x:g} {_bottom(move.sources[0])}V{end - 5}")
        return line + _arrow(x, end, x - 4, end - 6, x + 4, end - 6)

    def _badge_y(self, lane: _Lane) -> float:
        """On the longest free stretch: half-way between the target and its nearest source."""
        end = self.ports[lane.move.number, lane.move.target]
        starts = [self.ports[lane.move.number, source] for source in lane.move.sources]
        return (end + min(starts, key=lambda start: abs(start - end))) / 2

    def _box(self, state: State) -> Markup:
        return Markup(
            '<g class="life__state life__state--{tone}"><rect x="{x}" y="{y}" width="{w}" height="{h}" rx="4"/>'
            '<text x="{tx:g}" y="{ty:g}">{label}</text></g>'
        ).format(
            tone=state.tone,
            x=self.box_x,
            y=_top(state),
            w=BOX_WIDTH,
            h=BOX_HEIGHT,
            tx=self.box_x + BOX_WIDTH / 2,
            ty=_top(state) + BOX_HEIGHT / 2,
            label=state.label,
        )

    def _badge(self, number: int, x: float, y: float) -> Markup:
        return Markup(
            '<g class="life__badge"><circle cx="{x:g}" cy="{y:g}" r="{r}"/>'
            '<text x="{x:g}" y="{y:g}">{number}</text></g>'
        ).format(x=x, y=y, r=BADGE, number=number)


def _lanes(beside: list[Move], *, is_left: bool) -> list[_Lane]:
    """Lanes from the boxes outwards: the shorter a move, the nearer."""
    ordered = sorted(beside, key=lambda move: (_span(move), move.number))
    return [_Lane(move, is_left, place) for place, move in enumerate(ordered, start=1)]


def _is_between_neighbours(move: Move) -> bool:
    return len(move.sources) == 1 and _row(move.target) - _row(move.sources[0]) == 1


def _leads_up(move: Move) -> bool:
    return _row(move.target) < min(map(_row, move.sources))


def _span(move: Move) -> int:
    rows = [_row(state) for state in (*move.sources, move.target)]
    return max(rows) - min(rows)


def _mean(move: Move) -> float:
    rows = [_row(state) for state in (*move.sources, move.target)]
    return sum(rows) / len(rows)


def _row(state: State) -> int:
    return ORDER.index(state)


def _top(state: State) -> int:
    return MARGIN + _row(state) * (BOX_HEIGHT + GAP)


def _bottom(state: State) -> int:
    return _top(state) + BOX_HEIGHT


def _path(line: str) -> Markup:
    return Markup('<path class="life__line" d="{}"/>').format(line)


def _arrow(*points: float) -> Markup:
    pairs = zip(points[::2], points[1::2], strict=True)
    return Markup('<polygon class="life__arrow" points="{}"/>').format(
        " ".join(f"{x:g},{y:g}" for x, y in pairs)
    )
