"""What a drawing consists of, in user units (px): plain values, so that its promises can be checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Rect:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)


class Shape(StrEnum):
    TASK = "task"
    DECISION = "decision"
    TERMINAL = "terminal"
    FAULT = "fault"  # a dead end, or the broken end of a line to a step that does not exist


class Way(StrEnum):
    """Where a line leads, seen in the order of the steps."""

    NEXT = "next"
    SKIP = "skip"
    BACK = "back"
    BROKEN = "broken"


class Tone(StrEnum):
    """What a text is; its colour is the style sheet's matter."""

    NAME = "name"
    NOTE = "note"
    HEAD = "head"
    CONDITION = "condition"
    NUMBER = "number"
    TERMINAL = "terminal"
    FAULT = "fault"
    CELL = "cell"


class Anchor(StrEnum):
    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``y`` is its baseline."""

    x: float
    y: float
    content: str
    size: float
    tone: Tone
    anchor: Anchor = Anchor.MIDDLE
    weight: int = 400


@dataclass(frozen=True, slots=True)
class Box:
    """A node as drawn. A decision is the diamond that touches the middles of the four sides of ``rect``."""

    row: int
    rect: Rect
    shape: Shape
    texts: tuple[Text, ...] = ()
    number: int | None = None
    badge: Rect | None = None  # the circle with the number
    href: str = ""
    spoken: str = ""  # what a screen reader says for the link
    tone: int = 0  # which of the lane colours


@dataclass(frozen=True, slots=True)
class Line:
    """An exit as drawn, from its source box to its target box; rows name the boxes."""

    source: int
    target: int
    way: Way
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """The condition of the line with the index ``line``."""

    line: int
    rect: Rect
    texts: tuple[Text, ...]
    way: Way


@dataclass(frozen=True, slots=True)
class Lane:
    """A column: a party's lane, or a column of the table."""

    rect: Rect
    head: Rect
    texts: tuple[Text, ...]
    tone: int = 0  # 0: none
