"""The life of a nonconformity: states, verbs, the table of moves, gates, reminders. Knows no database.

The table is the one truth: operations ask it, the tests take it whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from qms.foundation.texts import _l
from qms.kernel.errors import Refused


class State(StrEnum):
    REPORTED = "reported"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    CONTAINMENT = "containment"
    CAUSE = "cause"
    PLAN = "plan"
    DOING = "doing"
    VERIFYING = "verifying"
    REOPENED = "reopened"
    CLOSED = "closed"
    VOID = "void"

    @property
    def label(self) -> Any:
        return _STATES[self][0]

    @property
    def tone(self) -> str:
        return _STATES[self][1]

    @property
    def sentence(self) -> Any:
        """What comes next, and whose turn it is."""
        return _STATES[self][2]


_STATES = {
    State.REPORTED: (
        _l("Reported"),
        "info",
        _l("The ISO coordinator decides whether it is one, and who answers for it."),
    ),
    State.DECLINED: (_l("Declined"), "neutral", _l("Looked at and not taken up; the reason stands here.")),
    State.ACCEPTED: (_l("Taken up"), "progress", _l("The owner puts right at once what can be put right.")),
    State.CONTAINMENT: (
        _l("Put right for now"),
        "progress",
        _l("The owner looks for the cause and names it."),
    ),
    State.CAUSE: (_l("Cause found"), "progress", _l("The owner plans what takes the cause away.")),
    State.PLAN: (
        _l("Plan under way"),
        "progress",
        _l("The owner completes the plan: actions, the criterion of success, who will check it."),
    ),
    State.DOING: (_l("Being done"), "progress", _l("The owners of the actions do them and show the proof.")),
    State.VERIFYING: (
        _l("Effect to be checked"),
        "warning",
        _l("Somebody else checks, from the day planned, whether it worked."),
    ),
    State.REOPENED: (
        _l("Reopened"),
        "danger",
        _l("It did not work, or came back: a new round begins, the former stays as it was."),
    ),
    State.CLOSED: (_l("Closed"), "success", _l("Somebody else has seen that it works.")),
    State.VOID: (_l("Void"), "neutral", _l("Entered by mistake; kept with the reason.")),
}


class Verb(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    CONTAIN = "contain"
    ANALYSE = "analyse"
    NAME_CAUSE = "name_cause"
    PLAN_ACTION = "plan_action"
    CHANGE_ACTION = "change_action"
    DROP_ACTION = "drop_action"
    SET_CHECK = "set_check"
    START = "start"
    FINISH_ACTION = "finish_action"
    EXTEND = "extend"
    FINISH = "finish"
    HAND_OVER = "hand_over"
    CONFIRM = "confirm"
    FAIL = "fail"
    REOPEN = "reopen"
    VOID = "void"

    @property
    def label(self) -> Any:
        return _VERBS[self]


_VERBS = {
    Verb.ACCEPT: _l("Accept"),
    Verb.DECLINE: _l("Decline"),
    Verb.CONTAIN: _l("Record what was put right at once"),
    Verb.ANALYSE: _l("Look for the cause"),
    Verb.NAME_CAUSE: _l("Name the cause"),
    Verb.PLAN_ACTION: _l("Plan an action"),
    Verb.CHANGE_ACTION: _l("Change a planned action"),
    Verb.DROP_ACTION: _l("Drop an action"),
    Verb.SET_CHECK: _l("Say how success will be checked"),
    Verb.START: _l("Start the plan"),
    Verb.FINISH_ACTION: _l("Finish an action"),
    Verb.EXTEND: _l("Extend an action"),
    Verb.FINISH: _l("All actions are done"),
    Verb.HAND_OVER: _l("Hand over"),
    Verb.CONFIRM: _l("Confirm that it worked"),
    Verb.FAIL: _l("Find that it did not work"),
    Verb.REOPEN: _l("Reopen"),
    Verb.VOID: _l("Declare void"),
}

TRANSITIONS: dict[tuple[State, Verb], State] = {
    (State.REPORTED, Verb.ACCEPT): State.ACCEPTED,
    (State.REPORTED, Verb.DECLINE): State.DECLINED,
    (State.DECLINED, Verb.ACCEPT): State.ACCEPTED,
    (State.ACCEPTED, Verb.CONTAIN): State.CONTAINMENT,
    (State.REOPENED, Verb.CONTAIN): State.CONTAINMENT,
    (State.CONTAINMENT, Verb.CONTAIN): State.CONTAINMENT,
    (State.CONTAINMENT, Verb.ANALYSE): State.CONTAINMENT,
    (State.CONTAINMENT, Verb.NAME_CAUSE): State.CAUSE,
    (State.CAUSE, Verb.ANALYSE): State.CAUSE,
    (State.CAUSE, Verb.NAME_CAUSE): State.CAUSE,
    (State.CAUSE, Verb.PLAN_ACTION): State.PLAN,
    (State.PLAN, Verb.PLAN_ACTION): State.PLAN,
    (State.PLAN, Verb.CHANGE_ACTION): State.PLAN,
    (State.PLAN, Verb.DROP_ACTION): State.PLAN,
    (State.PLAN, Verb.SET_CHECK): State.PLAN,
    (State.PLAN, Verb.START): State.DOING,
    (State.DOING, Verb.PLAN_ACTION): State.DOING,
    (State.DOING, Verb.DROP_ACTION): State.DOING,
    (State.DOING, Verb.FINISH_ACTION): State.DOING,
    (State.DOING, Verb.EXTEND): State.DOING,
    (State.DOING, Verb.FINISH): State.VERIFYING,
    (State.VERIFYING, Verb.CONFIRM): State.CLOSED,
    (State.VERIFYING, Verb.FAIL): State.REOPENED,
    (State.CLOSED, Verb.REOPEN): State.REOPENED,
    **{
        (state, Verb.HAND_OVER): state
        for state in (
            State.ACCEPTED,
            State.CONTAINMENT,
            State.CAUSE,
            State.PLAN,
            State.DOING,
            State.VERIFYING,
            State.REOPENED,
        )
    },
    **{
        (state, Verb.VOID): State.VOID
        for state in State
        if state not in (State.CLOSED, State.VOID)  # what was closed is reopened; what is void stays so
    },
}

ENDED = frozenset({State.DECLINED, State.CLOSED, State.VOID})
OPEN = frozenset(State) - ENDED


def after(state: State, verb: Verb) -> State:
    """The state that the verb leads to.

    Raises:
        Refused: the table does not allow the move; the sentence names both.
    """
    try:
        return TRANSITIONS[state, verb]
    except KeyError:
        message = _l(
            "“%(verb)s” is not possible: the nonconformity is “%(state)s”.",
            verb=verb.label,
            state=state.label,
        )
        raise Refused(message) from None


def allows(state: State, verb: Verb) -> bool:
    """Whether the table has this move."""
    return (state, verb) in TRANSITIONS


def code_of(year: int, number: int) -> str:
    """NC-2026-014: one row of numbers per organisation and year, without gaps."""
    return f"NC-{year}-{number:03d}"


# --- Trees of terms ---------------------------------------------------------------------------------------


class TermKind(StrEnum):
    """What a tree of terms is for."""

    ORIGIN = "origin"
    SEVERITY = "severity"
    CAUSE = "cause"

    @property
    def label(self) -> Any:
        return _TERM_KINDS[self]


_TERM_KINDS = {
    TermKind.ORIGIN: _l("Origins"),
    TermKind.SEVERITY: _l("Severities"),
    TermKind.CAUSE: _l("Causes"),
}


# --- Actions ----------------------------------------------------------------------------------------------


class ActionType(StrEnum):
    """What an action is for (ISO 9000: correction, corrective action), or a step beyond."""

    CORRECTION = "correction"
    CORRECTIVE = "corrective"
    IMPROVEMENT = "improvement"

    @property
    def label(self) -> Any:
        return _ACTION_TYPES[self]


_ACTION_TYPES = {
    ActionType.CORRECTION: _l("Correction"),
    ActionType.CORRECTIVE: _l("Corrective action"),
    ActionType.IMPROVEMENT: _l("Improvement"),
}


class ActionKind(StrEnum):
    """How an action is done, and by what it is finished."""

    TASK = "task"
    RELEASE = "release"
    TRAIN = "train"
    COMMON = "common"

    @property
    def label(self) -> Any:
        return _ACTION_KINDS[self]


_ACTION_KINDS = {
    ActionKind.TASK: _l("Free task"),
    ActionKind.RELEASE: _l("Release a document"),
    ActionKind.TRAIN: _l("Train people"),
    ActionKind.COMMON: _l("Part of a common action"),
}


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def label(self) -> Any:
        return _ACTION_STATES[self][0]

    @property
    def tone(self) -> str:
        return _ACTION_STATES[self][1]


_ACTION_STATES = {
    ActionState.OPEN: (_l("Open"), "progress"),
    ActionState.DONE: (_l("Done"), "success"),
    ActionState.DROPPED: (_l("Dropped"), "neutral"),
}


def due_day(day: date, *, today: date, field: str = "due_on") -> None:
    """Go on only if the day is today or later.

    Raises:
        Refused: at ``field``.
    """
    if day < today:
        raise Refused(_l("The day cannot be in the past: today or later."), field=field)


# --- Gates ------------------------------------------------------------------------------------------------


def plan_needs_a_cause(cause: str) -> None:
    """Nobody plans before the cause is named.

    Raises:
        Refused: the cause is empty.
    """
    if not cause.strip():
        raise Refused(_l("Name the cause first: without it nobody knows what the plan should take away."))


def plan_is_complete(types: Collection[ActionType], criterion: str, verifier_id: int | None) -> None:
    """A plan is started with a corrective action, a criterion written beforehand, and somebody to check it.

    Raises:
        Refused: saying what is missing.
    """
    if ActionType.CORRECTIVE not in types:
        raise Refused(
            _l("The plan has no corrective action: a correction mends the case, not its cause. Plan one.")
        )
    if not criterion.strip() or verifier_id is None:
        raise Refused(
            _l("Say beforehand how success will be seen and who will check it; then start the plan.")
        )


def verifier_is_another(person_id: int | None, *, owners: Collection[int | None]) -> None:
    """Whoever answers for the nonconformity or owned one of its actions cannot say that it worked.

    Raises:
        Refused: they did.
    """
    if person_id is None or person_id in owners:
        raise Refused(
            _l("Whoever answers for it or had an action in it cannot check its effect: another person must."),
            field="verifier",
        )


def check_may_be_made(check_on: date | None, *, today: date) -> None:
    """An effect is looked at when it has had time to show.

    Raises:
        Refused: before the day.
    """
    if check_on is not None and today < check_on:
        day = check_on.strftime("%d/%m/%Y")
        raise Refused(_l("The effect can be checked from %(day)s on: it needs time to show.", day=day))


def verdict_has_evidence(evidence: str) -> None:
    """A verdict says by what it was seen.

    Raises:
        Refused: at the field ``evidence``.
    """
    if not evidence.strip():
        raise Refused(
            _l("Write what you have seen: records, dates, numbers. A verdict needs evidence."),
            field="evidence",
        )


def nothing_is_open(states: Collection[ActionState]) -> None:
    """Nothing is checked or closed while an action is open.

    Raises:
        Refused: one is, or there never was one that was done.
    """
    if ActionState.OPEN in states or ActionState.DONE not in states:
        raise Refused(_l("An action is still open. It is finished or dropped first."))


# --- Reminders --------------------------------------------------------------------------------------------

EARLIEST_REMINDER, MOST_REMINDERS = 60, 6


@dataclass(frozen=True)
class Reminding:
    """When whoever has an action hears of it, and who hears that it is late; kept with each severity.

    ``before`` are days before the day on which it is due, the most first; the others are days late.
    """

    before: tuple[int, ...] = (7, 3, 0)
    leader_after: int = 1
    coordinator_after: int = 4


AS_USUAL = Reminding()


def days_before(text: str) -> tuple[int, ...]:
    """ "7, 3, 0" -> (7, 3, 0), the most first.

    Raises:
        Refused: at ``remind_before``, when that are no days, too many or too early.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    days = {int(part) for part in parts if part.isascii() and part.isdecimal() and len(part) < 4}
    if not days or len(days) < len(set(parts)) or len(days) > MOST_REMINDERS or max(days) > EARLIEST_REMINDER:
        message = _l(
            "Write up to %(most)s numbers of days with commas between, none above %(days)s, for example 7, 3, 0.",
            most=MOST_REMINDERS,
            days=EARLIEST_REMINDER,
        )
        raise Refused(message, field="remind_before")
    return tuple(sorted(days, reverse=True))


def reminders_due(due_on: date, today: date, reminding: Reminding = AS_USUAL) -> list[str]:
    """Which reminders should have gone out by today, earliest first: "7", "3", "0", "leader", "coordinator".

    Each is sent once; who asks after a week's silence gets the newest, never none because a day was missed.
    """
    left = (due_on - today).days
    due = [str(days) for days in reminding.before if left <= days]
    due += ["leader"] if -left >= reminding.leader_after else []
    return [*due, "coordinator"] if -left >= reminding.coordinator_after else due


REPEATS_WITHIN = timedelta(days=365)
