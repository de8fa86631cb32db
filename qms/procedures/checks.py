"""What must be mended in a procedure before it is reviewed or approved, each as a sentence with its place.

Structure that cannot be followed blocks review. Times that do not agree block approval until they are
corrected or justified; the justification is printed with the procedure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from qms.foundation.texts import _l
from qms.kernel.durations import Duration, Order, Total, compare, total_of
from qms.procedures.structure import END, PartyKind, Procedure, Step, StepKind
from qms.procedures.ways import Way, Ways, longest_way, ways_of
from qms.procedures.wording import lazy_duration, lazy_total


class Severity(StrEnum):
    BLOCKS_REVIEW = "blocks_review"
    BLOCKS_APPROVAL = "blocks_approval"
    ADVICE = "advice"


class Kind(StrEnum):
    NO_STEPS = "no_steps"
    UNNAMED = "unnamed"
    REPEATED_ID = "repeated_id"
    UNREACHABLE = "unreachable"
    DEAD_END = "dead_end"
    NEVER_ENDS = "never_ends"
    ONE_BRANCH = "one_branch"
    BRANCH_WITHOUT_CONDITION = "branch_without_condition"
    EXIT_NOWHERE = "exit_nowhere"
    EXIT_TO_ITSELF = "exit_to_itself"
    NOBODY_RESPONSIBLE = "nobody_responsible"
    FORM_UNKNOWN = "form_unknown"
    FORM_NOT_ISSUED = "form_not_issued"
    CLOCK_UNKNOWN = "clock_unknown"
    SUM_DIFFERS = "sum_differs"
    SUM_INCOMPLETE = "sum_incomplete"
    NO_STEP_TIMES = "no_step_times"
    UNITS_MIXED = "units_mixed"
    UNITS_DIFFER = "units_differ"
    COMMITTED_TOO_LONG = "committed_too_long"
    COMMITTED_UNCLEAR = "committed_unclear"


@dataclass(frozen=True)
class Problem:
    """One thing to mend. ``place`` is a path in the structure: ``steps/3``, ``times``, ``variants/2``."""

    kind: Kind
    severity: Severity
    sentence: Any  # a lazy text in the reader's language
    place: str


def check(procedure: Procedure, known_forms: Collection[str] | None = None) -> tuple[Problem, ...]:
    """Every problem of a procedure: first those of the steps in their order, then those of the times.

    ``known_forms`` are the codes of the forms that are in force; None asks nothing about them.
    """
    ways = ways_of(procedure)
    found = list(_of_whole(procedure))
    for number, step in enumerate(procedure.steps, 1):
        found += _of_step(procedure, ways, step, number)
    found += _of_reach(procedure, ways)
    found += _of_forms(procedure, known_forms)
    found.sort(key=_step_number)
    return (*found, *_of_times(procedure))


def blocks_review(problems: Collection[Problem]) -> bool:
    """Whether the procedure cannot go to review."""
    return any(problem.severity is Severity.BLOCKS_REVIEW for problem in problems)


def blocks_approval(problems: Collection[Problem]) -> bool:
    """Whether the procedure cannot be approved; what blocks review blocks approval too."""
    return any(problem.severity is not Severity.ADVICE for problem in problems)


def _step_number(problem: Problem) -> int:
    room, _, number = problem.place.partition("/")
    return int(number) if room == "steps" and number else 0


def _blocking(kind: Kind, place: str, sentence: Any) -> Problem:
    return Problem(kind, Severity.BLOCKS_REVIEW, sentence, place)


# --- Steps ----------------------------------------------------------------------------------------------


def _of_whole(procedure: Procedure) -> Iterator[Problem]:
    if not procedure.steps:
        yield Problem(Kind.NO_STEPS, Severity.ADVICE, _l("The procedure has no steps yet."), "steps")
    for step_id, times in Counter(step.id for step in procedure.steps).items():
        if times > 1:
            sentence = _l(
                "%(times)s steps have the same id “%(id)s”: each needs its own.", times=times, id=step_id
            )
            yield _blocking(Kind.REPEATED_ID, f"steps/{procedure.number_of(step_id)}", sentence)


def _of_step(procedure: Procedure, ways: Ways, step: Step, number: int) -> Iterator[Problem]:
    place = f"steps/{number}"
    if not step.name:
        yield _blocking(Kind.UNNAMED, place, _l("Step %(number)s has no name.", number=number))
    if step.responsible is None or not step.responsible.name:
        sentence = _l("Step %(number)s “%(name)s” has nobody responsible.", number=number, name=step.name)
        yield _blocking(Kind.NOBODY_RESPONSIBLE, place, sentence)
    yield from _of_exits(ways, step, number)
    if step.kind is StepKind.DECISION:
        yield from _of_branches(step, number)


def _of_exits(ways: Ways, step: Step, number: int) -> Iterator[Problem]:
    place = f"steps/{number}"
    if not step.exits:
        sentence = _l(
            "Step %(number)s “%(name)s” leads nowhere: say which step follows, or that the procedure ends.",
            number=number,
            name=step.name,
        )
        yield _blocking(Kind.DEAD_END, place, sentence)
    for exit_ in step.exits:
        if exit_.to == step.id and not exit_.condition:
            sentence = _l(
                "Step %(number)s “%(name)s” leads to itself without a condition.",
                number=number,
                name=step.name,
            )
            yield _blocking(Kind.EXIT_TO_ITSELF, place, sentence)
        elif exit_.to != END and exit_.to not in ways.steps:
            sentence = _l(
                "Step %(number)s “%(name)s” leads to “%(to)s”, and there is no such step.",
                number=number,
                name=step.name,
                to=exit_.to,
            )
            yield _blocking(Kind.EXIT_NOWHERE, place, sentence)


def _of_branches(step: Step, number: int) -> Iterator[Problem]:
    place = f"steps/{number}"
    if len({exit_.to for exit_ in step.exits}) == 1:
        sentence = _l(
            "Step %(number)s “%(name)s” is a decision with one branch: add another, or make it a task.",
            number=number,
            name=step.name,
        )
        yield _blocking(Kind.ONE_BRANCH, place, sentence)
    elif any(not exit_.condition for exit_ in step.exits):
        sentence = _l(
            "Step %(number)s “%(name)s” is a decision with a branch that says no condition.",
            number=number,
            name=step.name,
        )
        yield Problem(Kind.BRANCH_WITHOUT_CONDITION, Severity.ADVICE, sentence, place)


def _of_reach(procedure: Procedure, ways: Ways) -> Iterator[Problem]:
    ending = ways.reaching_end()
    for number, step in enumerate(procedure.steps, 1):
        place = f"steps/{number}"
        if step.id not in ways.reached:
            sentence = _l("No step leads to step %(number)s “%(name)s”.", number=number, name=step.name)
            yield _blocking(Kind.UNREACHABLE, place, sentence)
        elif step.exits and step.id not in ending and any(exit_.to in ways.steps for exit_ in step.exits):
            sentence = _l(
                "From step %(number)s “%(name)s” the procedure never comes to its end.",
                number=number,
                name=step.name,
            )
            yield _blocking(Kind.NEVER_ENDS, place, sentence)


def _of_forms(procedure: Procedure, known_forms: Collection[str] | None) -> Iterator[Problem]:
    if known_forms is None:
        return
    listed = {form.code for form in procedure.forms}
    for number, step in enumerate(procedure.steps, 1):
        for form in step.forms:
            if form.code and form.code not in listed and form.code not in known_forms:
                sentence = _l(
                    "Step %(number)s “%(name)s” uses form %(code)s, which does not exist.",
                    number=number,
                    name=step.name,
                    code=form.code,
                )
                yield _blocking(Kind.FORM_UNKNOWN, f"steps/{number}", sentence)
    missing = [form.code for form in procedure.forms if form.code and form.code not in known_forms]
    if missing:
        sentence = _l("Listed here but not in force as documents: %(codes)s.", codes=", ".join(missing))
        yield Problem(Kind.FORM_NOT_ISSUED, Severity.ADVICE, sentence, "forms")


# --- Times ----------------------------------------------------------------------------------------------


def _of_times(procedure: Procedure) -> Iterator[Problem]:
    clock = [step_id for step_id in (procedure.clock_from, procedure.clock_until) if step_id]
    unknown = [step_id for step_id in clock if procedure.number_of(step_id) is None]
    for step_id in unknown:
        sentence = _l("The time is counted by the step “%(id)s”, and there is no such step.", id=step_id)
        yield _blocking(Kind.CLOCK_UNKNOWN, "times", sentence)
    if not unknown:
        yield from _of_sum(procedure)
    yield from _of_promise(procedure.committed, procedure.statutory, "times")
    for number, variant in enumerate(procedure.variants, 1):
        yield from _of_promise(variant.committed, variant.statutory, f"variants/{number}")


def _of_promise(committed: Duration | None, statutory: Duration | None, place: str) -> Iterator[Problem]:
    """The committed time may not be longer than the statutory one."""
    if committed is None or statutory is None:
        return
    times = {"committed": lazy_duration(committed), "statutory": lazy_duration(statutory)}
    order = compare(total_of(committed), total_of(statutory))
    if order is Order.LONGER:
        sentence = _l(
            "The committed time (%(committed)s) is longer than the statutory time (%(statutory)s).", **times
        )
        yield Problem(Kind.COMMITTED_TOO_LONG, Severity.BLOCKS_APPROVAL, sentence, place)
    elif order is Order.UNKNOWN:
        sentence = _l(
            "Whether the committed time (%(committed)s) is within the statutory time (%(statutory)s) "
            "depends on the calendar: check it.",
            **times,
        )
        yield Problem(Kind.COMMITTED_UNCLEAR, Severity.ADVICE, sentence, place)


def _of_sum(procedure: Procedure) -> Iterator[Problem]:
    """The sum of the steps' times on the longest way against the time that is promised."""
    promised = procedure.committed or procedure.statutory
    way = longest_way(procedure)
    if promised is None or way is None:
        return
    facts = {"sum": lazy_total(way.total, like=promised), "promised": lazy_duration(promised)}
    timed = [step for step in procedure.steps if step.id in way.step_ids and step.duration is not None]
    if not timed:
        sentence = _l("No step has a time, so their sum cannot be checked.")
        yield Problem(Kind.NO_STEP_TIMES, Severity.ADVICE, sentence, "times")
    elif way.total.mixed:
        sentence = _l(
            "The times of the steps on the longest way cannot be added up: %(sum)s. Use one unit, or say "
            "why not.",
            **facts,
        )
        yield _of_time(procedure, Kind.UNITS_MIXED, sentence, facts)
    else:
        yield from _of_difference(procedure, way, promised, facts)


