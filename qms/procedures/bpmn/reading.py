"""Reading a BPMN 2.0 file as steps: of our own making and of other tools. What is not understood is named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from qms.foundation.texts import _l
from qms.kernel.text import clean_line, fold
from qms.procedures.bpmn import collapsing, tree
from qms.procedures.bpmn.collapsing import Arrow, Net, Node, Tangled
from qms.procedures.bpmn.names import STEP_PREFIX, ours
from qms.procedures.bpmn.tree import BpmnRefused
from qms.procedures.encoding import tidy
from qms.procedures.structure import (
    END,
    STEP_LIMIT,
    Duration,
    Exit,
    FormUse,
    Party,
    PartyKind,
    Procedure,
    Step,
    StepKind,
    TimeUnit,
    is_step_id,
)

__all__ = ["BpmnRefused", "Understood", "from_bpmn"]

LONGEST_NAME, LONGEST_CONDITION = 500, 200
_TASKS = {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"}
_WHOLES = {"subProcess", "callActivity", "transaction", "adHocSubProcess"}
_GATEWAYS = {
    "exclusiveGateway": collapsing.CHOOSES,
    "inclusiveGateway": collapsing.CHOOSES,
    "eventBasedGateway": collapsing.CHOOSES,
    "complexGateway": collapsing.CHOOSES,
    "parallelGateway": collapsing.GOES_ON_TO_ALL,
}
_EVENTS = {
    "startEvent": collapsing.START,
    "endEvent": collapsing.END_EVENT,
    "intermediateCatchEvent": collapsing.EVENT,
    "intermediateThrowEvent": collapsing.EVENT,
    "boundaryEvent": collapsing.EVENT,
}
_QUIET = {
    "documentation",
    "extensionElements",
    "laneSet",
    "sequenceFlow",
    "incoming",
    "outgoing",
    "ioSpecification",
}
_OUTSIDE = (
    "to chuc, ca nhan",
    "cong dan",
    "nguoi dan",
    "khach hang",
    "doanh nghiep",
    "nguoi nop",
    "customer",
    "applicant",
)


@dataclass(frozen=True)
class Understood:
    """The steps that a file draws, and sentences about what was guessed or left out."""

    title: str
    steps: tuple[Step, ...]
    doubts: tuple[Any, ...]


def from_bpmn(content: bytes) -> Understood:
    """What a BPMN file says.

    Raises:
        BpmnRefused: see ``tree.read``; it draws no task, or more steps than a procedure can have.
    """
    root = tree.read(content)
    reader = _Reader(root)
    net = reader.net()
    ids = net.steps()
    if not ids:
        raise BpmnRefused(_l("The file draws no task."))
    if len(ids) >= STEP_LIMIT:
        raise BpmnRefused(
            _l("A procedure has at most %(most)s steps. Divide it into several.", most=STEP_LIMIT)
        )
    try:
        exits = {each: net.exits(each) for each in ids}
        firsts = net.first_steps()
    except Tangled:
        raise BpmnRefused(
            _l("Its gateways lead to each other in more ways than can be read as steps.")
        ) from None
    ordered = ids if reader.is_ours(ids) else collapsing.in_reading_order(firsts, exits)
    names = _step_ids(ordered)
    steps = tuple(reader.step(each, names, net.kind(each), exits[each]) for each in ordered)
    doubts = [*reader.doubts(), *_doubts_of(net, ordered, firsts, exits, steps)]
    return Understood(reader.title, tidy(Procedure(steps=steps)).steps, tuple(doubts))


class _Reader:
    """The elements of a file by what they mean."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._lane_of: dict[str, str] = {}
        self._unknown: Counter[str] = Counter()
        self._as_one: list[str] = []
        self._arrows: list[Arrow] = []
        self._attached: list[tuple[str, str, str]] = []
        pools = [
            each
            for part in tree.children(root, "collaboration")
            for each in tree.children(part, "participant")
        ]
        names = {each.get("processRef"): tree.name_of(each) for each in pools if each.get("processRef")}
        processes = [
            each for each in tree.children(root, "process") if next(tree.children(each), None) is not None
        ]
        self.title = next(iter(filter(None, [*names.values(), *map(tree.name_of, processes)])), "")
        for process in processes:
            self._take_process(process, names.get(process.get("id"), "") if len(processes) > 1 else "")
        for part in tree.children(root, "collaboration"):
            self._unknown.update(tree.local(each) for each in tree.children(part, "messageFlow"))

    def _take_process(self, process: Any, pool: str) -> None:
        for element in tree.children(process):
            kind, number = tree.local(element), element.get("id") or ""
            if kind == "sequenceFlow":
                condition = tree.name_of(element) or _expression(element)
                self._arrows.append(
                    Arrow(
                        element.get("sourceRef") or "",
                        element.get("targetRef") or "",
                        condition[:LONGEST_CONDITION],
                    )
                )
            elif kind in _TASKS | _WHOLES | _GATEWAYS.keys() | _EVENTS.keys() and number:
                self._elements[number] = element
                self._lane_of[number] = pool
                if kind == "boundaryEvent":
                    self._attached.append((number, element.get("attachedToRef") or "", tree.name_of(element)))
                if kind in _WHOLES:
                    self._as_one.append(tree.name_of(element) or kind)
            elif kind not in _QUIET:
                self._unknown[kind] += 1
        for lanes in tree.children(process, "laneSet"):
            self._take_lanes(lanes)

    def _take_lanes(self, lanes: Any) -> None:
        """Inner lanes say more than those around them."""
        for lane in tree.children(lanes, "lane"):
            for each in tree.children(lane, "flowNodeRef"):
                self._lane_of[(each.text or "").strip()] = tree.name_of(lane)
            for inner in tree.children(lane, "childLaneSet"):
                self._take_lanes(inner)

    def net(self) -> Net:
        """Nodes and arrows; arrows to nowhere are left out."""
        nodes = {
            number: Node(number, _kind(each), tree.name_of(each)) for number, each in self._elements.items()
        }
        arrows = [each for each in self._arrows if each.source in nodes and each.target in nodes]
        arrows += [Arrow(task, event, name) for event, task, name in self._attached if task in nodes]
        return Net(nodes, arrows)

    def is_ours(self, ids: Iterable[str]) -> bool:
        """Whether all steps were written by us: then their order in the file is the order of the steps."""
        return all(self._said(each) is not None for each in ids)

    def step(self, number: str, names: dict[str, str], kind: StepKind, exits: tuple[Exit, ...]) -> Step:
        element, said = self._elements[number], self._said(number)
        if said is not None and said.get("kind") == "decision" and len(exits) == 1:
            kind = StepKind.DECISION
        ways = tuple(
            Exit(names.get(each.to, END), each.condition[:LONGEST_CONDITION])
            for each in exits or (Exit(END),)
        )
        given = _details(said) if said is not None else {}
        return Step(
            id=names[number],
            name=tree.name_of(element)[:LONGEST_NAME] or "…",
            kind=kind,
            responsible=self._party(number, said),
            instructions=tree.documentation_of(element),
            exits=ways,
            **given,
        )

    def _said(self, number: str) -> Any:
        return next(self._elements[number].iter(ours("step")), None)

    def _party(self, number: str, said: Any) -> Party | None:
        """Who the lane names; what we wrote ourselves tells whether that is a unit, as long as it is the same name."""
        lane = self._lane_of.get(number, "")
        written = next(said.iter(ours("responsible")), None) if said is not None else None
        if written is not None:
            name = clean_line("".join(written.itertext()))
            if not lane or fold(name) == fold(lane):
                return Party(_one_of(PartyKind, written.get("kind"), PartyKind.UNIT), name) if name else None
        if not lane:
            return None
        return Party(PartyKind.OUTSIDE if fold(lane).startswith(_OUTSIDE) else PartyKind.UNIT, lane)

    def doubts(self) -> Iterator[Any]:
        for name, count in sorted(self._unknown.items()):
            yield _l(
                "“%(name)s” (%(count)s ×) has no place in steps and was left out.", name=name, count=count
            )
        for name in self._as_one:
            yield _l("“%(name)s” is a process of its own; it was taken as one step.", name=name)
        kinds = Counter(tree.local(each) for each in self._elements.values())
        for kind in ("inclusiveGateway", "eventBasedGateway", "complexGateway"):
            if kinds[kind]:
                yield _l("“%(name)s” was taken as a decision that chooses one way.", name=kind)
        for kind in ("intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"):
            if kinds[kind]:
                yield _l("“%(name)s”: the event was left out, the way through it kept.", name=kind)


