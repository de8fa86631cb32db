"""From nodes to figures and boxes: what each layout writes into them is its own matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qms.procedures.flowchart import shapes
from qms.procedures.flowchart.drawing import Drawing
from qms.procedures.flowchart.geometry import Box, Point, Rect, Text, Tone
from qms.procedures.flowchart.graph import Graph, Node, NodeKind, party_key
from qms.procedures.flowchart.labels import Labels
from qms.procedures.flowchart.routes import Route, Router
from qms.procedures.flowchart.shapes import Figure, stack
from qms.procedures.flowchart.text import Face, tidy, widest, wrap
from qms.procedures.structure import Step, StepKind

Link = Callable[[int], str]
"""Gives the address of a step by its number; an empty address makes no link."""

TONES = 6
"""How many lane colours the style sheet knows."""

EMPTY = Face(14)
EMPTY_WIDTH = 320.0


def figure(node: Node, notes: tuple[str, ...], width: float) -> Figure:
    """The figure of a node, at most ``width`` wide."""
    match node.kind:
        case NodeKind.TASK:
            return shapes.task(node.text, notes, width)
        case NodeKind.DECISION:
            return shapes.decision(node.text, notes, width)
        case NodeKind.START | NodeKind.END:
            return shapes.terminal(node.text, width)
        case NodeKind.DEAD_END | NodeKind.MISSING:
            return shapes.fault(node.text, width)


def time_and_codes(step: Step, labels: Labels) -> tuple[str, ...]:
    """What stands small in a box: how long, and the codes of the forms; in a diamond only how long."""
    time = (tidy(labels.duration(step.duration)),) if step.duration else ()
    if step.kind is StepKind.DECISION:
        return time
    return (*time, *(tidy(form.code) for form in step.forms if form.code))


def routes(graph: Graph, lanes: list[int]) -> list[Route]:
    return Router(lanes, [node.kind for node in graph.nodes], graph.edges).routes()


def boxes(
    graph: Graph, figures: Sequence[Figure], rects: Sequence[Rect], labels: Labels, link: Link
) -> tuple[Box, ...]:
    """The figures at their places, with links; tones follow the parties."""
    return tuple(
        Box(
            row=node.row,
            rect=rect,
            shape=figure.shape,
            texts=tuple(_moved(text, rect.centre) for text in figure.texts),
            number=node.number,
            badge=_moved_rect(figure.badge, rect.centre) if figure.badge else None,
            href=link(node.number) if node.number else "",
            spoken=spoken(node, labels),
            tone=node.lane % TONES + 1,
        )
        for node, figure, rect in zip(graph.nodes, figures, rects, strict=True)
    )


def spoken(node: Node, labels: Labels) -> str:
    """What a screen reader says for a box: number, name, who, how long."""
    if not node.step:
        return node.text
    parts = [labels.step.format(number=node.number, name=node.text)]
    if node.step.responsible and party_key(node.step.responsible):
        parts.append(tidy(node.step.responsible.name))
    if node.step.duration:
        parts.append(labels.duration(node.step.duration))
    return ". ".join(parts)


def _moved(text: Text, to: Point) -> Text:
    return Text(text.x + to.x, text.y + to.y, text.content, text.size, text.tone, text.anchor, text.weight)


def _moved_rect(rect: Rect, to: Point) -> Rect:
    return Rect(rect.x + to.x, rect.y + to.y, rect.width, rect.height)


def empty(labels: Labels, id_prefix: str) -> Drawing:
    """What is shown as long as there is no step: one friendly sentence."""
    lines = wrap(labels.empty, EMPTY_WIDTH - 48, EMPTY)
    height = len(lines) * EMPTY.line + 48
    width = max(EMPTY_WIDTH, widest(lines, EMPTY) + 48)
    return Drawing(
        kind="empty",
        width=width,
        height=height,
        title=labels.title,
        description=labels.empty,
        id_prefix=id_prefix,
        cells=stack([(lines, EMPTY, Tone.NOTE)], width / 2, 24),
    )
