"""The life of a nonconformity: states, verbs, the table of moves, gates, reminders. Knows no database.

The table is the one truth: operations ask it, the tests take it whole.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from qms.foundation.moves import moved
from qms.foundation.texts import _l
from qms.kernel.enums import Worded
from qms.kernel.errors import Refused


class State(Worded):
    """Where it stands; the sentence says what comes next and whose turn it is."""

    REPORTED = (
        "reported",
        _l("Reported"),
        "info",
        _l("The ISO coordinator decides whether it is one, and who answers for it."),
    )
    DECLINED = (
        "declined",
        _l("Declined"),
        "neutral",
        _l("Looked at and not taken up; the reason stands here."),
    )
    ACCEPTED = (
        "accepted",
        _l("Taken up"),
        "progress",
        _l("The owner puts right at once what can be put right."),
    )
    CONTAINMENT = (
        "containment",
        _l("Put right for now"),
        "progress",
        _l("The owner looks for the cause and names it."),
    )
    CAUSE = "cause", _l("Cause found"), "progress", _l("The owner plans what takes the cause away.")
    PLAN = (
        "plan",
        _l("Plan under way"),
        "progress",
        _l("The owner completes the plan: actions, the criterion of success, who will check it."),
    )
    DOING = "doing", _l("Being done"), "progress", _l("The owners of the actions do them and show the proof.")
    VERIFYING = (
        "verifying",
        _l("Effect to be checked"),
        "warning",
        _l("Somebody else checks, from the day planned, whether it worked."),
    )
    REOPENED = (
        "reopened",
        _l("Reopened"),
        "danger",
        _l("It did not work, or came back: a new round begins, the former stays as it was."),
    )
    CLOSED = "closed", _l("Closed"), "success", _l("Somebody else has seen that it works.")
    VOID = "void", _l("Void"), "neutral", _l("Entered by mistake; kept with the reason.")


class Verb(Worded):
    ACCEPT = "accept", _l("Accept")
    DECLINE = "decline", _l("Decline")
    CONTAIN = "contain", _l("Record what was put right at once")
    ANALYSE = "analyse", _l("Look for the cause")
    NAME_CAUSE = "name_cause", _l("Name the cause")
    PLAN_ACTION = "plan_action", _l("Plan an action")
    CHANGE_ACTION = "change_action", _l("Change a planned action")
    DROP_ACTION = "drop_action", _l("Drop an action")
    SET_CHECK = "set_check", _l("Say how success will be checked")
    START = "start", _l("Start the plan")
    FINISH_ACTION = "finish_action", _l("Finish an action")
    EXTEND = "extend", _l("Extend an action")
    FINISH = "finish", _l("All actions are done")
    HAND_OVER = "hand_over", _l("Hand over")
    CONFIRM = "confirm", _l("Confirm that it worked")
    FAIL = "fail", _l("Find that it did not work")
    REOPEN = "reopen", _l("Reopen")
    VOID = "void", _l("Declare void")


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
        Refused: the table does not allow the move.
    """
    return moved(TRANSITIONS, state, verb)


def allows(state: State, verb: Verb) -> bool:
    """Whether the table has this move."""
    return (state, verb) in TRANSITIONS


def code_of(year: int, number: int) -> str:
    """NC-2026-014: one row of numbers per organisation and year, without gaps."""
    return f"NC-{year}-{number:03d}"


# --- Trees of terms ---------------------------------------------------------------------------------------


class TermKind(Worded):
    """What a tree of terms is for."""

    ORIGIN = "origin", _l("Origins")
    SEVERITY = "severity", _l("Severities")
    CAUSE = "cause", _l("Causes")


# --- Actions ----------------------------------------------------------------------------------------------


class ActionType(Worded):
    """What an action is for (ISO 9000: correction, corrective action), or a step beyond."""

    CORRECTION = "correction", _l("Correction")
    CORRECTIVE = "corrective", _l("Corrective action")
    IMPROVEMENT = "improvement", _l("Improvement")


class ActionKind(Worded):
    """How an action is done, and by what it is finished."""

    TASK = "task", _l("Free task")
    RELEASE = "release", _l("Release a document")
    TRAIN = "train", _l("Train people")
    COMMON = "common", _l("Part of a common action")


class ActionState(Worded):
    OPEN = "open", _l("Open"), "progress"
    DONE = "done", _l("Done"), "success"
    DROPPED = "dropped", _l("Dropped"), "neutral"


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
