"""The register as a sheet, with the columns that an import reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from qms.laws.models import LegalText
from qms.laws.rules import Link
from qms.laws.sheets import COLUMNS, DAYS, linked_text

_LINKS = {"replaces": Link.REPLACES, "amends": Link.AMENDS}


def heads() -> list[str]:
    return [str(label) for label in COLUMNS.values()]


def rows(texts: Iterable[LegalText]) -> Iterator[list[Any]]:
    """One line a text."""
    for text in texts:
        yield [_cell(text, name) for name in COLUMNS]


def _cell(text: LegalText, name: str) -> str:
    if name in _LINKS:
        done = [each for each in text.does if each.link is _LINKS[name]]
        return "; ".join(linked_text(each.other.number, each.from_on) for each in done)
    value = getattr(text, name)
    return _day(value) if name in DAYS else str(value)


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
