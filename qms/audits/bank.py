"""The question bank: our own questions for each clause of a standard, as dated files in ``bank/``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from qms.foundation.texts import _l, language
from qms.kernel.errors import Refused

FOLDER = Path(__file__).with_name("bank")


@dataclass(frozen=True)
class Question:
    """A question in each language; ``key`` names it within its bank: "7.5.3-1"."""

    key: str
    clause: str
    texts: tuple[tuple[str, str], ...]

    def text(self, code: str = "") -> str:
        """The question in a language, the reader's when none is named."""
        return dict(self.texts)[code or language()]


@dataclass(frozen=True)
class Clause:
    """A clause: its number, its short title in each language (that of the clause above where it has none)."""

    number: str
    titles: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]

    @property
    def title(self) -> str:
        """The short title in the reader's language."""
        return dict(self.titles)[language()]

    @property
    def level(self) -> int:
        return self.number.count(".") + 1


@dataclass(frozen=True)
class Bank:
    """The questions of one edition of a standard and the days from and until which it is asked by."""

    standard: str
    valid_from: date
    valid_until: date | None
    clauses: tuple[Clause, ...]

    def clause(self, number: str) -> Clause | None:
        """The clause of this number."""
        return next((each for each in self.clauses if each.number == number), None)

    def numbers(self) -> set[str]:
        """The numbers of all clauses."""
        return {each.number for each in self.clauses}


def bank_on(day: date) -> Bank:
    """The bank that is valid on a day; before the first one, the first."""
    valid = [
        each
        for each in banks()
        if each.valid_from <= day and not (each.valid_until and each.valid_until < day)
    ]
    return valid[-1] if valid else banks()[0]


@cache
def banks() -> tuple[Bank, ...]:
    """Every bank, the earliest first."""
    read = [_read(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in FOLDER.glob("*.yaml")]
    return tuple(sorted(read, key=lambda bank: bank.valid_from))


def _read(content: dict[str, Any]) -> Bank:
    clauses: list[Clause] = []
    titles: dict[str, tuple[tuple[str, str], ...]] = {}
    for each in content["clauses"]:
        number = each["number"]
        own = tuple(each["title"].items()) if "title" in each else titles[number.rpartition(".")[0]]
        titles[number] = own
        questions = tuple(
            Question(f"{number}-{place}", number, tuple(texts.items()))
            for place, texts in enumerate(each["questions"], 1)
        )
        clauses.append(Clause(number, own, questions))
    return Bank(content["standard"], content["valid_from"], content["valid_until"], tuple(clauses))


def refuse_unknown(clauses: Iterable[str], *, on: date, field: str = "clauses") -> None:
    """Go on only if the standard that is valid on a day has all these clauses.

    Raises:
        Refused: at the field, naming the first that it has not.
    """
    known = bank_on(on).numbers()
    for clause in clauses:
        if clause not in known:
            raise Refused(_l("The standard has no clause %(clause)s.", clause=clause), field=field)


def in_order(number: str) -> tuple[int, ...]:
    """For sorting clause numbers: 8.10 after 8.9."""
    return tuple(int(part) for part in number.split(".") if part.isdigit())
