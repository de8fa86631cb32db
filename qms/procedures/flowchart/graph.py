"""The procedure as a graph in rows: one row per step, in the order of the list, and the ways between them.

Rows are the order in which people read and number the steps, so the rank of a step is its place. A way that
leads up, or to the same row, is a way back. Faults become nodes of their own (a dead end, a step that does
not exist), so that a draft can always be drawn and shows what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qms.procedures.flowchart.geometry import Way
from qms.procedures.flowchart.labels import Labels
from qms.procedures.flowchart.text import tidy
from qms.procedures.structure import END, Exit, Party, Step, StepKind


class NodeKind(StrEnum):
    START = "start"
    TASK = "task"
    DECISION = "decision"
    END = "end"
    DEAD_END = "dead_end"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Node:
    """What stands in one row. ``text`` is its name; only tasks and decisions have a step and a number."""

    row: int
    kind: NodeKind
    lane: int
    text: str
    step: Step | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """An exit: from row to row."""

    index: int
    source: int
    target: int
    condition: str
    way: Way


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    lanes: tuple[str, ...]


def party_names(steps: Sequence[Step], nobody: str) -> dict[str, str]:
    """The parties in order of appearance, by the key under which equal names meet."""
    names: dict[str, str] = {}
    for step in steps:
        names.setdefault(party_key(step.responsible), _party_name(step.responsible) or nobody)
    return names


def party_key(party: Party | None) -> str:
    return _party_name(party).casefold()


def _party_name(party: Party | None) -> str:
    return tidy(party.name) if party else ""


def read(steps: Sequence[Step], labels: Labels) -> Graph:
    """The graph of ``steps``, which are not empty."""
    names = party_names(steps, labels.nobody)
    lanes = {key: place for place, key in enumerate(names)}
    nodes = _nodes(steps, labels, lanes)
    return Graph(tuple(nodes), tuple(_edges(nodes, labels)), tuple(names.values()))


def _nodes(steps: Sequence[Step], labels: Labels, lanes: dict[str, int]) -> list[Node]:
    known = {step.id for step in steps} | {END}
    nodes = [Node(0, NodeKind.START, lanes[party_key(steps[0].responsible)], labels.start)]
    last_lane: int | None = None
    for number, step in enumerate(steps, 1):
        lane = lanes[party_key(step.responsible)]
        kind = NodeKind.DECISION if step.kind is StepKind.DECISION else NodeKind.TASK
        nodes.append(Node(len(nodes), kind, lane, tidy(step.name) or "…", step, number))
        for fault, text in _faults(step, known, labels):
            nodes.append(Node(len(nodes), fault, lane, text))
        if any(way.to == END for way in step.exits):
            last_lane = lane
    if last_lane is not None:
        nodes.append(Node(len(nodes), NodeKind.END, last_lane, labels.end))
    return nodes


def _faults(step: Step, known: set[str], labels: Labels) -> list[tuple[NodeKind, str]]:
    """The marks that stand under a step: one for each exit to nowhere, or one for having no exit."""
    if not step.exits:
        return [(NodeKind.DEAD_END, labels.dead_end)]
    return [
        (NodeKind.MISSING, tidy(labels.missing.format(id=way.to)))
        for way in step.exits
        if way.to not in known
    ]


def _edges(nodes: Sequence[Node], labels: Labels) -> list[Edge]:
    rows: dict[str, int] = {}
    for node in nodes:
        if node.step:
            rows.setdefault(node.step.id, node.row)
    if nodes[-1].kind is NodeKind.END:
        rows[END] = nodes[-1].row
    edges = [Edge(0, 0, 1, "", Way.NEXT)]
    for node in nodes:
        if not node.step:
            continue
        fault = node.row + 1
        for way in node.step.exits or (Exit(""),):
            target = rows.get(way.to) if node.step.exits else None
            if target is None:
                target, fault = fault, fault + 1
            kind = _way(node.row, target, nodes)
            edges.append(Edge(len(edges), node.row, target, tidy(labels.condition(way.condition)), kind))
    return edges


def _way(source: int, target: int, nodes: Sequence[Node]) -> Way:
    if nodes[target].kind in {NodeKind.DEAD_END, NodeKind.MISSING}:
        return Way.BROKEN
    if target <= source:
        return Way.BACK
    between = any(node.step for node in nodes[source + 1 : target])
    return Way.SKIP if between else Way.NEXT
