"""Writes a drawing as SVG: shapes and texts with classes, no styles, no scripts, every text escaped.

Sizes of text stand in the SVG because the layout measured with them; colours, fonts and strokes stand in
static/css/components/flowchart.css.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from qms.procedures.flowchart.geometry import (
    Anchor,
    Box,
    Label,
    Lane,
    Line,
    Point,
    Rect,
    Shape,
    Text,
    Tone,
    Way,
)
from qms.procedures.flowchart.shapes import NUMBER

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CORNER = 6.0
ARROW_LENGTH = 9.0
ARROW_HALF = 4.5


class Svg(str):
    """A piece of SVG in which every text is escaped already."""

    __slots__ = ()

    def __html__(self) -> str:
        """What templates insert: itself, not escaped once more."""
        return str(self)


def element(name: str, attributes: dict[str, str | float], *children: str) -> Svg:
    """One element; attributes and plain strings are escaped, Svg is taken as it is."""
    written = "".join(f' {key}="{_value(value)}"' for key, value in attributes.items() if value != "")
    if not children:
        return Svg(f"<{name}{written}/>")
    inner = "".join(child if isinstance(child, Svg) else _escaped(child) for child in children)
    return Svg(f"<{name}{written}>{inner}</{name}>")


def _value(value: str | float) -> str:
    return _escaped(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _escaped(text: str) -> str:
    """Escaped, and without what XML forbids: control characters, surrogates, noncharacters."""
    return escape(text if text.isprintable() else FORBIDDEN.sub("", text))


def _rect(name: str, rect: Rect, radius: float | str = "") -> Svg:
    return element(
        "rect",
        {"class": name, "x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height, "rx": radius},
    )


def write_text(text: Text) -> Svg:
    return element(
        "text",
        {
            "class": f"flowchart__text flowchart__text--{text.tone}",
            "x": text.x,
            "y": text.y,
            "text-anchor": "" if text.anchor is Anchor.START else text.anchor,
            "font-size": text.size,
            "font-weight": "" if text.weight == 400 else text.weight,
        },
        text.content,
    )


# -- ground ------------------------------------------------------------------------------------------


def write_lane(lane: Lane) -> Svg:
    return _rect("flowchart__lane", lane.rect)


def write_head(lane: Lane) -> Svg:
    """The head of a column; a lane's carries a thin bar in its colour."""
    parts = [_rect("flowchart__head", lane.head)]
    if lane.tone:
        bar = Rect(lane.head.x, lane.head.y, lane.head.width, 4)
        parts.append(_rect(f"flowchart__bar flowchart__tone--{lane.tone}", bar))
    return element("g", {}, *parts, *(write_text(text) for text in lane.texts))


def write_rule(rule: Rect) -> Svg:
    path = f"M{number(rule.x)} {number(rule.y)}H{number(rule.right)}"
    return element("path", {"class": "flowchart__rule", "d": path})


# -- lines -------------------------------------------------------------------------------------------


STYLES = {Way.BACK: "back", Way.NEXT: "ahead", Way.SKIP: "ahead", Way.BROKEN: "broken"}


def write_lines(lines: Iterable[Line], top: float, bottom: float) -> list[Svg]:
    """What of the lines lies between two heights: one path and one set of arrows for each style.

    Lines in one path do not look thicker where they meet. They are written from their end to their start, so
    that dashes fall together; ways back lie below the others.
    """
    paths: dict[str, list[str]] = {"back": [], "ahead": [], "broken": []}
    arrows: dict[tuple[Point, int, int], str] = {}
    for line in lines:
        style, points = STYLES[line.way], line.points[::-1]
        if style != "broken" and top <= points[0].y <= bottom:
            if style == "ahead" or _end(line.points) not in arrows:
                arrows[_end(line.points)] = style
            points = (_towards(points[0], points[1], ARROW_LENGTH / 2), *points[1:])
        paths[style].extend(_path(run) for run in _runs(points, top, bottom))
    return [
        element("path", {"class": f"flowchart__line flowchart__line--{style}", "d": "".join(path)})
        for style, path in paths.items()
        if path
    ] + [
        element("path", {"class": f"flowchart__arrow flowchart__arrow--{style}", "d": _arrow(*end)})
        for end, style in arrows.items()
    ]


