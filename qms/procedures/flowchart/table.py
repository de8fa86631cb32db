"""The table that agencies print (responsible | sequence | time and forms), and its strip for narrow screens.

In both the flow runs down one column; in the strip the party and the time stand inside the boxes.
"""

from __future__ import annotations

from dataclasses import dataclass

from qms.procedures.flowchart import graph as graphs
from qms.procedures.flowchart import nodes
from qms.procedures.flowchart.drawing import Drawing
from qms.procedures.flowchart.geometry import Anchor, Lane, Rect, Text, Tone
from qms.procedures.flowchart.graph import Graph
from qms.procedures.flowchart.labels import Labels
from qms.procedures.flowchart.nodes import Link
from qms.procedures.flowchart.plan import Plan, Planner, Row
from qms.procedures.flowchart.shapes import NOTE, Block, height_of, stack
from qms.procedures.flowchart.text import Face, tidy, wrap
from qms.procedures.structure import FormUse, Procedure, Step

HEAD = Face(13, 600)
CELL = Face(13)
HEAD_PADDING = 10.0
CELL_PADDING = 12.0
CELL_GAP = 4.0  # between two forms
CELL_ROOM = 8.0  # above and below the text of a cell
PARTY_WIDTH = 164.0
FLOW_WIDTH = 372.0
TIME_WIDTH = 184.0
BOX_WIDTH = 216.0
LABEL_WIDTH = 88.0
ABOVE_FLOW = 18.0
BELOW_FLOW = 20.0

STRIP_WIDTH = 344.0
STRIP_BOX_WIDTH = 176.0
STRIP_LABEL_WIDTH = 60.0


@dataclass(frozen=True, slots=True)
class Cells:
    """What stands beside a step: to the left and to the right of the flow."""

    party: list[Block]
    time: list[Block]

    @property
    def half(self) -> float:
        """Half the height of the row that holds them."""
        return max(height_of(self.party), height_of(self.time, CELL_GAP)) / 2 + CELL_ROOM


def draw_table(procedure: Procedure, *, labels: Labels, link: Link, id_prefix: str) -> Drawing:
    """The procedure as a table; ``id_prefix`` keeps ids apart when a page shows several drawings."""
    if not procedure.steps:
        return nodes.empty(labels, id_prefix)
    graph = graphs.read(procedure.steps, labels)
    cells = [_cells(node.step, labels) if node.step else Cells([], []) for node in graph.nodes]
    figures = [nodes.figure(node, (), BOX_WIDTH) for node in graph.nodes]
    rows = [
        Row(figure, 0, cell.half if node.step else 0.0)
        for node, figure, cell in zip(graph.nodes, figures, cells, strict=True)
    ]
    planner = Planner(
        rows,
        nodes.routes(graph, [0] * len(rows)),
        left=1 + PARTY_WIDTH,
        label_width=LABEL_WIDTH,
        least_width=FLOW_WIDTH,
    )
    left, right = planner.lanes[0]
    heads = (labels.column_responsible, labels.column_sequence, labels.column_time)
    columns = ((1.0, left), (left, right), (right, right + TIME_WIDTH))
    names = [
        wrap(head, end - start - 2 * CELL_PADDING, HEAD)
        for head, (start, end) in zip(heads, columns, strict=True)
    ]
    head = max(map(len, names)) * HEAD.line + 2 * HEAD_PADDING
    plan = planner.plan(1 + head + ABOVE_FLOW)
    bottom = plan.bottom + BELOW_FLOW
    return Drawing(
        kind="table",
        width=right + TIME_WIDTH + 1,
        height=bottom + 1,
        title=labels.title,
        description=labels.description,
        id_prefix=id_prefix,
        boxes=nodes.boxes(graph, figures, plan.rects, labels, link),
        lines=plan.lines,
        labels=plan.labels,
        lanes=tuple(
            _column(start, end, lines, head, bottom)
            for (start, end), lines in zip(columns, names, strict=True)
        ),
        cells=_cell_texts(cells, plan, 1 + CELL_PADDING, right + CELL_PADDING),
        rules=_rules(graph, plan, ((1.0, left), (right, right + TIME_WIDTH))),
        breaks=plan.breaks,
    )


