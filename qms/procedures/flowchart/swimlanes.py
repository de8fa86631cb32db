"""Swimlanes, for the screen: a column for each responsible party, a row for each step."""

from __future__ import annotations

from math import inf

from qms.procedures.flowchart import graph as graphs
from qms.procedures.flowchart import nodes
from qms.procedures.flowchart.drawing import Drawing
from qms.procedures.flowchart.geometry import Lane, Rect, Tone
from qms.procedures.flowchart.labels import Labels
from qms.procedures.flowchart.nodes import Link
from qms.procedures.flowchart.plan import Planner, Row
from qms.procedures.flowchart.shapes import stack
from qms.procedures.flowchart.text import Face, wrap
from qms.procedures.structure import Procedure

HEAD = Face(13, 600)
HEAD_PADDING = 10.0
HEAD_BAR = 4.0
ABOVE_FLOW = 18.0
BELOW_FLOW = 20.0
WIDTHS = ((3, 184.0, 92.0), (5, 168.0, 84.0), (8, 156.0, 72.0), (inf, 148.0, 64.0))
"""Up to so many lanes: the width of the boxes, and of the labels beside them. Many lanes are narrower."""


def draw_swimlanes(procedure: Procedure, *, labels: Labels, link: Link, id_prefix: str) -> Drawing:
    """The procedure as swimlanes; ``id_prefix`` keeps ids apart when a page shows several drawings."""
    if not procedure.steps:
        return nodes.empty(labels, id_prefix)
    graph = graphs.read(procedure.steps, labels)
    width, label_width = next(widths for most, *widths in WIDTHS if len(graph.lanes) <= most)
    figures = [
        nodes.figure(node, nodes.time_and_codes(node.step, labels) if node.step else (), width)
        for node in graph.nodes
    ]
    lanes = [node.lane for node in graph.nodes]
    rows = [Row(figure, lane) for figure, lane in zip(figures, lanes, strict=True)]
    planner = Planner(rows, nodes.routes(graph, lanes), left=1, label_width=label_width)
    heads = [
        wrap(name, right - left - 2 * HEAD_PADDING, HEAD)
        for name, (left, right) in zip(graph.lanes, planner.lanes, strict=True)
    ]
    head = HEAD_BAR + max(map(len, heads)) * HEAD.line + 2 * HEAD_PADDING
    plan = planner.plan(1 + head + ABOVE_FLOW)
    bottom = plan.bottom + BELOW_FLOW
    return Drawing(
        kind="swimlanes",
        width=planner.lanes[-1][1] + 1,
        height=bottom + 1,
        title=labels.title,
        description=labels.description,
        id_prefix=id_prefix,
        boxes=nodes.boxes(graph, figures, plan.rects, labels, link),
        lines=plan.lines,
        labels=plan.labels,
        lanes=tuple(
            _lane(place, border, lines, head, bottom)
            for place, (border, lines) in enumerate(zip(planner.lanes, heads, strict=True))
        ),
        breaks=plan.breaks,
    )


def _lane(
    place: int, border: tuple[float, float], lines: tuple[str, ...], head: float, bottom: float
) -> Lane:
    """A lane with its head; the lines of the head stand in its middle."""
    left, right = border
    top = 1 + HEAD_BAR + (head - HEAD_BAR - len(lines) * HEAD.line) / 2
    return Lane(
        rect=Rect(left, 1, right - left, bottom - 1),
        head=Rect(left, 1, right - left, head),
        texts=stack([(lines, HEAD, Tone.HEAD)], (left + right) / 2, top),
        tone=place % nodes.TONES + 1,
    )
