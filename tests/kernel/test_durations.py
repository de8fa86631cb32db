"""Durations add up within their family and are written as offices write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from qms.kernel.durations import (
    Duration,
    Order,
    TimeUnit,
    add,
    compare,
    plain_number,
    spelled_number,
    total_of,
)
from qms.procedures.wording import duration_text, total_text


def lasting(value: str, unit: TimeUnit) -> Duration:
    return Duration(Decimal(value), unit)


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        ("2", "02", "2"),
        ("0.5", "½", "½"),
        ("1.5", "1½", "1½"),
        ("0.25", "¼", "¼"),
        ("12", "12", "12"),
        ("10.75", "10¾", "10¾"),
        ("1.2", "1,2", "1.2"),
        ("0", "0", "0"),
        ("100", "100", "100"),
    ],
)
def test_a_number_is_spelled_as_an_office_writes_it(value: str, vietnamese: str, english: str) -> None:
    assert (spelled_number(Decimal(value), "vi"), spelled_number(Decimal(value), "en")) == (
        vietnamese,
        english,
    )


def test_a_plain_number_has_no_exponent_and_no_trailing_zeros() -> None:
    assert [plain_number(Decimal(text)) for text in ("1E+2", "5.00", "0.10", "0")] == ["100", "5", "0.1", "0"]


def test_hours_and_working_days_are_one_family() -> None:
    total = add([lasting("12", TimeUnit.HOUR), lasting("1.5", TimeUnit.WORKING_DAY)])
    assert total == total_of(lasting("3", TimeUnit.WORKING_DAY))
    assert not total.mixed


def test_calendar_days_and_working_days_stay_apart() -> None:
    assert add([lasting("1", TimeUnit.CALENDAR_DAY), lasting("1", TimeUnit.WORKING_DAY)]).mixed


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        (("30", TimeUnit.CALENDAR_DAY), ("1", TimeUnit.MONTH), Order.UNKNOWN),
        (("27", TimeUnit.CALENDAR_DAY), ("1", TimeUnit.MONTH), Order.SHORTER),
        (("32", TimeUnit.CALENDAR_DAY), ("1", TimeUnit.MONTH), Order.LONGER),
        (("5", TimeUnit.WORKING_DAY), ("5", TimeUnit.CALENDAR_DAY), Order.UNKNOWN),
        (("6", TimeUnit.WORKING_DAY), ("5", TimeUnit.CALENDAR_DAY), Order.LONGER),
        (("8", TimeUnit.HOUR), ("1", TimeUnit.WORKING_DAY), Order.EQUAL),
    ],
)
def test_a_comparison_answers_only_where_every_calendar_agrees(
    left: tuple[str, TimeUnit], right: tuple[str, TimeUnit], order: Order
) -> None:
    assert compare(total_of(lasting(*left)), total_of(lasting(*right))) is order


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ["02 ngày làm việc", "½ ngày làm việc", "03 giờ làm việc", "25 ngày", "01 tháng"]),
        ("en", ["2 working days", "½ working day", "3 working hours", "25 days", "1 month"]),
    ],
)
def test_a_duration_is_written_in_the_readers_language(language: str, words: list[str]) -> None:
    app = Flask(__name__)
    Babel(app)
    durations = [
        lasting("2", TimeUnit.WORKING_DAY),
        lasting("0.5", TimeUnit.WORKING_DAY),
        lasting("3", TimeUnit.HOUR),
        lasting("25", TimeUnit.CALENDAR_DAY),
        lasting("1", TimeUnit.MONTH),
    ]
    with app.test_request_context(), force_locale(language):
        assert [duration_text(duration) for duration in durations] == words


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "05 ngày làm việc và 25 ngày"), ("en", "5 working days and 25 days")]
)
def test_a_sum_of_two_families_names_both(language: str, words: str) -> None:
    app = Flask(__name__)
    Babel(app)
    total = add([lasting("5", TimeUnit.WORKING_DAY), lasting("25", TimeUnit.CALENDAR_DAY)])
    with app.test_request_context(), force_locale(language):
        assert total_text(total) == words