def draw_strip(procedure: Procedure, *, labels: Labels, link: Link, id_prefix: str) -> Drawing:
    """The table for a narrow screen: the flow alone, with party, time and forms inside the boxes."""
    if not procedure.steps:
        return nodes.empty(labels, id_prefix)
    graph = graphs.read(procedure.steps, labels)
    figures = [
        nodes.figure(node, _notes(node.step, labels) if node.step else (), STRIP_BOX_WIDTH)
        for node in graph.nodes
    ]
    rows = [Row(figure, 0) for figure in figures]
    planner = Planner(
        rows,
        nodes.routes(graph, [0] * len(rows)),
        left=1,
        label_width=STRIP_LABEL_WIDTH,
        least_width=STRIP_WIDTH,
    )
    plan = planner.plan(BELOW_FLOW)
    return Drawing(
        kind="strip",
        width=planner.lanes[0][1] + 1,
        height=plan.bottom + BELOW_FLOW,
        title=labels.title,
        description=labels.description,
        id_prefix=id_prefix,
        boxes=nodes.boxes(graph, figures, plan.rects, labels, link),
        lines=plan.lines,
        labels=plan.labels,
        breaks=plan.breaks,
    )


def _party(step: Step, labels: Labels) -> str:
    return (tidy(step.responsible.name) if step.responsible else "") or labels.nobody


def _notes(step: Step, labels: Labels) -> tuple[str, ...]:
    return (_party(step, labels), *nodes.time_and_codes(step, labels))


def _form(form: FormUse) -> str:
    """A form in one line: its code first, where it has one."""
    return " ".join(part for part in (form.code, form.title) if part)


def _cells(step: Step, labels: Labels) -> Cells:
    party = wrap(_party(step, labels), PARTY_WIDTH - 2 * CELL_PADDING, CELL)
    room = TIME_WIDTH - 2 * CELL_PADDING
    time: list[Block] = []
    if step.duration:
        time.append((wrap(labels.duration(step.duration), room, CELL), CELL, Tone.CELL))
    time.extend((wrap(_form(form), room, NOTE), NOTE, Tone.NOTE) for form in step.forms)
    return Cells([(party, CELL, Tone.CELL)], time)


def _cell_texts(cells: list[Cells], plan: Plan, party: float, time: float) -> tuple[Text, ...]:
    """The cells' lines, each cell in the middle of its row's height."""
    texts: list[Text] = []
    for cell, rect in zip(cells, plan.rects, strict=True):
        for x, blocks in ((party, cell.party), (time, cell.time)):
            top = rect.centre.y - height_of(blocks, CELL_GAP) / 2
            texts += stack(blocks, x, top, Anchor.START, CELL_GAP)
    return tuple(texts)


def _rules(graph: Graph, plan: Plan, columns: tuple[tuple[float, float], ...]) -> tuple[Rect, ...]:
    """Hair lines in the outer columns between two steps; the column of the flow stays free."""
    return tuple(
        Rect(left, round(plan.breaks[row - 1]), right - left, 0)
        for row in range(1, len(graph.nodes))
        if (graph.nodes[row].number or 0) > 1
        for left, right in columns
    )


def _column(start: float, end: float, lines: tuple[str, ...], head: float, bottom: float) -> Lane:
    top = 1 + (head - len(lines) * HEAD.line) / 2
    return Lane(
        rect=Rect(start, 1, end - start, bottom - 1),
        head=Rect(start, 1, end - start, head),
        texts=stack([(lines, HEAD, Tone.HEAD)], (start + end) / 2, top),
    )
