"""Read and understood without a database: who is concerned, what is new for a reader, marks, days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qms.kernel.durations import Duration, TimeUnit
from qms.procedures.comparing import compare
from qms.procedures.structure import FormUse, Party, PartyKind, Procedure, Step
from qms.reading.rules import (
    Count,
    Marking,
    Question,
    Standing,
    Terms,
    Unreadable,
    due_on,
    names_of_reader,
    news_for,
    own_steps,
    read_questions,
    responsible_for_steps,
    standing,
    total,
    with_those_above,
    with_those_below,
    written,
)

COUNTER = Party(PartyKind.UNIT, "Bộ phận một cửa")
HEAD = Party(PartyKind.POSITION, "Trưởng phòng")
TAKE = Step(id="nhan", name="Nhận hồ sơ", responsible=COUNTER, duration=Duration(1, TimeUnit.HOUR))
CHECK = Step(id="kiem", name="Kiểm tra", responsible=HEAD)
BEFORE = Procedure(steps=(TAKE, CHECK), statutory=Duration(10, TimeUnit.WORKING_DAY))
MINE = names_of_reader(["Bộ phận  Một cửa", "MC"], "Chuyên viên")


def changed(**more: object) -> Procedure:
    return replace(BEFORE, **more)  # type: ignore[arg-type]  # fields of a procedure


# --- Whom it concerns -------------------------------------------------------------------------------------


def test_steps_name_units_and_positions_whatever_the_capitals():
    found = responsible_for_steps(BEFORE, {"bộ phận một cửa": 1}, {"trưởng phòng": 2})
    assert (found.units, found.positions, found.unknown) == ({1}, {2}, ())


def test_a_position_written_as_a_unit_is_found_all_the_same():
    procedure = changed(steps=(replace(TAKE, responsible=Party(PartyKind.UNIT, "Trưởng phòng")),))
    assert responsible_for_steps(procedure, {}, {"trưởng phòng": 2}).positions == {2}


def test_who_is_neither_is_named_once_and_who_is_outside_not_at_all():
    outside = replace(CHECK, responsible=Party(PartyKind.OUTSIDE, "Người nộp"))
    procedure = changed(steps=(TAKE, TAKE, outside, replace(CHECK, responsible=None)))
    assert responsible_for_steps(procedure, {}, {}).unknown == ("Bộ phận một cửa",)


def test_marks_make_another_name():
    procedure = changed(steps=(replace(TAKE, responsible=Party(PartyKind.UNIT, "Bo phan mot cua")),))
    assert responsible_for_steps(procedure, {"bộ phận một cửa": 1}, {}).units == frozenset()


def test_a_unit_takes_those_below_with_it_and_stands_under_those_above():
    parents = {1: None, 2: 1, 3: 2, 4: None}
    assert with_those_below({1}, parents) == {1, 2, 3}
    assert with_those_above(3, parents) == (3, 2, 1)
    assert with_those_above(None, parents) == ()


def test_a_circle_of_units_comes_to_an_end():
    circle = {1: 2, 2: 1}
    assert with_those_below({1}, circle) == {1, 2}
    assert with_those_above(1, circle) == (1, 2)


# --- What is new ------------------------------------------------------------------------------------------


def test_the_readers_own_steps_come_first_then_times_and_forms_then_the_rest():
    after = changed(
        steps=(
            replace(TAKE, duration=Duration(2, TimeUnit.HOUR), forms=(FormUse("Giấy hẹn"),)),
            replace(CHECK, name="Kiểm tra hồ sơ"),
        ),
        statutory=Duration(8, TimeUnit.WORKING_DAY),
        result="Giấy phép",
    )
    news = news_for(compare(BEFORE, after), MINE)
    assert [row.after.id for row in news.own_steps.steps] == ["nhan"]
    assert {part.field for part in news.own_steps.steps[0].parts} == {"duration", "forms"}
    assert [part.field for part in news.times_and_forms.parts] == ["statutory"]
    assert [row.after.id for row in news.rest.steps] == ["kiem"]
    assert [part.field for part in news.rest.parts] == ["result"]


def test_a_step_that_was_taken_away_from_the_reader_is_news_for_them():
    news = news_for(compare(BEFORE, changed(steps=(replace(TAKE, responsible=HEAD), CHECK))), MINE)
    assert [row.before.id for row in news.own_steps.steps] == ["nhan"]


def test_where_nothing_changed_nothing_is_news():
    assert news_for(compare(BEFORE, BEFORE), MINE).is_empty


def test_own_steps_keep_their_numbers():
    assert own_steps(changed(steps=(CHECK, TAKE)), MINE) == [(2, TAKE)]


# --- Questions --------------------------------------------------------------------------------------------

TWO = (
    Question("Ai ký giấy hẹn?", ("Người nhận", "Giám đốc"), 0),
    Question("Trong mấy ngày?", ("1 ngày", "2 ngày", "3 ngày"), 2),
)


def test_questions_are_read_as_they_are_written():
    text = "Ai ký giấy hẹn?\n* Người nhận\n  Giám đốc\n\n\nTrong mấy ngày?\n1 ngày\n2 ngày\n*3 ngày"
    assert read_questions(text) == TWO
    assert read_questions(written(TWO)) == TWO
    assert read_questions("  \n ") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ai ký?\n* Giám đốc", "2 to 8 answers"),
        ("Ai ký?\nGiám đốc\nNgười nhận", "put * before"),
        ("Ai ký?\n* Giám đốc\n* Người nhận", "put * before"),
        ("Ai ký?\n* Giám đốc\nGiám đốc", "are the same"),
        ("Ai ký?\n* \nGiám đốc", "one is empty"),
        ("x" * 501 + "\n* a\nb", "too long"),
        ("\n\n".join(["Ai?\n* a\nb"] * 31), "At most 30"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, said: str):
    with pytest.raises(Unreadable, match=said.replace("*", r"\*")):
        read_questions(text)


@pytest.mark.parametrize(
    ("given", "mark", "passed", "right"),
    [((0, 2), 100, True, 2), ((0, 1), 50, True, 1), ((0, 1), 51, False, 1), ((None, None), 1, False, 0)],
)
def test_the_pass_mark_is_a_share_of_all_questions(given, mark, passed, right):
    marking = Marking(TWO, given, mark)
    assert (marking.passed, marking.right_count) == (passed, right)
    assert len(marking.wrong) == 2 - right


# --- Days and figures -------------------------------------------------------------------------------------


def test_the_last_day_is_in_time():
    day = date(2026, 11, 20)
    assert due_on(date(2026, 11, 10), Terms(days=10)) == day
    assert standing(False, day, day) is Standing.OPEN
    assert standing(False, day, date(2026, 11, 21)) is Standing.LATE
    assert standing(True, day, date(2026, 12, 1)) is Standing.CONFIRMED


def test_nearly_all_is_not_a_hundred_percent_and_nobody_is_no_figure():
    assert Count(asked=1000, open=1).percent == 99
    assert Count(asked=1000, open=0).percent == 100
    assert Count().percent is None
    assert total([Count(3, 2, 1), Count(1)]) == Count(4, 2, 1)