def _kind(element: Any) -> str:
    name = tree.local(element)
    return _GATEWAYS.get(name) or _EVENTS.get(name) or collapsing.TASK


def _expression(flow: Any) -> str:
    """A condition without a name: its words, unless it is a formula."""
    texts = [clean_line("".join(each.itertext())) for each in tree.children(flow, "conditionExpression")]
    return next((text for text in texts if text and not re.search(r"[{}=<>$]", text)), "")


def _details(said: Any) -> dict[str, Any]:
    """What our extension adds to a step."""
    duration = next(said.iter(ours("duration")), None)
    return {
        "phase": clean_line(said.get("phase") or ""),
        "duration": _duration(duration) if duration is not None else None,
        "forms": tuple(
            FormUse(_text(each), clean_line(each.get("code") or "")) for each in said.iter(ours("form"))
        ),
        **{name: tuple(map(_text, said.iter(ours(name)))) for name in ("inputs", "outputs", "legal_basis")},
    }


def _text(element: Any) -> str:
    return clean_line("".join(element.itertext()))


def _duration(element: Any) -> Duration | None:
    try:
        value = Decimal(element.get("value") or "")
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value <= 10_000 or element.get("unit") not in set(TimeUnit):
        return None
    return Duration(value, TimeUnit(element.get("unit")), clean_line(element.get("note") or ""))


