"""The ways through the steps of a procedure: what is reached, what loops back, which way takes longest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qms.kernel.durations import Total, total_of
from qms.procedures.structure import END, Procedure, Step

Edge = tuple[str, str]


@dataclass(frozen=True)
class Way:
    """A way from the step where the clock starts to where it stops, with the sum of its times."""

    total: Total
    step_ids: tuple[str, ...]


@dataclass(frozen=True)
class Ways:
    """The graph of the steps, walked once from the first step.

    ``order`` has the reached steps so that each comes after all it leads to, loops aside; ``loops`` has the
    exits that lead back to a step on the way to them.
    """

    steps: Mapping[str, Step]
    order: tuple[str, ...]
    loops: frozenset[Edge]

    @property
    def reached(self) -> frozenset[str]:
        return frozenset(self.order)

    def onward(self, step_id: str) -> tuple[str, ...]:
        """Where a step leads without looping back: ids of steps that exist."""
        targets = (exit_.to for exit_ in self.steps[step_id].exits)
        return tuple(to for to in targets if to in self.steps and (step_id, to) not in self.loops)

    def longest(self, start: str, until: str = "") -> Way:
        """The longest way from ``start`` to an end, or to ``until`` where the way passes it; no loops."""
        best: dict[str, tuple[Total, str]] = {}
        for step_id in self.order:
            after = () if step_id == until else self.onward(step_id)
            following = max(after, key=lambda to: best[to][0].shortest_days, default="")
            duration = self.steps[step_id].duration
            own = total_of(duration) if duration else Total()
            best[step_id] = (own + best[following][0] if following else own, following)
        path = [start]
        while following := best[path[-1]][1]:
            path.append(following)
        return Way(best[start][0], tuple(path))

    def reaching_end(self) -> frozenset[str]:
        """The steps from which the procedure can come to its end."""
        leading_to: dict[str, list[str]] = {}
        for step in self.steps.values():
            for exit_ in step.exits:
                leading_to.setdefault(exit_.to, []).append(step.id)
        found: set[str] = set()
        waiting = [END]
        while waiting:
            for step_id in leading_to.get(waiting.pop(), ()):
                if step_id not in found:
                    found.add(step_id)
                    waiting.append(step_id)
        return frozenset(found)


def ways_of(procedure: Procedure) -> Ways:
    """Walks the steps depth first, without recursion: there may be thousands."""
    steps = {step.id: step for step in procedure.steps}
    if not steps:
        return Ways(steps, (), frozenset())
    done: dict[str, None] = {}
    loops: set[Edge] = set()
    first = procedure.steps[0].id
    path = {first: None}
    stack = [(first, iter(steps[first].exits))]
    while stack:
        current, exits = stack[-1]
        exit_ = next(exits, None)
        if exit_ is None:
            stack.pop()
            path.pop(current)
            done[current] = None
        elif exit_.to in path:
            loops.add((current, exit_.to))
        elif exit_.to in steps and exit_.to not in done:
            path[exit_.to] = None
            stack.append((exit_.to, iter(steps[exit_.to].exits)))
    return Ways(steps, tuple(done), frozenset(loops))


def longest_way(procedure: Procedure) -> Way | None:
    """The longest way between the steps where the clock starts and stops; None where there is no such way."""
    ways = ways_of(procedure)
    start = procedure.clock_from or (procedure.steps[0].id if procedure.steps else "")
    if start not in ways.reached:
        return None
    return ways.longest(start, procedure.clock_until)
