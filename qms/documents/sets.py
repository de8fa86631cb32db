"""The life of a decision (quyết định) that puts a set of revisions in force together, and what stands in its way.

Knows no database. The table is the one truth of what may be done with a decision; what may be done with a revision in
it stays in rules.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from qms.documents.rules import State
from qms.foundation.texts import _l
from qms.kernel.enums import Worded
from qms.kernel.errors import Refused


class DecisionState(Worded):
    PREPARING = "preparing", _l("In preparation"), "progress"
    IN_FORCE = "in_force", _l("Issued, in force"), "success"
    DROPPED = "dropped", _l("Dropped"), "neutral"


class Act(StrEnum):
    CHANGE = "change"
    PUT_IN_FORCE = "put_in_force"
    DROP = "drop"


MOVES = {
    (DecisionState.PREPARING, Act.CHANGE): DecisionState.PREPARING,
    (DecisionState.PREPARING, Act.PUT_IN_FORCE): DecisionState.IN_FORCE,
    (DecisionState.PREPARING, Act.DROP): DecisionState.DROPPED,
}


def after(state: DecisionState, act: Act) -> DecisionState:
    """The state that the act leads to.

    Raises:
        Refused: the table does not allow the move.
    """
    try:
        return MOVES[state, act]
    except KeyError:
        raise Refused(
            _l("The decision is “%(state)s” and cannot be changed any more.", state=state.label)
        ) from None


@dataclass(frozen=True)
class Part:
    """A revision that the decision puts in force, as its way is told."""

    name: str
    state: State
    effective_on: date | None


@dataclass(frozen=True)
class Ending:
    """A document that the decision withdraws: whether it is in force, and whether a revision of it is under way."""

    code: str
    is_in_force: bool
    under_way: str = ""


def obstacles(
    *,
    number: str,
    signed_on: date | None,
    effective_on: date,
    parts: Sequence[Part],
    endings: Sequence[Ending],
) -> Iterator[Any]:
    """Why the decision cannot put its set in force, as sentences; nothing when it can on its day."""
    if not number.strip():
        yield _l("The number of the decision is missing.")
    if signed_on is None:
        yield _l("The day on which the decision was signed is missing.")
    if not parts and not endings:
        yield _l("Nothing is in the set yet.")
    for part in parts:
        yield from _against(part, effective_on)
    for ending in endings:
        yield from _against_ending(ending)


def _against(part: Part, effective_on: date) -> Iterator[Any]:
    if part.state is not State.APPROVED:
        yield _l("%(name)s is “%(state)s”, not approved.", name=part.name, state=part.state.label)
    elif part.effective_on != effective_on:
        yield _l("%(name)s is approved for another day than the decision says.", name=part.name)


def _against_ending(ending: Ending) -> Iterator[Any]:
    if not ending.is_in_force:
        yield _l("%(code)s is to be withdrawn and is not in force.", code=ending.code)
    elif ending.under_way:
        yield _l(
            "%(code)s is to be withdrawn while revision %(label)s of it is under way.",
            code=ending.code,
            label=ending.under_way,
        )


def may_be_removed(state: State) -> None:
    """Go on only if a revision in this state may leave its set.

    Raises:
        Refused: it is approved: it was signed to take effect with the others, and would now do so alone.
    """
    if state is State.APPROVED:
        raise Refused(
            _l("It is approved to take effect with this set. Revoke the approval first, then take it out.")
        )
