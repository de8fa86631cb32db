"""The checks before review: each finds its mistake, says it in a sentence at its place, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from qms.procedures.checks import Kind, Problem, Severity, blocks_approval, blocks_review, check
from qms.procedures.structure import (
    END,
    Duration,
    Exit,
    FormUse,
    Party,
    PartyKind,
    Procedure,
    Step,
    StepKind,
    TimeUnit,
    Variant,
    usual_exits,
)

OFFICE = Party(PartyKind.UNIT, "Phòng")
APPLICANT = Party(PartyKind.OUTSIDE, "Tổ chức, cá nhân")


def lasting(value: str, unit: TimeUnit = TimeUnit.WORKING_DAY) -> Duration:
    return Duration(Decimal(value), unit)


def procedure(*steps: Step, **parts: object) -> Procedure:
    """Steps one after the other; a step with exits keeps them."""
    ids = [step.id for step in steps]
    whole = tuple(
        step if step.exits else replace(step, exits=usual_exits(ids, index))
        for index, step in enumerate(steps)
    )
    return Procedure(steps=whole, **parts)  # type: ignore[arg-type]  # any field of a procedure


def step(id: str, time: str = "", *exits: Exit, **parts: object) -> Step:
    kept = {"name": id.upper(), "responsible": OFFICE, "duration": lasting(time) if time else None, **parts}
    return Step(id=id, exits=exits, **kept)  # type: ignore[arg-type]  # any field of a step


def found(procedure: Procedure, forms: set[str] | None = None) -> list[tuple[Kind, str]]:
    return [(problem.kind, problem.place) for problem in check(procedure, forms)]


def only(procedure: Procedure) -> Problem:
    problems = check(procedure)
    assert len(problems) == 1, [str(problem.sentence) for problem in problems]
    return problems[0]


def test_a_procedure_that_can_be_followed_has_no_problem() -> None:
    decision = step("b", "2", Exit("a", "thiếu"), Exit("c", "đủ"), kind=StepKind.DECISION)
    assert found(procedure(step("a", "1"), decision, step("c", "2"), committed=lasting("5"))) == []


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([step("a", "", Exit("c")), step("b"), step("c")], [(Kind.UNREACHABLE, "steps/2")]),
        ([step("a", "", Exit("b"), Exit("x")), step("b")], [(Kind.EXIT_NOWHERE, "steps/1")]),
        ([step("a", "", Exit("a"), Exit("b")), step("b")], [(Kind.EXIT_TO_ITSELF, "steps/1")]),
        ([step("a", "", Exit("a", "còn thiếu"), Exit(END, "đủ"))], []),
        (
            [step("a", "", Exit("b")), step("b", "", Exit("a"))],
            [(Kind.NEVER_ENDS, "steps/1"), (Kind.NEVER_ENDS, "steps/2")],
        ),
        ([step("a", kind=StepKind.DECISION)], [(Kind.ONE_BRANCH, "steps/1")]),
        (
            [step("a", "", Exit("b"), Exit(END, "x"), kind=StepKind.DECISION), step("b")],
            [(Kind.BRANCH_WITHOUT_CONDITION, "steps/1")],
        ),
        ([step("a", responsible=None)], [(Kind.NOBODY_RESPONSIBLE, "steps/1")]),
        ([step("a", responsible=Party(PartyKind.UNIT, ""))], [(Kind.NOBODY_RESPONSIBLE, "steps/1")]),
        ([step("a", name="")], [(Kind.UNNAMED, "steps/1")]),
        ([step("a"), step("a")], [(Kind.REPEATED_ID, "steps/1"), (Kind.EXIT_TO_ITSELF, "steps/1")]),
        ([], [(Kind.NO_STEPS, "steps")]),
    ],
)
def test_a_mistake_in_the_steps_is_found_at_its_step(
    steps: list[Step], expected: list[tuple[Kind, str]]
) -> None:
    assert found(procedure(*steps)) == expected


def test_a_step_without_any_exit_is_a_dead_end_and_blocks_review() -> None:
    whole = Procedure(steps=(step("a"),))
    assert found(whole) == [(Kind.DEAD_END, "steps/1")]
    assert blocks_review(check(whole))


def test_problems_of_steps_come_in_the_order_of_the_steps() -> None:
    whole = procedure(step("a", responsible=None), step("b", "", Exit(END)), step("c", responsible=None))
    assert [place for _, place in found(whole)] == ["steps/1", "steps/3", "steps/3"]


def test_a_form_is_known_when_issued_or_listed_in_the_procedure() -> None:
    forms = (FormUse("Một", "BM-01"), FormUse("Hai", "BM-02"), FormUse("Ba", "BM-03"), FormUse("Mẫu ngoài"))
    whole = procedure(step("a", forms=forms), forms=(FormUse("Hai", "BM-02"),))
    assert found(whole, {"BM-01"}) == [(Kind.FORM_NOT_ISSUED, "forms"), (Kind.FORM_UNKNOWN, "steps/1")]
    assert found(whole) == []


def test_listed_forms_that_are_not_in_force_are_named_in_one_sentence() -> None:
    whole = procedure(
        step("a"), forms=(FormUse("Một", "BM-01"), FormUse("Hai", "BM-02"), FormUse("Ba", "BM-03"))
    )
    (problem,) = check(whole, {"BM-02"})
    assert "BM-01, BM-03." in str(problem.sentence)


def test_the_longest_way_is_summed_and_loops_are_left_out() -> None:
    whole = procedure(
        step("a", "1", Exit("b", "khó"), Exit("c", "dễ"), kind=StepKind.DECISION),
        step("b", "5", Exit("a", "làm lại"), Exit("c", "xong"), kind=StepKind.DECISION),
        step("c", "2"),
        committed=lasting("8"),
    )
    assert found(whole) == []


def test_eight_working_hours_are_one_working_day() -> None:
    hour = lasting("4", TimeUnit.HOUR)
    whole = procedure(
        step("a", duration=hour), step("b", duration=hour), step("c", "1.5"), committed=lasting("2.5")
    )
    assert found(whole) == []


def test_a_sum_that_is_too_long_blocks_approval_but_not_review() -> None:
    whole = procedure(step("a", "9"), step("b", "3"), statutory=lasting("10"))
    problem = only(whole)
    assert (problem.kind, problem.place) == (Kind.SUM_DIFFERS, "times")
    assert "12 working days" in str(problem.sentence)
    assert "10 working days" in str(problem.sentence)
    assert blocks_approval(check(whole))
    assert not blocks_review(check(whole))


def test_a_sum_that_is_too_short_blocks_approval_when_every_step_has_its_time() -> None:
    assert only(procedure(step("a", "9"), statutory=lasting("10"))).severity is Severity.BLOCKS_APPROVAL


def test_a_sum_that_is_too_short_is_advice_while_steps_of_ours_have_no_time() -> None:
    whole = procedure(step("a", "9"), step("b"), step("c", responsible=APPLICANT), statutory=lasting("10"))
    problem = only(whole)
    assert (problem.kind, problem.severity) == (Kind.SUM_INCOMPLETE, Severity.ADVICE)
    assert "without a time: 2" in str(problem.sentence)


def test_a_justified_difference_is_told_but_blocks_nothing() -> None:
    whole = procedure(step("a", "9"), statutory=lasting("10"), time_justification="Bảng công bố không khớp.")
    assert only(whole).severity is Severity.ADVICE


def test_the_committed_time_counts_before_the_statutory_one() -> None:
    assert found(procedure(step("a", "4"), statutory=lasting("5"), committed=lasting("4"))) == []


def test_only_the_steps_between_start_and_stop_of_the_clock_count() -> None:
    steps = (step("a", "3"), step("b", "10"), step("c", "5"))
    assert found(procedure(*steps, clock_from="b", clock_until="b", statutory=lasting("10"))) == []


def test_a_clock_that_names_no_step_blocks_review() -> None:
    assert found(procedure(step("a"), clock_from="x", statutory=lasting("1"))) == [
        (Kind.CLOCK_UNKNOWN, "times")
    ]


def test_units_that_cannot_be_added_block_approval() -> None:
    mixed = procedure(
        step("a", "5"), step("b", duration=lasting("25", TimeUnit.CALENDAR_DAY)), statutory=lasting("30")
    )
    problem = only(mixed)
    assert (problem.kind, problem.severity) == (Kind.UNITS_MIXED, Severity.BLOCKS_APPROVAL)
    assert "5 working days and 25 days" in str(problem.sentence)


def test_a_sum_in_another_unit_than_the_promise_blocks_approval() -> None:
    whole = procedure(step("a", "5"), statutory=lasting("1", TimeUnit.MONTH))
    assert only(whole).kind is Kind.UNITS_DIFFER


def test_steps_without_any_time_are_told_as_advice() -> None:
    assert found(procedure(step("a"), statutory=lasting("5"))) == [(Kind.NO_STEP_TIMES, "times")]


@pytest.mark.parametrize(
    ("committed", "statutory", "kinds"),
    [
        (lasting("5"), lasting("5"), []),
        (lasting("7"), lasting("5"), [Kind.COMMITTED_TOO_LONG]),
        (lasting("26"), lasting("25", TimeUnit.CALENDAR_DAY), [Kind.COMMITTED_TOO_LONG]),
        (lasting("11"), lasting("25", TimeUnit.CALENDAR_DAY), [Kind.COMMITTED_UNCLEAR]),
        (lasting("27", TimeUnit.CALENDAR_DAY), lasting("1", TimeUnit.MONTH), []),
        (lasting("32", TimeUnit.CALENDAR_DAY), lasting("1", TimeUnit.MONTH), [Kind.COMMITTED_TOO_LONG]),
    ],
)
def test_the_committed_time_stays_within_the_statutory_one(
    committed: Duration, statutory: Duration, kinds: list[Kind]
) -> None:
    variant = Variant("Một", statutory, committed)
    assert [kind for kind, _ in found(procedure(step("a"), variants=(variant,)))] == kinds


def test_two_thousand_steps_are_checked_without_deep_recursion() -> None:
    steps = [step(f"s{number}", "1", Exit(f"s{number + 1}"), Exit("s0", "lại")) for number in range(1_998)]
    whole = procedure(*steps, step("s1998", "1"), committed=lasting("1999"))
    assert found(whole) == []
