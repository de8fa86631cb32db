"""Durations as offices state them: hours, working days, calendar days, months.

Eight working hours are one working day. Working time, calendar days and months are three families that
cannot be turned into each other without a calendar, so a sum keeps them apart and a comparison between
them answers only where every calendar would give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

HOURS_PER_WORKING_DAY = 8
SHORTEST_MONTH, LONGEST_MONTH = 28, 31

_FRACTIONS = {Decimal("0.25"): "¼", Decimal("0.5"): "½", Decimal("0.75"): "¾"}


class TimeUnit(StrEnum):
    HOUR = "hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"


class Order(StrEnum):
    """How one duration stands to another."""

    SHORTER = "shorter"
    EQUAL = "equal"
    LONGER = "longer"
    UNKNOWN = "unknown"  # depends on the calendar


@dataclass(frozen=True)
class Duration:
    """So much of a unit; ``note`` says from when or up to what, in the words of the source."""

    value: Decimal
    unit: TimeUnit
    note: str = ""


@dataclass(frozen=True)
class Total:
    """A sum of durations, each family for itself: working hours, calendar days, months."""

    hours: Decimal = Decimal(0)
    calendar_days: Decimal = Decimal(0)
    months: Decimal = Decimal(0)

    def __add__(self, other: Total) -> Total:
        return Total(
            self.hours + other.hours, self.calendar_days + other.calendar_days, self.months + other.months
        )

    @property
    def mixed(self) -> bool:
        """Whether more than one family has a part in it, so that it is no single duration."""
        return sum(part != 0 for part in (self.hours, self.calendar_days, self.months)) > 1

    @property
    def shortest_days(self) -> Decimal:
        """The fewest calendar days it can span: a working day is at least one day."""
        return self.hours / HOURS_PER_WORKING_DAY + self.calendar_days + self.months * SHORTEST_MONTH

    @property
    def longest_days(self) -> Decimal | None:
        """The most calendar days it can span; None where holidays decide."""
        if self.hours:
            return None
        return self.calendar_days + self.months * LONGEST_MONTH


def total_of(duration: Duration) -> Total:
    """The sum that holds one duration."""
    match duration.unit:
        case TimeUnit.HOUR:
            return Total(hours=duration.value)
        case TimeUnit.WORKING_DAY:
            return Total(hours=duration.value * HOURS_PER_WORKING_DAY)
        case TimeUnit.CALENDAR_DAY:
            return Total(calendar_days=duration.value)
        case TimeUnit.MONTH:
            return Total(months=duration.value)


def add(durations: Iterable[Duration]) -> Total:
    """The sum of durations, families kept apart."""
    total = Total()
    for duration in durations:
        total += total_of(duration)
    return total


def parts(total: Total, *, small: TimeUnit = TimeUnit.WORKING_DAY) -> tuple[Duration, ...]:
    """A sum as durations to be shown; working time in hours where ``small`` is the hour."""
    hours_as_days = small is not TimeUnit.HOUR
    working = total.hours / HOURS_PER_WORKING_DAY if hours_as_days else total.hours
    stated = (
        Duration(working, TimeUnit.WORKING_DAY if hours_as_days else TimeUnit.HOUR),
        Duration(total.calendar_days, TimeUnit.CALENDAR_DAY),
        Duration(total.months, TimeUnit.MONTH),
    )
    return tuple(part for part in stated if part.value) or (Duration(Decimal(0), small),)


def compare(left: Total, right: Total) -> Order:
    """How ``left`` stands to ``right``; UNKNOWN where the families differ and the calendar decides."""
    if left == right:
        return Order.EQUAL
    families = [
        left.hours - right.hours,
        left.calendar_days - right.calendar_days,
        left.months - right.months,
    ]
    if all(difference >= 0 for difference in families):
        return Order.LONGER
    if all(difference <= 0 for difference in families):
        return Order.SHORTER
    if right.longest_days is not None and left.shortest_days > right.longest_days:
        return Order.LONGER
    if left.longest_days is not None and right.shortest_days > left.longest_days:
        return Order.SHORTER
    return Order.UNKNOWN


def plain_number(value: Decimal) -> str:
    """The shortest exact form with a decimal point and without exponent: ``5``, ``0.5``, ``12.25``."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def spelled_number(value: Decimal, language: str) -> str:
    """A number as an office writes it: quarters as fractions; in Vietnamese 02 and a decimal comma."""
    whole, rest = divmod(value, 1)
    if rest in _FRACTIONS:
        return (plain_number(whole) if whole else "") + _FRACTIONS[rest]
    text = plain_number(value)
    if language != "vi":
        return text
    return text.replace(".", ",") if rest or value >= 10 or not value else f"0{text}"
