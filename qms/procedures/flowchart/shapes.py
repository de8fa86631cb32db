"""The figures that stand in the rows, sized by their texts; positions are relative to a figure's centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from math import hypot

from qms.procedures.flowchart import diamond
from qms.procedures.flowchart.diamond import Diamond
from qms.procedures.flowchart.geometry import Anchor, Rect, Shape, Text, Tone
from qms.procedures.flowchart.text import Face, measure, widest, words_of, wrap

NAME = Face(14)
NOTE = Face(12)
TERMINAL = Face(13, 600)
FAULT = Face(12)
NUMBER = Face(12, 600)

KEPT = 2048
"""How many figures are remembered: charts are looked at far more often than changed."""
BADGE = 22.0  # diameter of the circle with the number
PADDING = 12.0
TASK_LOWEST = 46.0
TOWER = 1.0  # the height, in widths, from which a wider diamond is better
WIDER = 20.0


@dataclass(frozen=True, slots=True)
class Figure:
    shape: Shape
    width: float
    height: float
    texts: tuple[Text, ...]
    badge: Rect | None = None


Block = tuple[Sequence[str], Face, Tone]
"""Lines of text of one kind."""


def stack(
    blocks: Sequence[Block], x: float, top: float, anchor: Anchor = Anchor.MIDDLE, gap: float = 0.0
) -> tuple[Text, ...]:
    """Lines of text one below the other, from ``top`` on, with ``gap`` between the blocks."""
    texts: list[Text] = []
    for lines, face, tone in blocks:
        for line in lines:
            texts.append(Text(x, round(top + face.baseline, 1), line, face.size, tone, anchor, face.weight))
            top += face.line
        top += gap
    return tuple(texts)


def flow(pieces: Sequence[str], limit: float, face: Face) -> list[str]:
    """Short texts with a dot between them, as many on a line as go; only one too long for a line is cut."""
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]} · {piece}" if lines else piece
        if lines and measure(longer, face) <= limit:
            lines[-1] = longer
        else:
            lines.extend(wrap(piece, limit, face))
    return lines


def height_of(blocks: Sequence[Block], gap: float = 0.0) -> float:
    """How high ``stack`` makes them."""
    return sum(len(lines) * face.line for lines, face, _ in blocks) + gap * max(0, len(blocks) - 1)


def _even(value: float) -> float:
    """Rounded up to an even number, so that the middle lies on a whole unit and lines are crisp."""
    return 2.0 * -(-value // 2)


@lru_cache(maxsize=KEPT)
def task(name: str, notes: tuple[str, ...], width: float) -> Figure:
    """A rectangle of the given width with the name and, small below it, the notes."""
    room = width - 2 * PADDING
    small = flow(notes, room, NOTE)
    blocks = ((wrap(name, room, NAME), NAME, Tone.NAME), (small, NOTE, Tone.NOTE))
    inner = height_of(blocks)
    height = _even(max(TASK_LOWEST, inner + 2 * PADDING))
    badge = Rect(-width / 2 + 10, -height / 2 - BADGE / 2, BADGE, BADGE)
    return Figure(Shape.TASK, width, height, stack(blocks, 0, -inner / 2), badge)


@lru_cache(maxsize=KEPT)
def decision(name: str, notes: tuple[str, ...], width: float) -> Figure:
    """A diamond, ``width`` wide or a little wider where it would become a tower."""
    figure = _diamond(name, notes, width)
    return figure if figure.height <= width * TOWER else _diamond(name, notes, width + WIDER)


def _diamond(name: str, notes: Sequence[str], width: float) -> Figure:
    words = words_of(name, width * 0.6, NAME)
    small = flow(notes, width * 0.64, NOTE)
    fitted = diamond.fit(
        [measure(word, NAME) for word in words],
        Diamond(width, NAME.line, measure(" ", NAME), len(small) * NOTE.line, widest(small, NOTE)),
    )
    ends = list(accumulate(fitted.counts))
    lines = [" ".join(words[end - count : end]) for count, end in zip(fitted.counts, ends, strict=True)]
    texts = stack(((lines, NAME, Tone.NAME), (small, NOTE, Tone.NOTE)), 0, fitted.top)
    return Figure(Shape.DECISION, width, fitted.height, texts, _badge_on_slant(width, fitted.height, texts))


def _badge_on_slant(width: float, height: float, texts: Sequence[Text]) -> Rect:
    """The circle on the upper left edge of a diamond, where it is clear of the texts, else farthest out."""
    edge = hypot(width, height)
    rects = [_letters(text) for text in texts]
    places = [
        (-along * width - outward * height / edge, (along - 0.5) * height - outward * width / edge)
        for outward in (3.0, 6.0, 9.0, 12.0)
        for along in (0.2, 0.14)
    ]
    clear = (place for place in places if all(_distance(*place, rect) > BADGE / 2 + 1 for rect in rects))
    x, y = next(clear, places[-1])
    return Rect(round(x - BADGE / 2, 1), round(y - BADGE / 2, 1), BADGE, BADGE)


def _letters(text: Text) -> Rect:
    """Where the letters of a text stand, with the marks above capitals."""
    wide = measure(text.content, Face(text.size, text.weight))
    return Rect(text.x - wide / 2, text.y - 0.95 * text.size, wide, 0.95 * text.size)


def _distance(x: float, y: float, rect: Rect) -> float:
    """From a point to a rectangle."""
    return hypot(max(rect.x - x, x - rect.right, 0.0), max(rect.y - y, y - rect.bottom, 0.0))


def terminal(text: str, width: float) -> Figure:
    """The rounded mark of the start or the end."""
    lines = wrap(text, width - 40, TERMINAL)
    blocks = ((lines, TERMINAL, Tone.TERMINAL),)
    inner = height_of(blocks)
    wide = _even(min(width, max(96.0, widest(lines, TERMINAL) + 40)))
    return Figure(Shape.TERMINAL, wide, _even(max(34.0, inner + 14)), stack(blocks, 0, -inner / 2))


def fault(text: str, width: float) -> Figure:
    """The mark of a dead end or of a broken line."""
    lines = wrap(text, width - 28, FAULT)
    blocks = ((lines, FAULT, Tone.FAULT),)
    inner = height_of(blocks)
    wide = _even(min(width, max(60.0, widest(lines, FAULT) + 28)))
    return Figure(Shape.FAULT, wide, _even(max(30.0, inner + 12)), stack(blocks, 0, -inner / 2))
