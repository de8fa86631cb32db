"""The flowchart as a list of sentences, for those who read or listen instead of looking."""

from __future__ import annotations

from dataclasses import dataclass

from qms.procedures.flowchart import graph as graphs
from qms.procedures.flowchart.geometry import Way
from qms.procedures.flowchart.graph import Edge, Graph, NodeKind
from qms.procedures.flowchart.labels import Labels
from qms.procedures.flowchart.nodes import Link
from qms.procedures.structure import Procedure


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """A step in words."""

    number: int
    name: str
    href: str
    responsible: str
    time: str  # "" where no time is set
    ways: tuple[str, ...]  # one sentence for each way on


def outline(procedure: Procedure, *, labels: Labels, link: Link) -> tuple[OutlineStep, ...]:
    """Every step with where it goes next, in the order of the steps."""
    if not procedure.steps:
        return ()
    graph = graphs.read(procedure.steps, labels)
    ways: dict[int, list[str]] = {}
    for edge in graph.edges:
        ways.setdefault(edge.source, []).append(_sentence(edge, graph, labels))
    return tuple(
        OutlineStep(
            number=node.number,
            name=node.text,
            href=link(node.number),
            responsible=graph.lanes[node.lane],
            time=labels.duration(node.step.duration) if node.step.duration else "",
            ways=tuple(ways[node.row]),
        )
        for node in graph.nodes
        if node.step and node.number
    )


def _sentence(edge: Edge, graph: Graph, labels: Labels) -> str:
    node = graph.nodes[edge.target]
    if node.kind in {NodeKind.DEAD_END, NodeKind.MISSING} and not edge.condition:
        return node.text
    target = labels.target.format(number=node.number, name=node.text) if node.step else node.text
    back = edge.way is Way.BACK
    if edge.condition:
        sentence = labels.goes_back_to_if if back else labels.goes_to_if
        return sentence.format(condition=edge.condition, target=target)
    return (labels.goes_back_to if back else labels.goes_to).format(target=target)
