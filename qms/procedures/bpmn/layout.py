"""Where everything stands: the layout of our own flowchart, with a row for each gateway too, so nothing overlaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from qms.procedures.bpmn.elements import Element, ElementKind, Process
from qms.procedures.flowchart import shapes
from qms.procedures.flowchart.geometry import Point, Rect, Shape, Way
from qms.procedures.flowchart.graph import Edge, NodeKind
from qms.procedures.flowchart.plan import Planner, Row
from qms.procedures.flowchart.routes import Router
from qms.procedures.flowchart.shapes import Figure
from qms.procedures.flowchart.text import tidy

LEFT, TOP = 80.0, 60.0
HEAD = 30.0  # of the pool and of each lane, as BPMN tools draw them
ABOVE, BELOW = 24.0, 24.0
TASK_WIDTH, LABEL_WIDTH = 168.0, 84.0
LEAST_TASK = 80.0
GATEWAY, EVENT = 50.0, 36.0
_KINDS = {
    ElementKind.START: NodeKind.START,
    ElementKind.END: NodeKind.END,
    ElementKind.TASK: NodeKind.TASK,
    ElementKind.EXCLUSIVE: NodeKind.DECISION,
    ElementKind.PARALLEL: NodeKind.DECISION,
}


@dataclass(frozen=True)
class Layout:
    """Places, by the order of lanes, elements and flows of the process."""

    pool: Rect
    lanes: tuple[Rect, ...]
    elements: tuple[Rect, ...]
    flows: tuple[tuple[Point, ...], ...]
    conditions: dict[int, Rect]  # by flow, where it has one


def layout_of(process: Process) -> Layout:
    """Places for everything; lanes stand side by side, elements below each other."""
    figures = [_figure(each) for each in process.elements]
    lanes = [each.lane for each in process.elements]
    rows = {each.id: row for row, each in enumerate(process.elements)}
    edges = tuple(
        Edge(
            n,
            rows[flow.source],
            rows[flow.target],
            tidy(flow.condition),
            _way(rows[flow.source], rows[flow.target]),
        )
        for n, flow in enumerate(process.flows)
    )
    routes = Router(lanes, [_KINDS[each.kind] for each in process.elements], edges).routes()
    placed = [Row(figure, lane) for figure, lane in zip(figures, lanes, strict=True)]
    planner = Planner(placed, routes, left=LEFT, label_width=LABEL_WIDTH)
    plan = planner.plan(TOP + 2 * HEAD + ABOVE)
    bottom = plan.bottom + BELOW
    borders = [planner.lanes[0][0], *(right for _left, right in planner.lanes)]
    return Layout(
        pool=Rect(borders[0], TOP, borders[-1] - borders[0], bottom - TOP),
        lanes=tuple(Rect(a, TOP + HEAD, b - a, bottom - TOP - HEAD) for a, b in pairwise(borders)),
        elements=plan.rects,
        flows=tuple(line.points for line in plan.lines),
        conditions={label.line: label.rect for label in plan.labels},
    )


def _way(source: int, target: int) -> Way:
    if target <= source:
        return Way.BACK
    return Way.NEXT if target == source + 1 else Way.SKIP


def _figure(element: Element) -> Figure:
    if element.step is not None:
        drawn = shapes.task(tidy(element.step.name) or "…", (), TASK_WIDTH)
        return Figure(Shape.TASK, max(drawn.width, LEAST_TASK), drawn.height, ())
    size = GATEWAY if element.kind.is_gateway else EVENT
    return Figure(Shape.DECISION if element.kind.is_gateway else Shape.TERMINAL, size, size, ())
