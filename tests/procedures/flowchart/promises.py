"""What every drawing promises, checked by geometry. Each check returns sentences about what is broken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise
from math import hypot
from typing import NamedTuple

from qms.procedures.flowchart.drawing import Drawing
from qms.procedures.flowchart.geometry import Anchor, Line, Point, Rect, Shape, Text
from qms.procedures.flowchart.text import Face, measure
from qms.procedures.structure import END, Procedure

NEAR = 0.01


class Stretch(NamedTuple):
    """A straight part of a line: along x at the height ``at``, or along y at the x ``at``."""

    line: Line
    level: bool
    at: float
    low: float
    high: float


def stretches(drawing: Drawing) -> list[Stretch]:
    found = []
    for line in drawing.lines:
        for one, other in pairwise(line.points):
            level = one.y == other.y
            ends = (one.x, other.x) if level else (one.y, other.y)
            found.append(Stretch(line, level, one.y if level else one.x, min(ends), max(ends)))
    return found


def broken(procedure: Procedure, drawing: Drawing) -> list[str]:
    """All broken promises of a drawing; empty when it keeps them."""
    parts = stretches(drawing)
    return [
        *_bends(drawing),
        *_ends(procedure, drawing),
        *_boxes(drawing),
        *_lines_and_boxes(drawing, parts),
        *_lines_and_lines(parts),
        *_labels(drawing, parts),
        *_inside(drawing),
        *_texts(drawing),
        *_breaks(drawing, parts),
    ]


def _meet(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.right - NEAR
        and other.x < one.right - NEAR
        and one.y < other.bottom - NEAR
        and other.y < one.bottom - NEAR
    )


def _cuts(part: Stretch, rect: Rect) -> bool:
    """Whether a stretch runs through the inside of a rectangle."""
    across, along = ((rect.y, rect.bottom), (rect.x, rect.right))
    if not part.level:
        across, along = along, across
    return (
        across[0] + NEAR < part.at < across[1] - NEAR
        and part.low < along[1] - NEAR
        and along[0] + NEAR < part.high
    )


def _bends(drawing: Drawing) -> Iterator[str]:
    for line in drawing.lines:
        for one, other in pairwise(line.points):
            if (one.x == other.x) == (one.y == other.y):
                yield f"{line}: {one} to {other} is neither level nor upright"
        for one, bend, other in zip(line.points, line.points[1:], line.points[2:], strict=False):
            if one.x == bend.x == other.x or one.y == bend.y == other.y:
                yield f"{line}: needless point {bend}"


def _ends(procedure: Procedure, drawing: Drawing) -> Iterator[str]:
    """Every exit is one line from its step to its target."""
    boxes = {box.row: box for box in drawing.boxes}
    known = {step.id: number for number, step in reversed(list(enumerate(procedure.steps, 1)))}
    wanted: Counter[tuple[int | None, int | str]] = Counter({(None, 1): 1})
    for number, step in enumerate(procedure.steps, 1):
        for way in step.exits:
            wanted[number, "end" if way.to == END else known.get(way.to, "fault")] += 1
        if not step.exits:
            wanted[number, "fault"] += 1
    kinds = {Shape.TERMINAL: "end", Shape.FAULT: "fault"}
    drawn: Counter[tuple[int | None, int | str]] = Counter()
    for line in drawing.lines:
        source, target = boxes[line.source], boxes[line.target]
        drawn[source.number, target.number or kinds[target.shape]] += 1
        for point, box in ((line.points[0], source), (line.points[-1], target)):
            if point not in _ports(box.rect):
                yield f"{line}: {point} is not at a port of {box.rect}"
    if drawn != wanted:
        yield f"lines {drawn - wanted} too many, {wanted - drawn} missing"


def _ports(rect: Rect) -> set[Point]:
    x, y = rect.centre.x, rect.centre.y
    return {Point(x, rect.y), Point(x, rect.bottom), Point(rect.x, y), Point(rect.right, y)}


def _boxes(drawing: Drawing) -> Iterator[str]:
    for one, other in combinations(drawing.boxes, 2):
        if _meet(one.rect, other.rect) or (one.badge and _meet(one.badge, other.rect)):
            yield f"boxes {one.row} and {other.row} overlap"


def _lines_and_boxes(drawing: Drawing, parts: list[Stretch]) -> Iterator[str]:
    rects = [rect for box in drawing.boxes for rect in (box.rect, box.badge) if rect]
    for part in parts:
        for rect in rects:
            if _cuts(part, rect):
                yield f"{part} runs through {rect}"


def _related(one: Line, other: Line) -> bool:
    return one.source == other.source or one.target == other.target


def _lines_and_lines(parts: list[Stretch]) -> Iterator[str]:
    """Strangers cross at right angles in the middle of both stretches, or do not touch."""
    levels = [part for part in parts if part.level]
    uprights = [part for part in parts if not part.level]
    yield from _on_top_of_each_other(levels)
    yield from _on_top_of_each_other(uprights)
    for level in levels:
        for upright in uprights:
            across = level.low <= upright.at <= level.high and upright.low <= level.at <= upright.high
            inner = level.low < upright.at < level.high and upright.low < level.at < upright.high
            if across and not inner and not _related(level.line, upright.line):
                yield f"{level} ends on {upright}"


def _on_top_of_each_other(parts: list[Stretch]) -> Iterator[str]:
    """Strangers among parallel stretches that share a place."""
    ordered = sorted(parts, key=lambda part: (part.at, part.low))
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.at - one.at > NEAR:
                break
            if one.low <= other.high and other.low <= one.high and not _related(one.line, other.line):
                yield f"{one} runs on {other}"


def _labels(drawing: Drawing, parts: list[Stretch]) -> Iterator[str]:
    things = [rect for box in drawing.boxes for rect in (box.rect, box.badge) if rect]
    things += [lane.head for lane in drawing.lanes]
    for label in drawing.labels:
        if any(_meet(label.rect, thing) for thing in things):
            yield f"{label} overlaps a box"
        for part in parts:
            if _cuts(part, label.rect):
                yield f"{label} is crossed by {part}"
    for one, other in combinations(drawing.labels, 2):
        if _meet(one.rect, other.rect):
            yield f"{one} overlaps {other}"


def _inside(drawing: Drawing) -> Iterator[str]:
    whole = Rect(0, 0, drawing.width, drawing.height)
    points = [point for line in drawing.lines for point in line.points]
    rects = [box.rect for box in drawing.boxes] + [label.rect for label in drawing.labels]
    rects += [box.badge for box in drawing.boxes if box.badge] + [lane.rect for lane in drawing.lanes]
    rects += [Rect(point.x, point.y, 0, 0) for point in points] + [text_rect(t) for t in drawing.cells]
    for rect in rects:
        if rect.x < 0 or rect.y < 0 or rect.right > whole.width or rect.bottom > whole.height:
            yield f"{rect} lies outside {whole}"


def text_rect(text: Text) -> Rect:
    """Where the letters of a text stand, from the top of a capital to its foot."""
    width = measure(text.content, Face(text.size, text.weight))
    left = text.x - {Anchor.START: 0, Anchor.MIDDLE: width / 2, Anchor.END: width}[text.anchor]
    return Rect(left, text.y - 0.7 * text.size, width, 0.7 * text.size)


def _texts(drawing: Drawing) -> Iterator[str]:
    """Texts stay inside their boxes, labels and heads, and in the cells of their columns."""
    holders = [(box.rect, box.shape, box.texts) for box in drawing.boxes]
    holders += [(label.rect, Shape.TASK, label.texts) for label in drawing.labels]
    holders += [(lane.head, Shape.TASK, lane.texts) for lane in drawing.lanes]
    for holder, shape, texts in holders:
        for text in texts:
            if not _holds(holder, shape, text_rect(text)):
                yield f"{text} leaves {holder}"
    for box in drawing.boxes:
        if box.badge and any(_in_circle(box.badge, text_rect(text)) for text in box.texts):
            yield f"the number of row {box.row} covers its text"
    for text in drawing.cells:
        if not any(_holds(lane.rect, Shape.TASK, text_rect(text)) for lane in drawing.lanes):
            yield f"{text} leaves its column"


def _in_circle(circle: Rect, rect: Rect) -> bool:
    middle = circle.centre
    aside = max(rect.x - middle.x, middle.x - rect.right, 0)
    above = max(rect.y - middle.y, middle.y - rect.bottom, 0)
    return hypot(aside, above) < circle.width / 2


def _holds(outer: Rect, shape: Shape, inner: Rect) -> bool:
    if shape is not Shape.DECISION:
        return (
            outer.x <= inner.x + NEAR
            and inner.right <= outer.right + NEAR
            and outer.y <= inner.y + NEAR
            and inner.bottom <= outer.bottom + NEAR
        )
    middle = outer.centre
    corners = ((x, y) for x in (inner.x, inner.right) for y in (inner.y, inner.bottom))
    return all(
        abs(x - middle.x) / outer.width + abs(y - middle.y) / outer.height <= 0.5 + NEAR for x, y in corners
    )


def _breaks(drawing: Drawing, parts: list[Stretch]) -> Iterator[str]:
    """At a break only upright lines cross."""
    rects = [rect for box in drawing.boxes for rect in (box.rect, box.badge) if rect]
    rects += [label.rect for label in drawing.labels] + [text_rect(text) for text in drawing.cells]
    levels = {part.at for part in parts if part.level}
    for height in drawing.breaks:
        if any(rect.y < height < rect.bottom for rect in rects) or height in levels:
            yield f"the break at {height} cuts something"


def crossings(drawing: Drawing) -> int:
    """How often two lines cross: to compare layouts, not to judge them."""
    parts = stretches(drawing)
    return sum(
        level.low < upright.at < level.high and upright.low < level.at < upright.high
        for level in parts
        if level.level
        for upright in parts
        if not upright.level
    )
