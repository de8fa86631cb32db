"""The table of a nonconformity's life, its gates, reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qms.kernel.errors import Refused
from qms.nonconformities import rules
from qms.nonconformities.rules import (
    ENDED,
    OPEN,
    TRANSITIONS,
    ActionState,
    ActionType,
    Reminding,
    State,
    Verb,
    after,
    allows,
    days_before,
    reminders_due,
)

DAY = date(2026, 11, 20)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", Verb)
def test_every_state_and_every_verb_is_a_move_of_the_table_or_refused_with_both_names(state, verb):
    if (state, verb) in TRANSITIONS:
        assert after(state, verb) is TRANSITIONS[state, verb]
        assert allows(state, verb)
    else:
        with pytest.raises(Refused) as refused:
            after(state, verb)
        assert str(state.label) in str(refused.value)
        assert str(verb.label) in str(refused.value)


def test_the_way_from_report_to_closed():
    way = [
        Verb.ACCEPT, Verb.CONTAIN, Verb.NAME_CAUSE, Verb.PLAN_ACTION, Verb.SET_CHECK, Verb.START,
        Verb.FINISH_ACTION, Verb.FINISH, Verb.CONFIRM,
    ]  # fmt: skip
    state = State.REPORTED
    for verb in way:
        state = after(state, verb)
    assert state is State.CLOSED


def test_closed_is_reached_by_a_check_only():
    assert {pair for pair, target in TRANSITIONS.items() if target is State.CLOSED} == {
        (State.VERIFYING, Verb.CONFIRM)
    }


def test_no_plan_is_reached_but_through_a_cause():
    into_plan = {state for (state, _verb), target in TRANSITIONS.items() if target is State.PLAN}
    assert into_plan == {State.CAUSE, State.PLAN}


def test_everything_but_the_ended_can_become_void_and_every_state_is_one_or_the_other():
    assert {state for state in State if allows(state, Verb.VOID)} == OPEN | {State.DECLINED}
    assert set(State) == OPEN | ENDED


@pytest.mark.parametrize(
    ("types", "criterion", "verifier"),
    [
        ([ActionType.CORRECTION], "x", 1),
        ([], "x", 1),
        ([ActionType.CORRECTIVE], " ", 1),
        ([ActionType.CORRECTIVE], "x", None),
    ],
)
def test_a_plan_that_lacks_something_is_not_started(types, criterion, verifier):
    with pytest.raises(Refused):
        rules.plan_is_complete(types, criterion, verifier)


def test_a_whole_plan_is_started():
    rules.plan_is_complete([ActionType.CORRECTIVE, ActionType.CORRECTION], "x", 1)


@pytest.mark.parametrize("states", [[ActionState.OPEN, ActionState.DONE], [ActionState.DROPPED], []])
def test_nothing_is_checked_while_an_action_is_open_or_none_was_done(states):
    with pytest.raises(Refused):
        rules.nothing_is_open(states)


def test_an_effect_is_not_checked_before_its_day():
    with pytest.raises(Refused):
        rules.check_may_be_made(DAY, today=DAY - timedelta(days=1))
    rules.check_may_be_made(DAY, today=DAY)


@pytest.mark.parametrize(
    ("days_left", "due"),
    [
        (8, []),
        (7, ["7"]),
        (4, ["7"]),
        (3, ["7", "3"]),
        (0, ["7", "3", "0"]),
        (-1, ["7", "3", "0", "leader"]),
        (-30, ["7", "3", "0", "leader", "coordinator"]),
    ],
)
def test_reminders_are_due_by_their_day_never_only_on_it(days_left, due):
    assert reminders_due(DAY, DAY - timedelta(days=days_left)) == due


def test_reminders_follow_what_the_severity_says():
    grave = Reminding((30, 1), leader_after=2, coordinator_after=2)
    assert reminders_due(DAY, DAY - timedelta(days=20), grave) == ["30"]
    assert reminders_due(DAY, DAY + timedelta(days=1), grave) == ["30", "1"]
    assert reminders_due(DAY, DAY + timedelta(days=2), grave) == ["30", "1", "leader", "coordinator"]


def test_days_are_read_the_most_first():
    assert days_before(" 0, 3 ,14,") == (14, 3, 0)


@pytest.mark.parametrize("text", ["", "soon", "-3", "7.5", "61", "1,2,3,4,5,6,7", "7 3", "٣"])
def test_what_are_no_days_is_refused_at_its_field(text):
    with pytest.raises(Refused) as refused:
        days_before(text)
    assert refused.value.field == "remind_before"


def test_numbers_are_padded_and_grow_beyond():
    assert rules.code_of(2026, 14) == "NC-2026-014"
    assert rules.code_of(2026, 1234) == "NC-2026-1234"
