"""What changed between two procedures is told step by step and field by field, and nothing that stayed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from qms.procedures.comparing import Change, compare
from qms.procedures.structure import END, Component, Exit, Procedure, Step, usual_exits
from tests.rules.procedure_strategies import procedures


def of(*ids: str, **parts: object) -> Procedure:
    steps = tuple(
        Step(id=one, name=one.upper(), exits=usual_exits(ids, index)) for index, one in enumerate(ids)
    )
    return Procedure(steps=steps, **parts)  # type: ignore[arg-type]  # any field of a procedure


def rows(before: Procedure, after: Procedure) -> list[tuple[str, int | None, int | None]]:
    told = []
    for row in compare(before, after).steps:
        step = row.after or row.before
        assert step is not None
        told.append(
            (f"{step.id} {row.change}{' moved' if row.moved else ''}", row.number_before, row.number_after)
        )
    return told


def test_an_added_step_leaves_the_others_unchanged_though_their_numbers_move() -> None:
    assert rows(of("a", "b"), of("a", "x", "b")) == [
        ("a unchanged", 1, 1),
        ("x added", None, 2),
        ("b unchanged", 2, 3),
    ]


def test_a_removed_step_stands_where_it_was() -> None:
    assert rows(of("a", "b", "c"), of("a", "c")) == [
        ("a unchanged", 1, 1),
        ("b removed", 2, None),
        ("c unchanged", 3, 2),
    ]


def test_a_step_that_changed_its_place_is_moved() -> None:
    assert rows(of("a", "b", "c", "d"), of("b", "c", "a", "d")) == [
        ("b unchanged", 2, 1),
        ("c unchanged", 3, 2),
        ("a unchanged moved", 1, 3),
        ("d unchanged", 4, 4),
    ]


def test_a_changed_step_names_its_fields_with_both_values() -> None:
    before = of("a", "b")
    renamed = replace(before.steps[0], name="Nộp", exits=(Exit("b"), Exit(END, "rút hồ sơ")))
    row = compare(before, replace(before, steps=(renamed, before.steps[1]))).steps[0]
    assert row.change is Change.CHANGED
    assert [(part.field, part.before) for part in row.parts] == [("name", "A"), ("exits", (Exit("b"),))]


def test_other_parts_are_compared_item_by_item() -> None:
    before = of(result="Một", components=(Component("Đơn", originals=1), Component("Ảnh")))
    after = of(result="Hai", components=(Component("Đơn", originals=2), Component("Phiếu")))
    comparison = compare(before, after)
    assert [(part.field, part.before, part.after) for part in comparison.parts] == [("result", "Một", "Hai")]
    assert [item.change for item in comparison.lists[0].items] == [
        Change.CHANGED,
        Change.REMOVED,
        Change.ADDED,
    ]


@given(procedures)
@settings(max_examples=25, deadline=None)
def test_a_procedure_compared_with_itself_shows_no_change(procedure: Procedure) -> None:
    assert compare(procedure, procedure).is_empty


@given(procedures, procedures)
@settings(max_examples=25, deadline=None)
def test_the_table_holds_every_step_of_both_exactly_once(before: Procedure, after: Procedure) -> None:
    table = compare(before, after).steps
    assert [row.after for row in table if row.after] == list(after.steps)
    assert sorted(row.number_before for row in table if row.number_before) == list(
        range(1, len(before.steps) + 1)
    )
