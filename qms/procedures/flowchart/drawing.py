"""A flowchart with all positions settled, and how it becomes SVG: whole, or cut into pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from qms.procedures.flowchart import svg
from qms.procedures.flowchart.geometry import Box, Label, Lane, Line, Rect, Text
from qms.procedures.flowchart.svg import Svg

PAGE = 1.25
"""The height of a piece by its width: A4 between its margins, less room for what stands above the drawing."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that is drawn, in user units; the drawing reaches from 0, 0 to ``width``, ``height``."""

    kind: str  # "swimlanes", "table", "strip" or "empty"
    width: float
    height: float
    title: str
    description: str
    id_prefix: str
    boxes: tuple[Box, ...] = ()
    lines: tuple[Line, ...] = ()
    labels: tuple[Label, ...] = ()
    lanes: tuple[Lane, ...] = ()
    cells: tuple[Text, ...] = ()  # text beside the flow
    rules: tuple[Rect, ...] = ()  # hair lines between the rows of cells
    breaks: tuple[float, ...] = ()  # heights at which a page may be cut: only upright lines cross them

    def svg(self) -> Svg:
        """The drawing as one <svg> element.

        It is a group of links, not an image: an image would hide them from screen readers. What the list
        beside the drawing says as well (lines, conditions, lanes) is hidden from them here.
        """
        return self._piece(0, self.height, self.id_prefix)

    def pages(self, shape: float = PAGE) -> tuple[Svg, ...]:
        """The drawing in pieces no higher than ``shape`` times its width, cut between rows, each with the heads.

        A single row that is higher makes a higher piece.
        """
        cuts = [0.0, *self._cuts(shape * self.width), self.height]
        return tuple(
            self._piece(top, bottom, f"{self.id_prefix}-{number}")
            for number, (top, bottom) in enumerate(zip(cuts, cuts[1:], strict=False), 1)
        )

    @property
    def _head(self) -> float:
        return max((lane.head.bottom for lane in self.lanes), default=0.0)

    def _cuts(self, height: float) -> Iterator[float]:
        top = 0.0
        room = height
        while self.height - top > room:
            later = [cut for cut in self.breaks if cut > top]
            if not later:
                break
            top = max((cut for cut in later if cut <= top + room), default=later[0])
            room = height - self._head
            yield top

    def _piece(self, top: float, bottom: float, prefix: str) -> Svg:
        """What lies between two heights; below the first cut the heads stand once more above it."""
        head = self._head if top else 0.0
        lanes = [replace(lane, rect=_between(lane.rect, top, bottom)) for lane in self.lanes]
        heads = svg.element(
            "g",
            {"transform": f"translate(0 {svg.number(top - head)})" if top else ""},
            *map(svg.write_head, lanes),
        )
        return svg.element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": f"flowchart flowchart--{self.kind}",
                "viewBox": " ".join(map(svg.number, (0, top - head, self.width, bottom - top + head))),
                "width": self.width,
                "height": bottom - top + head,
                "role": "group",
                "aria-labelledby": f"{prefix}-title",
                "aria-describedby": f"{prefix}-description",
            },
            svg.element("title", {"id": f"{prefix}-title"}, self.title),
            svg.element("desc", {"id": f"{prefix}-description"}, self.description),
            svg.element(
                "g",
                {"aria-hidden": "true"},
                svg.element("g", {}, *map(svg.write_lane, lanes)),
                *(svg.write_rule(rule) for rule in self.rules if top < rule.y < bottom),
                *(svg.write_text(text) for text in self.cells if top < text.y < bottom),
                *svg.write_lines(self.lines, top, bottom),
                *(svg.write_condition(label) for label in self.labels if top < label.rect.y < bottom),
                heads,
            ),
            *(svg.write_box(box) for box in self.boxes if top < box.rect.y < bottom),
        )


def _between(rect: Rect, top: float, bottom: float) -> Rect:
    upper, lower = max(rect.y, top), min(rect.bottom, bottom)
    return Rect(rect.x, upper, rect.width, lower - upper)