def _runs(points: Sequence[Point], top: float, bottom: float) -> list[Sequence[Point]]:
    """The parts of a line between two heights, at which only its upright stretches cross."""
    if all(top <= point.y <= bottom for point in points):
        return [points]
    runs: list[list[Point]] = []
    for one, other in pairwise(points):
        if max(one.y, other.y) <= top or min(one.y, other.y) >= bottom:
            continue
        start, end = (Point(p.x, min(max(p.y, top), bottom)) for p in (one, other))
        if runs and runs[-1][-1] == start:
            runs[-1].append(end)
        else:
            runs.append([start, end])
    return list(runs)


def _end(points: Sequence[Point]) -> tuple[Point, int, int]:
    """The end of a line and the direction in which it arrives."""
    before, end = points[-2:]
    return end, (end.x > before.x) - (end.x < before.x), (end.y > before.y) - (end.y < before.y)


def _arrow(tip: Point, dx: int, dy: int) -> str:
    back_x, back_y = tip.x - dx * ARROW_LENGTH, tip.y - dy * ARROW_LENGTH
    return (
        f"M{_point(tip.x, tip.y)}"
        f"L{_point(back_x - dy * ARROW_HALF, back_y - dx * ARROW_HALF)}"
        f"L{_point(back_x + dy * ARROW_HALF, back_y + dx * ARROW_HALF)}Z"
    )


def _point(x: float, y: float) -> str:
    return f"{number(x)} {number(y)}"


def _path(points: Sequence[Point]) -> str:
    """A path with rounded bends."""
    parts = [f"M{_point(points[0].x, points[0].y)}"]
    for before, bend, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(CORNER, _length(before, bend) / 2, _length(bend, after) / 2)
        start, end = _towards(bend, before, radius), _towards(bend, after, radius)
        parts.append(f"L{_point(start.x, start.y)}Q{_point(bend.x, bend.y)} {_point(end.x, end.y)}")
    parts.append(f"L{_point(points[-1].x, points[-1].y)}")
    return "".join(parts)


def _length(one: Point, other: Point) -> float:
    return abs(one.x - other.x) + abs(one.y - other.y)


def _towards(bend: Point, other: Point, distance: float) -> Point:
    length = _length(bend, other) or 1
    return Point(
        bend.x + (other.x - bend.x) * distance / length, bend.y + (other.y - bend.y) * distance / length
    )


def write_condition(label: Label) -> Svg:
    return element(
        "g", {"class": f"flowchart__condition--{label.way}"}, *(write_text(text) for text in label.texts)
    )


# -- boxes -------------------------------------------------------------------------------------------


def write_box(box: Box) -> Svg:
    """A box: a link where it has an address, its number in a circle on its edge."""
    parts = [_shape(box), *(write_text(text) for text in box.texts)]
    if box.badge and box.number is not None:
        parts.append(_badge(box.badge, box.number))
    name = f"flowchart__step flowchart__step--{box.shape} flowchart__tone--{box.tone}"
    if box.href:
        return element("a", {"class": name, "href": box.href, "aria-label": box.spoken}, *parts)
    return element("g", {"class": name}, *parts)


def _shape(box: Box) -> Svg:
    rect = box.rect
    if box.shape is Shape.DECISION:
        middle = rect.centre
        corners = ((middle.x, rect.y), (rect.right, middle.y), (middle.x, rect.bottom), (rect.x, middle.y))
        path = "M" + "L".join(_point(x, y) for x, y in corners) + "Z"
        return element("path", {"class": "flowchart__shape", "d": path})
    radius = {Shape.TASK: 6.0, Shape.TERMINAL: rect.height / 2}.get(box.shape, 4.0)
    return _rect("flowchart__shape", rect, radius)


def _badge(badge: Rect, number: int) -> Svg:
    middle = badge.centre
    circle = element(
        "circle", {"class": "flowchart__badge", "cx": middle.x, "cy": middle.y, "r": badge.width / 2}
    )
    size = NUMBER.size if number < 100 else NUMBER.size * 0.8
    text = Text(middle.x, middle.y + 0.36 * size, str(number), size, Tone.NUMBER, weight=NUMBER.weight)
    return element("g", {}, circle, write_text(text))
