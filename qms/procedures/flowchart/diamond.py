"""How low a diamond can be for its words: lines may be wider the nearer they stand to its middle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

LOWEST = 72.0
STEP = 8.0
PADDING = 14.0  # both sides together, on top of the slant
SLANT = 3.0  # letters do not fill their line: the slant may come so much nearer
FILLED = 0.68  # how much of the height texts may take: no lines in the tips
LINE_COST = 9.0  # fewer lines are worth so much height
STUB_COST = 130.0  # so is a first or a last line that is not a mere stub of the usual length
STUB = 0.75
STUBS_MOST = 36.0
MORE_LINES = 3
ALMOST = 0.97  # no line but one in the very middle can have the full width


@dataclass(frozen=True, slots=True)
class Diamond:
    """What is given: the width, the height of a line, the width of a space, and the notes under the name."""

    width: float
    line: float
    space: float
    notes_height: float
    notes_width: float

    def top(self, lines: int, height: float) -> float:
        """Where the text begins, from the middle: moved up as far as the notes at its end need the room."""
        block = lines * self.line + self.notes_height
        return min(block / 2, self._reach_of_notes(height)) - block

    def holds(self, lines: int, height: float) -> bool:
        """Whether the notes fit and the text keeps out of the tips."""
        top = self.top(lines, height)
        return -top <= FILLED * height / 2 and -(top + lines * self.line) <= self._reach_of_notes(height)

    def _reach_of_notes(self, height: float) -> float:
        """How far from the middle there is room for the widest note."""
        if not self.notes_height:
            return height
        return height * (1 - (self.notes_width + PADDING) / self.width) / 2 + SLANT

    def rooms(self, lines: int, height: float) -> list[float]:
        """How wide each line of the name may be."""
        top = self.top(lines, height)
        edges = (max(abs(y), abs(y + self.line)) for y in (top + n * self.line for n in range(lines)))
        return [self.width * (1 - 2 * (edge - SLANT) / height) - PADDING for edge in edges]

    def least_height(self, lines: int) -> float:
        return max(LOWEST, 2 * -(-(lines * self.line + self.notes_height) / FILLED // 2))


@dataclass(frozen=True, slots=True)
class Fitted:
    height: float
    top: float  # of the first line, from the middle
    counts: list[int]  # how many words stand on each line


def fit(widths: Sequence[float], diamond: Diamond) -> Fitted:
    """The best way to write words of these widths, of which none is wider than the room in the middle.

    The fewest lines that the full width takes always fit when the diamond is high enough; up to three more
    may make it lower.
    """
    fewest = len(_pour(widths, diamond.space, [ALMOST * diamond.width - PADDING] * len(widths)) or [])
    best: Fitted | None = None
    lowest = inf
    for lines in (*range(fewest + 1, min(fewest + MORE_LINES, len(widths)) + 1), fewest):
        for fitted in _fits(widths, diamond, lines):
            if fitted.height + LINE_COST * lines >= lowest:
                break
            if (cost := _cost(widths, fitted)) < lowest:
                best, lowest = fitted, cost
    assert best is not None, "the fewest lines always fit"
    return best


def _fits(widths: Sequence[float], diamond: Diamond, lines: int) -> Iterator[Fitted]:
    """Ever higher diamonds in which the words fill so many lines or fewer."""
    height = diamond.least_height(lines)
    while True:
        top, rooms = diamond.top(lines, height), diamond.rooms(lines, height)
        counts = _pour(widths, diamond.space, rooms) if diamond.holds(lines, height) else None
        if counts and len(counts) < lines:
            lines = len(counts)
            continue
        if counts:
            yield Fitted(height, top, _evened(widths, diamond.space, rooms, counts))
        height += STEP


def _cost(widths: Sequence[float], fitted: Fitted) -> float:
    stubs = min(STUB_COST * _stubs(widths, fitted.counts), STUBS_MOST)
    return fitted.height + LINE_COST * len(fitted.counts) + stubs


def _stubs(widths: Sequence[float], counts: Sequence[int]) -> float:
    """How much the first and the last line fall short of the usual length."""
    if len(counts) == 1:
        return 0.0
    usual = sum(widths) / len(counts)
    ends = (sum(widths[: counts[0]]), sum(widths[-counts[-1] :]))
    return sum(max(0.0, STUB - end / usual) for end in ends)


def _pour(widths: Sequence[float], space: float, rooms: Sequence[float]) -> list[int] | None:
    """How many words go on each line, in as many lines as they need; None if they do not fit."""
    counts: list[int] = []
    place = 0
    for room in rooms:
        left, count = room, 0
        while place < len(widths) and widths[place] <= left:
            left -= widths[place] + space
            place, count = place + 1, count + 1
        if not count:
            return None
        counts.append(count)
        if place == len(widths):
            return counts
    return None


def _evened(widths: Sequence[float], space: float, rooms: Sequence[float], counts: list[int]) -> list[int]:
    """The same words in as many lines, poured into rooms as small as still take them without making stubs."""
    least = _stubs(widths, counts)
    for share in (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6):
        smaller = _pour(widths, space, [room * share for room in rooms])
        if smaller is None or len(smaller) != len(counts):
            break
        if smaller != counts and (stubs := _stubs(widths, smaller)) <= least:
            counts, least = smaller, stubs
    return counts