def _of_difference(
    procedure: Procedure, way: Way, promised: Duration, facts: dict[str, Any]
) -> Iterator[Problem]:
    order = compare(way.total, total_of(promised))
    if order is Order.EQUAL:
        return
    untimed = _untimed(procedure, way)
    if order is Order.SHORTER and untimed and _same_unit(way.total, promised):
        sentence = _l(
            "The steps that have a time take %(sum)s of %(promised)s; steps without a time: %(untimed)s.",
            untimed=", ".join(str(number) for number in untimed),
            **facts,
        )
        yield Problem(Kind.SUM_INCOMPLETE, Severity.ADVICE, sentence, "times")
    elif order is Order.UNKNOWN or not _same_unit(way.total, promised):
        sentence = _l(
            "The steps take %(sum)s on the longest way, and the time promised is %(promised)s: these units "
            "cannot be compared. Use one unit, or say why not.",
            **facts,
        )
        yield _of_time(procedure, Kind.UNITS_DIFFER, sentence, facts)
    else:
        sentence = _l(
            "The steps take %(sum)s on the longest way, but the time promised is %(promised)s. Correct the "
            "times, or say why they differ.",
            **facts,
        )
        yield _of_time(procedure, Kind.SUM_DIFFERS, sentence, facts)


def _same_unit(total: Total, promised: Duration) -> bool:
    other = total_of(promised)
    return not Total(
        total.hours + other.hours, total.calendar_days + other.calendar_days, total.months + other.months
    ).mixed


def _untimed(procedure: Procedure, way: Way) -> list[int]:
    """The numbers of the steps on the way that are ours to do and have no time."""
    return [
        number
        for number, step in enumerate(procedure.steps, 1)
        if step.id in way.step_ids
        and step.duration is None
        and (step.responsible is None or step.responsible.kind is not PartyKind.OUTSIDE)
    ]


def _of_time(procedure: Procedure, kind: Kind, sentence: Any, facts: dict[str, Any]) -> Problem:
    """A disagreement of times: blocks approval, unless somebody wrote why it is so."""
    if not procedure.time_justification:
        return Problem(kind, Severity.BLOCKS_APPROVAL, sentence, "times")
    sentence = _l(
        "The steps take %(sum)s on the longest way, the time promised is %(promised)s; the reason is given.",
        **facts,
    )
    return Problem(kind, Severity.ADVICE, sentence, "times")
