"""The figures that stand in the rows, sized by their texts; positions are relative to a figure's centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from qms.procedures.flowchart.geometry import Anchor, Rect, Shape, Text, Tone
from qms.procedures.flowchart.text import Face, measure, widest, words_of, wrap

NAME = Face(14)
NOTE = Face(12)
TERMINAL = Face(13, 600)
FAULT = Face(12)
NUMBER = Face(12, 600)

BADGE = 22.0  # diameter of the circle with the number
PADDING = 12.0
TASK_LOWEST = 46.0
DIAMOND_LOWEST = 72.0
DIAMOND_STEP = 8.0
DIAMOND_PADDING = 14.0  # both sides together, on top of the slant
SLANT = 3.0  # letters do not fill their line: the slant may come so much nearer
FILLED = 0.68  # how much of a diamond's height texts may take: no lines in its tips
TOWER = 1.0  # the height, in widths, from which a wider diamond is better
WIDER = 20.0


@dataclass(frozen=True, slots=True)
class Figure:
    shape: Shape
    width: float
    height: float
    texts: tuple[Text, ...]
    badge: Rect | None = None


def stack(
    blocks: Sequence[tuple[Sequence[str], Face, Tone]], x: float, top: float, anchor: Anchor = Anchor.MIDDLE
) -> tuple[Text, ...]:
    """Lines of text one below the other, from ``top`` on."""
    texts: list[Text] = []
    for lines, face, tone in blocks:
        for line in lines:
            texts.append(Text(x, round(top + face.baseline, 1), line, face.size, tone, anchor, face.weight))
            top += face.line
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


def _height(blocks: Sequence[tuple[Sequence[str], Face, Tone]]) -> float:
    return sum(len(lines) * face.line for lines, face, _ in blocks)


def _even(value: float) -> float:
    """Rounded up to an even number, so that the middle lies on a whole unit and lines are crisp."""
    return 2.0 * -(-value // 2)


def task(name: str, notes: Sequence[str], width: float) -> Figure:
    """A rectangle of the given width with the name and, small below it, the notes."""
    room = width - 2 * PADDING
    small = flow(notes, room, NOTE)
    blocks = ((wrap(name, room, NAME), NAME, Tone.NAME), (small, NOTE, Tone.NOTE))
    inner = _height(blocks)
    height = _even(max(TASK_LOWEST, inner + 2 * PADDING))
    badge = Rect(-width / 2 + 10, -height / 2 - BADGE / 2, BADGE, BADGE)
    return Figure(Shape.TASK, width, height, stack(blocks, 0, -inner / 2), badge)


def decision(name: str, notes: Sequence[str], width: float) -> Figure:
    """A diamond as low as its texts allow, its lines growing wider towards the middle.

    It is ``width`` wide, or a little wider where it would become a tower.
    """
    figure = _diamond(name, notes, width)
    return figure if figure.height <= width * TOWER else _diamond(name, notes, width + WIDER)


def _diamond(name: str, notes: Sequence[str], width: float) -> Figure:
    words = words_of(name, width * 0.6, NAME)
    small = flow(notes, width * 0.56, NOTE)
    length = sum(measure(word, NAME) for word in words)
    height = max(DIAMOND_LOWEST, _even(2 * length * NAME.line / width))
    poured = _poured(words, small, width, height)
    while poured is None:
        height += DIAMOND_STEP
        poured = _poured(words, small, width, height)
    for more in (1, 2):  # fewer lines are worth a little height
        fewer = _poured(words, small, width, height + more * DIAMOND_STEP)
        if fewer and len(fewer[0]) < len(poured[0]):
            poured, height = fewer, height + more * DIAMOND_STEP
            break
    lines, top = poured
    texts = stack(((lines, NAME, Tone.NAME), (small, NOTE, Tone.NOTE)), 0, top)
    return Figure(Shape.DECISION, width, height, texts, _badge_on_slant(width, height, texts))


def _badge_on_slant(width: float, height: float, texts: Sequence[Text]) -> Rect:
    """The circle on the upper left edge of a diamond, as far outward as the texts make it."""
    edge = hypot(width, height)
    rects = [_letters(text) for text in texts]
    for outward in (3.0, 6.0, 9.0, 12.0):
        x = -0.2 * width - outward * height / edge
        y = -0.3 * height - outward * width / edge
        if all(_distance(x, y, rect) > BADGE / 2 + 1 for rect in rects):
            break
    return Rect(round(x - BADGE / 2, 1), round(y - BADGE / 2, 1), BADGE, BADGE)


def _letters(text: Text) -> Rect:
    wide = measure(text.content, Face(text.size, text.weight))
    return Rect(text.x - wide / 2, text.y - 0.75 * text.size, wide, 0.75 * text.size)


def _distance(x: float, y: float, rect: Rect) -> float:
    """From a point to a rectangle."""
    return hypot(max(rect.x - x, x - rect.right, 0.0), max(rect.y - y, y - rect.bottom, 0.0))


def _poured(
    words: Sequence[str], small: Sequence[str], width: float, height: float
) -> tuple[list[str], float] | None:
    """The name's lines in a diamond of this size, in the fewest that fit, and the top of the first one.

    The notes stand below the name, so the whole is moved up as far as they need the room.
    """
    notes = len(small) * NOTE.line
    deepest = height * (1 - (widest(small, NOTE) + DIAMOND_PADDING) / width) / 2 + SLANT if small else height
    for count in range(1, int((height * FILLED - notes) / NAME.line) + 1):
        block = count * NAME.line + notes
        top = min(block / 2, deepest) - block
        if -top > height * FILLED / 2:
            break
        rooms = [
            width * (1 - 2 * (max(abs(edge), abs(edge + NAME.line)) - SLANT) / height) - DIAMOND_PADDING
            for edge in (top + place * NAME.line for place in range(count))
        ]
        lines = _pour(words, rooms)
        if lines is not None:
            return _evened(words, rooms, lines), top
    return None


def _pour(words: Sequence[str], rooms: Sequence[float]) -> list[str] | None:
    """The words in lines that fit the rooms; None unless they fill every line."""
    lines: list[str] = []
    place = 0
    for room in rooms:
        line = ""
        while place < len(words) and measure(longer := f"{line} {words[place]}".strip(), NAME) <= room:
            line, place = longer, place + 1
        if not line:
            return None
        lines.append(line)
    return lines if place == len(words) else None


def _evened(words: Sequence[str], rooms: Sequence[float], lines: list[str]) -> list[str]:
    """The same words in as many lines, poured into rooms as small as still take them."""
    for share in (0.9, 0.8, 0.7, 0.6):
        smaller = _pour(words, [room * share for room in rooms])
        if smaller is None:
            break
        lines = smaller
    return lines


def terminal(text: str, width: float) -> Figure:
    """The rounded mark of the start or the end."""
    lines = wrap(text, width - 40, TERMINAL)
    blocks = ((lines, TERMINAL, Tone.TERMINAL),)
    inner = _height(blocks)
    wide = _even(min(width, max(96.0, widest(lines, TERMINAL) + 40)))
    return Figure(Shape.TERMINAL, wide, _even(max(34.0, inner + 14)), stack(blocks, 0, -inner / 2))


def fault(text: str, width: float) -> Figure:
    """The mark of a dead end or of a broken line."""
    lines = wrap(text, width - 28, FAULT)
    blocks = ((lines, FAULT, Tone.FAULT),)
    inner = _height(blocks)
    wide = _even(min(width, max(60.0, widest(lines, FAULT) + 28)))
    return Figure(Shape.FAULT, wide, _even(max(30.0, inner + 12)), stack(blocks, 0, -inner / 2))
