"""Measuring and wrapping of text without a browser, from the advance widths of the font the pages use.

The widths stand in glyphs.json: Be Vietnam Pro 400 and 600, read once from the font files with fontTools,
grouped as {weight: {advance in thousandths of an em: characters}}. Kerning is left out, so a text is never
measured much too narrow.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from qms.kernel.text import composed

UNKNOWN = 700
"""Advance of a letter the font lacks: a wide Latin letter, so that a fallback font has room."""
WIDE = 1000
"""Advance of an ideograph or a pictograph the font lacks."""
LINE_HEIGHT = 1.35


@dataclass(frozen=True, slots=True)
class Face:
    """A size in user units (px) and a weight of the one family: 400 or 600."""

    size: float
    weight: int = 400
    line: float = field(init=False)
    """The height of a line."""
    baseline: float = field(init=False)
    """From the top of a line to the foot of its letters, so that capitals stand in its middle."""

    def __post_init__(self) -> None:
        line = float(round(self.size * LINE_HEIGHT))
        object.__setattr__(self, "line", line)
        object.__setattr__(self, "baseline", line / 2 + 0.35 * self.size)


@cache
def _advances(weight: int) -> dict[str, int]:
    table = json.loads(Path(__file__).with_name("glyphs.json").read_text("utf-8"))
    groups: dict[str, str] = table["weights"][str(weight)]
    return {letter: int(advance) for advance, letters in groups.items() for letter in letters}


def _unknown(letter: str) -> int:
    category = unicodedata.category(letter)
    if category in {"Mn", "Me", "Cf", "Cc"}:
        return 0
    return WIDE if category == "So" or unicodedata.east_asian_width(letter) in "WF" else UNKNOWN


@lru_cache(maxsize=8192)
def _thousandths(word: str, weight: int) -> int:
    advances = _advances(weight)
    return sum(advances[letter] if letter in advances else _unknown(letter) for letter in word)


def tidy(text: str) -> str:
    """``text`` composed (NFC), white space made single, control characters gone: ready to be measured."""
    whole = composed(text)
    if not whole.isprintable():
        whole = "".join(" " if unicodedata.category(c) == "Cc" else c for c in whole)
    return " ".join(whole.split())


def measure(text: str, face: Face) -> float:
    """The width of one line in user units."""
    return _thousandths(text, face.weight) * face.size / 1000


def _pieces(word: str, limit: float, face: Face) -> list[str]:
    """A word wider than a line, cut where it must be."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and measure(pieces[-1] + letter, face) > limit:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def words_of(text: str, limit: float, face: Face) -> list[str]:
    """The words of ``text``, none wider than ``limit`` unless a single letter is."""
    words = tidy(text).split(" ") if text else []
    if any(measure(word, face) > limit for word in words):
        words = [piece for word in words for piece in _pieces(word, limit, face)]
    return [word for word in words if word]


def _fill(widths: Sequence[float], space: float, limit: float) -> list[int]:
    """How many words stand on each line when every line takes as many as it can."""
    counts: list[int] = []
    room = -1.0
    for width in widths:
        if counts and width + space <= room:
            counts[-1] += 1
            room -= width + space
        else:
            counts.append(1)
            room = limit - width
    return counts


def wrap(text: str, limit: float, face: Face) -> tuple[str, ...]:
    """``text`` in the fewest lines no wider than ``limit``, the lines as even as that number allows."""
    words = words_of(text, limit, face)
    widths = [measure(word, face) for word in words]
    space = measure(" ", face)
    counts = _fill(widths, space, limit)
    if len(counts) > 1:
        counts = _evened(counts, widths, space, limit)
    lines: list[str] = []
    start = 0
    for count in counts:
        lines.append(" ".join(words[start : start + count]))
        start += count
    return tuple(lines)


def _evened(counts: list[int], widths: Sequence[float], space: float, limit: float) -> list[int]:
    """The same number of lines in the narrowest column that holds them, found by halving."""
    low, high = max(widths), limit
    best = counts
    while high - low > 4:
        middle = (low + high) / 2
        tried = _fill(widths, space, middle)
        if len(tried) == len(counts):
            best, high = tried, middle
        else:
            low = middle
    return best


def widest(lines: Sequence[str], face: Face) -> float:
    """The width of the widest line; 0 without lines."""
    return max((measure(line, face) for line in lines), default=0.0)
