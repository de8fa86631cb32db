"""A flowchart with all positions settled, and how it becomes SVG."""

from __future__ import annotations

from dataclasses import dataclass

from qms.procedures.flowchart import svg
from qms.procedures.flowchart.geometry import Box, Label, Lane, Line, Rect, Text


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

    def svg(self) -> str:
        """The drawing as one <svg> element.

        It is a group of links, not an image: an image would hide them from screen readers. What the list
        beside the drawing says as well (lines, conditions, lanes) is hidden from them here.
        """
        title, description = f"{self.id_prefix}-title", f"{self.id_prefix}-description"
        ground = [
            *map(svg.write_lane, self.lanes),
            *map(svg.write_head, self.lanes),
            *map(svg.write_rule, self.rules),
            *map(svg.write_text, self.cells),
        ]
        return svg.element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": f"flowchart flowchart--{self.kind}",
                "viewBox": f"0 0 {svg.number(self.width)} {svg.number(self.height)}",
                "width": self.width,
                "height": self.height,
                "role": "group",
                "aria-labelledby": title,
                "aria-describedby": description,
            },
            svg.element("title", {"id": title}, self.title),
            svg.element("desc", {"id": description}, self.description),
            svg.element("g", {"aria-hidden": "true"}, *ground, *svg.write_lines(self.lines)),
            svg.element("g", {"aria-hidden": "true"}, *map(svg.write_condition, self.labels)),
            *map(svg.write_box, self.boxes),
        )
