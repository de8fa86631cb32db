"""Times as offices write them into a table: "02 ngày làm việc", "½ ngày", "không quá 05 ngày", "trong ngày".

What can be read in one way only is read without a doubt. "ngày" alone is a day of the calendar, as in the law,
unless the head of the column says otherwise. What leaves a choice is read with a doubt, and what is no time is
told as such; nothing is guessed in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from qms.kernel.durations import HOURS_PER_WORKING_DAY, Duration, TimeUnit
from qms.kernel.text import clean_line, fold


class TimeDoubt(StrEnum):
    """Why a time should be looked at by a person."""

    NOT_A_TIME = "not_a_time"  # words that give no amount
    NO_UNIT = "no_unit"  # a bare number under a head that names no unit
    RANGE = "range"  # "02 - 03 ngày": the longer one was taken
    SEVERAL = "several"  # several times in one cell: the first one was taken
    WITHIN_DAY = "within_day"  # "trong ngày": taken as one working day
    ADDED = "added"  # "01 ngày 4 giờ": added up
    CONVERTED = "converted"  # weeks, half days, years: turned into a unit that is kept


@dataclass(frozen=True)
class TimeRead:
    """What a cell says of time. ``rest`` are words around the amount that say from when or in which case."""

    duration: Duration | None = None
    doubt: TimeDoubt | None = None
    rest: str = ""


_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.33", "⅔": "0.67"}
# With their marks: "sáu ngày" is six days, "sau ngày" is after the day.
_WORDS = {
    "nửa": "0.5", "một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7",
    "tám": "8", "chín": "9", "mười": "10", "mười lăm": "15", "hai mươi": "20", "ba mươi": "30",
}  # fmt: skip
_HOUR, _WORKING, _DAY, _MONTH = TimeUnit.HOUR, TimeUnit.WORKING_DAY, TimeUnit.CALENDAR_DAY, TimeUnit.MONTH
# Unit as folded text -> what it is, how many of it one is, whether that is a conversion worth a look.
_UNITS: tuple[tuple[str, TimeUnit, Decimal, bool], ...] = (
    (r"ngay lam viec|ngay hanh chinh|ngay cong|ngay lv|nlv|working days?", _WORKING, Decimal(1), False),
    (r"ngay lich|ngay|days?", _DAY, Decimal(1), False),
    (r"gio lam viec|gio hanh chinh|gio|tieng|h|hours?", _HOUR, Decimal(1), False),
    (r"phut|minutes?", _HOUR, Decimal(1) / 60, False),
    (r"thang|months?", _MONTH, Decimal(1), False),
    (r"buoi lam viec|buoi", _WORKING, Decimal("0.5"), True),
    (r"tuan lam viec", _WORKING, Decimal(5), True),
    (r"tuan|weeks?", _DAY, Decimal(7), True),
    (r"nam|years?", _MONTH, Decimal(12), True),
)
_NUMBER = r"(?:\d{1,4}\s+\d/\d|\d{1,4}\s*[½¼¾⅓⅔]|\d{1,4}/\d{1,2}|\d{1,4}(?:[.,]\d{1,4})?|[½¼¾⅓⅔])"
_IN_WORDS = rf"(?:{'|'.join(sorted(map(fold, _WORDS), key=len, reverse=True))})(?![a-z])"
_AMOUNT = (
    rf"(?:{_NUMBER}(?:\s*\((?:{_IN_WORDS}|[a-z ]{{2,20}})\))?|(?:{_IN_WORDS})(?:\s*\(\s*\d{{1,4}}\s*\))?)"
)
_UNIT = "|".join(rf"(?P<u{n}>{words})" for n, (words, *_more) in enumerate(_UNITS))
_TIME = re.compile(
    rf"(?:(?P<low>{_NUMBER})\s*(?:-|–|den|÷)\s*)?(?<![\w/.,])(?P<amount>{_AMOUNT})\s*(?:{_UNIT})(?![a-z0-9])(?P<half>\s+ruoi)?"
)
_BARE = re.compile(rf"(?:(?P<low>{_NUMBER})\s*(?:-|–|den)\s*)?(?P<amount>{_AMOUNT})")
_NOTHING = frozenset({"", "-", "–", "—", "/", "x", "0", "...", "…", "khong", "khong quy dinh"})
_LIMITS = re.compile(
    r"^(?:(?:trong|thoi gian|thoi han|toi da|khong qua|cham nhat|chua qua|trong vong|la|khong cham hon"
    r"|khong vuot qua|nhieu nhat|toi thieu la|:|<=|≤|<)\s*)+"
)
_WITHIN_DAY = re.compile(
    r"(?:ngay )?(?:trong|cung|ngay trong) (?:cung )?(?:mot )?ngay(?: lam viec)?(?: nhan| tiep nhan)?"
)


def read_time(text: str, usual: TimeUnit | None = None) -> TimeRead:
    """What the cell ``text`` says; ``usual`` is the unit that the head of its column names."""
    shown = clean_line(text)
    folded = fold(shown)
    if folded.strip(" .") in _NOTHING:
        return TimeRead()
    found = [each for each in _TIME.finditer(folded) if _value(_said(each, shown)) is not None]
    if found:
        return _read(found, shown, folded, usual)
    bare = _BARE.fullmatch(folded.strip(" ."))
    if bare:
        if usual is None:
            return TimeRead(doubt=TimeDoubt.NO_UNIT, rest=shown)
        value = _value(_said(bare, shown.strip(" .")))
        if value is not None:
            doubt = TimeDoubt.RANGE if bare["low"] else None
            return TimeRead(Duration(value, usual), doubt, shown if doubt else "")
    if _WITHIN_DAY.match(folded):
        return TimeRead(Duration(Decimal(1), _WORKING, shown), TimeDoubt.WITHIN_DAY, shown)
    return TimeRead(doubt=TimeDoubt.NOT_A_TIME, rest=shown)


def unit_of_head(head: str) -> TimeUnit | None:
    """The unit that the head of a column names: "Thời gian (ngày làm việc)"."""
    folded = fold(clean_line(head))
    inside = re.search(rf"(?:\(|tinh (?:theo|bang)|don vi(?: tinh)?:?)\s*(?:{_UNIT})\s*\)?", folded)
    if inside is None:
        return None
    unit, times, _odd = _unit(inside)
    return unit if times == 1 else None


def _read(found: list[re.Match[str]], shown: str, folded: str, usual: TimeUnit | None) -> TimeRead:
    first = found[0]
    duration, converted = _duration(first, shown, usual)
    before = _LIMITS.sub("", folded[: first.start()])
    after = shown[first.end() :]
    if len(found) > 1:
        return _of_several(found, shown, folded, duration, usual)
    words = (shown[first.start() - len(before) : first.start()] if before.strip(" :-") else "") + (
        " … " if before.strip(" :-") and after.strip() else ""
    )
    rest = clean_line((words + after).strip(" ;,.:()/-"))
    doubt = TimeDoubt.RANGE if first["low"] else TimeDoubt.CONVERTED if converted else None
    note = shown if doubt else rest
    return TimeRead(Duration(duration.value, duration.unit, note), doubt, rest)


def _of_several(
    found: list[re.Match[str]], shown: str, folded: str, first: Duration, usual: TimeUnit | None
) -> TimeRead:
    """Amounts that follow each other at once are one time ("01 ngày 4 giờ"); others are several."""
    between = folded[found[0].end() : found[1].start()].strip()
    second, _converted = _duration(found[1], shown, usual)
    follow = len(found) == 2 and between in ("", "+", "va")
    if follow and second.unit is _HOUR and first.unit in (_WORKING, _DAY):
        value = first.value + second.value / HOURS_PER_WORKING_DAY
        return TimeRead(Duration(value, _WORKING, shown), TimeDoubt.ADDED, shown)
    return TimeRead(Duration(first.value, first.unit, shown), TimeDoubt.SEVERAL, shown)


def _said(found: re.Match[str], shown: str) -> str:
    """The amount as it stands in the text, with its marks; folding keeps every place."""
    return shown[found.start("amount") : found.end("amount")].lower()


def _duration(found: re.Match[str], shown: str, usual: TimeUnit | None) -> tuple[Duration, bool]:
    value, (unit, times, converted) = _value(_said(found, shown)) or Decimal(0), _unit(found)
    if found["half"]:
        value += Decimal("0.5")
    if unit is _DAY and usual is _WORKING and not converted:
        unit = _WORKING
    return Duration((value * times).quantize(Decimal("0.01")), unit), converted


def _unit(found: re.Match[str]) -> tuple[TimeUnit, Decimal, bool]:
    return next((unit, times, odd) for n, (_words, unit, times, odd) in enumerate(_UNITS) if found[f"u{n}"])


def _value(amount: str) -> Decimal | None:
    """The number that an amount says; None for one that cannot be (1/0)."""
    inside = re.search(r"\(\s*(\d{1,4})\s*\)", amount)
    if inside:
        return Decimal(inside[1])
    plain = re.sub(r"\(.*?\)", "", amount).strip()
    if plain in _WORDS:
        return Decimal(_WORDS[plain])
    for sign, value in _FRACTIONS.items():
        if plain.endswith(sign):
            whole = plain.removesuffix(sign).strip()
            return Decimal(whole or "0") + Decimal(value)
    whole, _space, part = plain.rpartition(" ")
    if "/" in part:
        over, _slash, under = part.partition("/")
        return Decimal(whole or "0") + Decimal(over) / Decimal(under) if int(under) else None
    return Decimal(plain.replace(",", ".")) if plain[:1].isdigit() else None
