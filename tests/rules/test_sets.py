"""A decision and its set: what stands in the way of all, who may leave, what is settled."""

from __future__ import annotations

from datetime import date

import pytest

from qms.documents import sets
from qms.documents.rules import State
from qms.documents.sets import MOVES, Act, DecisionState, Ending, Part
from qms.kernel.errors import Refused

DAY = date(2026, 7, 1)
READY = Part("QT-01 (01/00)", State.APPROVED, DAY)
GIVEN = {"number": "12/QĐ", "signed_on": date(2026, 6, 20), "effective_on": DAY}


def in_the_way(**other: object) -> list[str]:
    facts = GIVEN | {"parts": [READY], "endings": []} | other
    return [str(each) for each in sets.obstacles(**facts)]


def test_what_is_complete_has_nothing_in_its_way():
    assert in_the_way() == []
    assert in_the_way(parts=[], endings=[Ending("HD-01", is_in_force=True)]) == []


@pytest.mark.parametrize(
    "other",
    [
        {"number": " "},
        {"signed_on": None},
        {"parts": []},
        {"parts": [READY, Part("QT-02 (01/00)", State.IN_REVIEW, None)]},
        {"parts": [READY, Part("QT-02 (01/00)", State.APPROVED, date(2026, 7, 2))]},
        {"endings": [Ending("HD-01", is_in_force=False)]},
        {"endings": [Ending("HD-01", is_in_force=True, under_way="01/01")]},
    ],
)
def test_one_thing_that_is_missing_stops_the_whole_set_with_a_sentence(other: dict[str, object]):
    assert len(in_the_way(**other)) == 1


def test_only_what_is_approved_may_not_leave_the_set():
    for state in State:
        if state is State.APPROVED:
            with pytest.raises(Refused):
                sets.may_be_removed(state)
        else:
            sets.may_be_removed(state)


def test_what_is_settled_is_changed_no_more():
    for state in (DecisionState.IN_FORCE, DecisionState.DROPPED):
        for act in Act:
            assert (state, act) not in MOVES
            with pytest.raises(Refused):
                sets.after(state, act)
