"""From a net of tasks, events and gateways to steps and their ways on.

A gateway behind one task makes that task a decision (exclusive) or lets it go on to all (parallel). One where
ways only meet disappears. An exclusive one where ways both meet and part becomes a step of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from qms.procedures.structure import END, Exit, StepKind

TASK, EVENT, END_EVENT, START = "task", "event", "end", "start"
CHOOSES, GOES_ON_TO_ALL = "exclusive", "parallel"
MOST_WAYS = 2_000  # arrows looked at for the ways on of one step


class Tangled(Exception):
    """Gateways lead to each other in more ways than anybody could follow."""


@dataclass(frozen=True)
class Node:
    """A task, event or gateway of a file; gateways have their kind and perhaps a question as their name."""

    id: str
    kind: str
    name: str = ""


@dataclass(frozen=True)
class Arrow:
    source: str
    target: str
    condition: str = ""


@dataclass
class Net:
    """What a file draws: nodes in the order of the file, and the arrows between them."""

    nodes: dict[str, Node] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._leaving: dict[str, list[Arrow]] = defaultdict(list)
        self._arriving: dict[str, int] = defaultdict(int)
        for arrow in self.arrows:
            self._leaving[arrow.source].append(arrow)
            self._arriving[arrow.target] += 1
        self._not_behind_a_task = {
            arrow.target for arrow in self.arrows if self.nodes[arrow.source].kind != TASK
        }

    def leaving(self, node: str) -> list[Arrow]:
        return self._leaving[node]

    def is_step(self, node: str) -> bool:
        """Tasks are steps, and so are the exclusive gateways where ways meet and part."""
        found = self.nodes[node]
        if found.kind == TASK:
            return True
        parts = len(self._leaving[node]) > 1
        return (
            found.kind == CHOOSES and parts and (self._arriving[node] > 1 or node in self._not_behind_a_task)
        )

    def steps(self) -> list[str]:
        """The nodes that are steps, in the order of the file."""
        return [node for node in self.nodes if self.is_step(node)]

    def first_steps(self) -> list[str]:
        """Where the start events lead; without one, the steps to which nothing leads."""
        starts = [node.id for node in self.nodes.values() if node.kind == START]
        led = [each.to for start in starts for each in self.exits(start) if each.to != END]
        return list(dict.fromkeys(led)) or [each for each in self.steps() if not self._arriving[each]]

    def kind(self, node: str) -> StepKind:
        """Whether a step chooses one of its ways on."""
        if self.nodes[node].kind == CHOOSES:
            return StepKind.DECISION
        leaving = self._leaving[node]
        if len(leaving) == 1 and self._is_split(leaving[0].target):
            return StepKind.DECISION if self.nodes[leaving[0].target].kind == CHOOSES else StepKind.TASK
        if len(leaving) > 1 and any(each.condition for each in leaving):
            return StepKind.DECISION
        return StepKind.TASK

    def exits(self, node: str) -> tuple[Exit, ...]:
        """Where a step leads, gateways and events in between left out, their conditions kept.

        Raises:
            Tangled: gateways lead to each other in too many ways.
        """
        found: list[Exit] = []
        waiting = self._ahead(node, (), frozenset())
        for _looked in range(MOST_WAYS):
            if not waiting:
                return tuple(dict.fromkeys(found))
            arrow, said, passed = waiting.pop()
            target = self.nodes[arrow.target]
            words = (*said, arrow.condition) if arrow.condition else said
            if self.is_step(target.id):
                found.append(Exit(target.id, "; ".join(words)))
            elif target.kind == END_EVENT or not self._leaving[target.id]:
                found.append(Exit(END, "; ".join(words)))
            elif target.id not in passed:
                asked = (*words, target.name) if target.name and self._is_split(target.id) else words
                waiting += self._ahead(target.id, asked, passed | {target.id})
        raise Tangled

    def _ahead(
        self, node: str, said: tuple[str, ...], passed: frozenset[str]
    ) -> list[tuple[Arrow, tuple[str, ...], frozenset[str]]]:
        """The arrows that leave a node, the first one last, where it is taken from."""
        return [(arrow, said, passed) for arrow in reversed(self._leaving[node])]

    def _is_split(self, node: str) -> bool:
        return self.nodes[node].kind in (CHOOSES, GOES_ON_TO_ALL) and len(self._leaving[node]) > 1


def in_reading_order(firsts: list[str], exits: dict[str, tuple[Exit, ...]]) -> list[str]:
    """The steps as people read them: each after those that lead to it, ways back aside; what is not reached last."""
    done: list[str] = []
    seen = set[str]()
    for first in reversed(firsts):
        _walk(first, exits, seen, done)
    reached = done[::-1]
    return [*reached, *(each for each in exits if each not in seen)]


def _walk(first: str, exits: dict[str, tuple[Exit, ...]], seen: set[str], done: list[str]) -> None:
    """Depth first, without recursion: a chain of steps may be long."""
    if first in seen:
        return
    seen.add(first)
    waiting = [(first, iter(exits[first][::-1]))]
    while waiting:
        step, onward = waiting[-1]
        following = next((each.to for each in onward if each.to in exits and each.to not in seen), None)
        if following is None:
            done.append(step)
            waiting.pop()
        else:
            seen.add(following)
            waiting.append((following, iter(exits[following][::-1])))
