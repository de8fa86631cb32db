"""Times as offices write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qms.intake.durations import TimeDoubt, read_time, unit_of_head
from qms.kernel.durations import TimeUnit

HOUR, WORKING, DAY, MONTH = TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.CALENDAR_DAY, TimeUnit.MONTH


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("02 ngày làm việc", "2", WORKING),
        ("½ ngày", "0.5", DAY),
        ("0,5 ngày làm việc", "0.5", WORKING),
        ("1/2 ngày", "0.5", DAY),
        ("01 1/2 ngày", "1.5", DAY),
        ("1½ ngày", "1.5", DAY),
        ("01 ngày rưỡi", "1.5", DAY),
        ("4 giờ", "4", HOUR),
        ("08h", "8", HOUR),
        ("30 phút", "0.5", HOUR),
        ("không quá 05 ngày", "5", DAY),
        ("Tối đa 5 ngày.", "5", DAY),
        ("05 (năm) ngày làm việc", "5", WORKING),
        ("năm (05) ngày làm việc", "5", WORKING),
        ("sáu ngày", "6", DAY),
        ("03 ngày LV", "3", WORKING),
        ("12,5 ngày làm việc", "12.5", WORKING),
        ("01 tháng", "1", MONTH),
    ],
)
def test_read_without_a_doubt(text, value, unit):
    found = read_time(text)
    assert found.duration is not None
    assert (found.duration.value, found.duration.unit, found.doubt) == (Decimal(value), unit, None)


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("trong ngày", "1", TimeDoubt.WITHIN_DAY),
        ("02 - 03 ngày", "3", TimeDoubt.RANGE),
        ("10 ngày làm việc (phức tạp: 15 ngày)", "10", TimeDoubt.SEVERAL),
        ("01 ngày làm việc 4 giờ", "1.5", TimeDoubt.ADDED),
        ("1 tuần", "7", TimeDoubt.CONVERTED),
        ("01 buổi", "0.5", TimeDoubt.CONVERTED),
    ],
)
def test_read_with_a_doubt(text, value, doubt):
    found = read_time(text)
    assert found.duration is not None
    assert (found.duration.value, found.doubt) == (Decimal(value), doubt)


@pytest.mark.parametrize(
    "text",
    [
        "giờ hành chính",
        "Ngay sau khi nhận hồ sơ",
        "sau ngày nhận hồ sơ",
        "ngày 01/02/2020",
        "Hằng năm",
        "1/0 ngày",
    ],
)
def test_what_is_no_time_is_told(text):
    found = read_time(text)
    assert (found.duration, found.doubt, found.rest) == (None, TimeDoubt.NOT_A_TIME, text)


@pytest.mark.parametrize("text", ["", "-", "…"])
def test_nothing_is_no_doubt(text):
    assert read_time(text).doubt is None


def test_words_behind_a_time_are_kept():
    found = read_time("05 ngày làm việc kể từ ngày nhận đủ hồ sơ")
    assert found.duration is not None
    assert (found.duration.note, found.doubt) == ("kể từ ngày nhận đủ hồ sơ", None)


def test_the_head_of_the_column_gives_the_unit():
    assert unit_of_head("Thời gian (ngày làm việc)") is WORKING
    assert unit_of_head("Thời gian") is None
    assert read_time("0,5", WORKING).duration is not None
    assert read_time("02 ngày", WORKING).duration.unit is WORKING
    assert read_time("2").doubt is TimeDoubt.NO_UNIT