def _one_of(kinds: type[PartyKind], value: str | None, otherwise: PartyKind) -> PartyKind:
    return kinds(value) if value in set(kinds) else otherwise


def _step_ids(numbers: Iterable[str]) -> dict[str, str]:
    """An id of ours for each element: the one it had here, or one made of its own id."""
    ids: dict[str, str] = {}
    for place, number in enumerate(numbers, 1):
        plain = "-".join(re.findall(r"[a-z0-9]+", fold(number.removeprefix(STEP_PREFIX))))[:36].strip("-")
        free = plain if is_step_id(plain) and plain not in ids.values() else f"b{place}"
        while free in ids.values():
            free = f"{free}x"
        ids[number] = free
    return ids


def _doubts_of(
    net: Net,
    ordered: list[str],
    firsts: list[str],
    exits: dict[str, tuple[Exit, ...]],
    steps: tuple[Step, ...],
) -> Iterator[Any]:
    if len(firsts) != 1:
        yield _l("The file says of %(count)s steps that they come first; check the order.", count=len(firsts))
    for number, step in enumerate(steps, 1):
        element = ordered[number - 1]
        if net.nodes[element].kind != collapsing.TASK:
            yield _l(
                "Step %(number)s “%(name)s” was a gateway; say what is done there.",
                number=number,
                name=step.name,
            )
        if step.responsible is None:
            yield _l(
                "Step %(number)s “%(name)s”: the file says nobody who does it.", number=number, name=step.name
            )
        if not exits[element]:
            yield _l(
                "Step %(number)s “%(name)s” leads nowhere; it was led to the end.",
                number=number,
                name=step.name,
            )
