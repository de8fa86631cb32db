"""The elements of a BPMN process for a procedure: events, tasks, gateways where ways part or meet, and flows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qms.procedures.bpmn.names import STEP_PREFIX
from qms.procedures.flowchart.graph import party_key, party_names
from qms.procedures.structure import END, Exit, Step, StepKind

START_ID, END_ID = "start", "end-event"


class ElementKind(StrEnum):
    START = "startEvent"
    END = "endEvent"
    TASK = "task"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"

    @property
    def is_gateway(self) -> bool:
        return self in (ElementKind.EXCLUSIVE, ElementKind.PARALLEL)


@dataclass(frozen=True)
class Element:
    """What stands in a lane; only tasks carry a step."""

    id: str
    kind: ElementKind
    lane: int
    step: Step | None = None


@dataclass(frozen=True)
class Flow:
    id: str
    source: str
    target: str
    condition: str = ""


@dataclass(frozen=True)
class Process:
    """Everything in its order: lanes by name (empty for steps that nobody answers for), elements in rows."""

    lanes: tuple[str, ...]
    elements: tuple[Element, ...]
    flows: tuple[Flow, ...]


def process_of(steps: Sequence[Step]) -> Process:
    """The process that ``steps`` make; ways on to steps that do not exist are left out.

    A step with several ways on gets a gateway behind it: exclusive for a decision, parallel for a task, which
    goes on to all. Where several ways meet, a gateway stands before the step: exclusive, unless they are
    the branches of one task.
    """
    return _Builder(steps).process()


class _Builder:
    """Puts the elements into rows, in the order of the steps, and then the flows between them."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._names = party_names(steps, "")
        lanes = {key: place for place, key in enumerate(self._names)}
        self._lanes = {step.id: lanes[party_key(step.responsible)] for step in steps}
        known = {END, *(step.id for step in steps)}
        self._exits = {step.id: [each for each in step.exits if each.to in known] for step in steps}
        self._arriving = Counter(each.to for step in steps for each in self._exits[step.id])
        self._arriving[steps[0].id] += 1
        self._doors: dict[str, str] = {END: END_ID}  # where one enters a step
        self._elements: list[Element] = []
        self._flows: list[Flow] = []

    def process(self) -> Process:
        first = self._steps[0]
        self._elements.append(Element(START_ID, ElementKind.START, self._lanes[first.id]))
        for step in self._steps:
            self._put(step)
        ending = [step for step in self._steps if any(each.to == END for each in self._exits[step.id])]
        if ending:
            self._elements.append(Element(END_ID, ElementKind.END, self._lanes[ending[-1].id]))
        self._flows.append(Flow("flow-start", START_ID, self._doors[first.id]))
        for step in self._steps:
            self._lead_on(step)
        return Process(tuple(self._names.values()), tuple(self._elements), tuple(self._flows))

    def _put(self, step: Step) -> None:
        """A step with the gateways before and behind it."""
        lane, task = self._lanes[step.id], f"{STEP_PREFIX}{step.id}"
        self._doors[step.id] = task
        if self._arriving[step.id] > 1:
            self._doors[step.id] = f"join-{step.id}"
            waits = _meet_again(step.id, self._steps, self._exits)
            kind = ElementKind.PARALLEL if waits else ElementKind.EXCLUSIVE
            self._elements.append(Element(self._doors[step.id], kind, lane))
            self._flows.append(Flow(f"into-{step.id}", self._doors[step.id], task))
        self._elements.append(Element(task, ElementKind.TASK, lane, step))
        if _parts(step, self._exits[step.id]):
            kind = ElementKind.EXCLUSIVE if step.kind is StepKind.DECISION else ElementKind.PARALLEL
            self._elements.append(Element(f"split-{step.id}", kind, lane))
            self._flows.append(Flow(f"out-{step.id}", task, f"split-{step.id}"))

    def _lead_on(self, step: Step) -> None:
        exits = self._exits[step.id]
        source = f"split-{step.id}" if _parts(step, exits) else f"{STEP_PREFIX}{step.id}"
        for number, each in enumerate(exits, 1):
            self._flows.append(Flow(f"flow-{step.id}-{number}", source, self._doors[each.to], each.condition))


def _parts(step: Step, exits: Sequence[Exit]) -> bool:
    return len(exits) > 1 or (step.kind is StepKind.DECISION and bool(exits))


def _meet_again(target: str, steps: Sequence[Step], exits: dict[str, list[Exit]]) -> bool:
    """Whether all ways into ``target`` are branches of one task, each branch once: then they wait for each other."""
    sources = [step.id for step in steps for each in exits[step.id] if each.to == target]
    for step in steps:
        if step.kind is StepKind.DECISION or len(exits[step.id]) < 2 or step.id == target:
            continue
        branches = [_reached(each.to, target, exits) for each in exits[step.id] if each.to != END]
        owners = [[n for n, branch in enumerate(branches) if source in branch] for source in sources]
        if all(len(each) == 1 for each in owners) and len({each[0] for each in owners}) == len(sources) > 1:
            return True
    return False


def _reached(first: str, stop: str, exits: dict[str, list[Exit]]) -> set[str]:
    """The steps that one can come to from ``first`` without going through ``stop``."""
    found, waiting = set[str](), [first]
    while waiting:
        each = waiting.pop()
        if each in (stop, END) or each in found:
            continue
        found.add(each)
        waiting += [exit_.to for exit_ in exits[each]]
    return found
