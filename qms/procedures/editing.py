"""Changing the steps of a procedure: pure functions from one procedure to the next.

A step that simply goes on to the following one keeps doing so when steps are added, moved or removed around
it; every other way on stays as it was written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qms.foundation.texts import _l
from qms.kernel.errors import NotFound, Refused
from qms.procedures.structure import END, STEP_LIMIT, Exit, Procedure, Step, usual_exits


def index_of(procedure: Procedure, step_id: str) -> int:
    """The place of a step in the list, from 0.

    Raises:
        NotFound: there is no such step (any more).
    """
    number = procedure.number_of(step_id)
    if number is None:
        raise NotFound(_l("This step is not there any more. Go back to the steps and look again."))
    return number - 1


def with_step_added(procedure: Procedure, *, name: str, after: str = "") -> tuple[Procedure, Step]:
    """A new step behind the step ``after``, or at the end; it goes on to the following one.

    Raises:
        NotFound: ``after`` is no step.
        Refused: there are as many steps as a procedure can have.
    """
    if len(procedure.steps) >= STEP_LIMIT:
        raise Refused(_l("A procedure has at most %(most)s steps. Divide it into several.", most=STEP_LIMIT))
    place = index_of(procedure, after) + 1 if after else len(procedure.steps)
    step = Step(id=_free_id(procedure), name=name)
    steps = (*procedure.steps[:place], step, *procedure.steps[place:])
    return _flowing(procedure, steps, also=step.id), step


def with_steps(procedure: Procedure, steps: tuple[Step, ...]) -> Procedure:
    """Other steps in place of all there are; the clock keeps those of its ends that are still there.

    Raises:
        Refused: they are more than a procedure can have, or two have the same id.
    """
    ids = {step.id for step in steps}
    if len(steps) >= STEP_LIMIT:
        raise Refused(_l("A procedure has at most %(most)s steps. Divide it into several.", most=STEP_LIMIT))
    if len(ids) < len(steps):
        raise Refused(_l("Two steps have the same id."))
    return replace(
        procedure,
        steps=steps,
        clock_from=procedure.clock_from if procedure.clock_from in ids else "",
        clock_until=procedure.clock_until if procedure.clock_until in ids else "",
    )


def with_step_removed(procedure: Procedure, step_id: str) -> Procedure:
    """Without the step; what led to it leads to where it led.

    Raises:
        NotFound: there is no such step.
    """
    place = index_of(procedure, step_id)
    gone = procedure.steps[place]
    following = procedure.steps[place + 1].id if place + 1 < len(procedure.steps) else END
    target = gone.exits[0].to if len(gone.exits) == 1 and gone.exits[0].to != step_id else following
    rest = [step for step in procedure.steps if step.id != step_id]
    steps = tuple(replace(step, exits=_led_elsewhere(step.exits, step_id, target)) for step in rest)
    return _flowing(procedure, steps)


def with_step_moved(procedure: Procedure, step_id: str, *, by: int) -> Procedure:
    """The step ``by`` places further down (up when negative), as far as the list goes.

    Raises:
        NotFound: there is no such step.
    """
    place = index_of(procedure, step_id)
    target = min(max(place + by, 0), len(procedure.steps) - 1)
    steps = list(procedure.steps)
    steps.insert(target, steps.pop(place))
    return _flowing(procedure, tuple(steps))


def with_step(procedure: Procedure, step: Step) -> Procedure:
    """With this step in the place of the one with the same id.

    Raises:
        NotFound: there is no such step.
    """
    place = index_of(procedure, step.id)
    return replace(procedure, steps=(*procedure.steps[:place], step, *procedure.steps[place + 1 :]))


def _flowing(before: Procedure, steps: Sequence[Step], *, also: str = "") -> Procedure:
    """The steps in their new order; those that went on to the following one still do."""
    old_ids = [step.id for step in before.steps]
    flow = {step.id for place, step in enumerate(before.steps) if step.exits == usual_exits(old_ids, place)}
    ids = [step.id for step in steps]
    return replace(
        before,
        steps=tuple(
            replace(step, exits=usual_exits(ids, place)) if step.id in flow or step.id == also else step
            for place, step in enumerate(steps)
        ),
    )


def _led_elsewhere(exits: tuple[Exit, ...], gone: str, target: str) -> tuple[Exit, ...]:
    led = [replace(exit_, to=target) if exit_.to == gone else exit_ for exit_ in exits]
    return tuple(dict.fromkeys(led))


def _free_id(procedure: Procedure) -> str:
    taken = {step.id for step in procedure.steps}
    number = len(taken) + 1
    while f"b{number}" in taken:
        number += 1
    return f"b{number}"
