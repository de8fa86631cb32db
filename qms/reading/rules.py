"""Who is concerned, what is new for a reader, when something is late, how answers are marked. Plain values only."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from qms.foundation.texts import _l
from qms.kernel.enums import Worded
from qms.kernel.text import clean_line
from qms.procedures.comparing import Change, Comparison
from qms.procedures.structure import Party, PartyKind, Procedure, Step

FIRST_PASS_MARK = 80  # percent of the questions, until somebody sets another one
MOST_DAYS = 90
MOST_QUESTIONS, MOST_CHOICES, LONGEST_QUESTION = 30, 8, 500


@dataclass(frozen=True)
class Terms:
    """An organisation's own days; what stands here is what it begins with."""

    days: int = 10  # so many calendar days after the release a revision is to be read
    remind_before: int = 3  # so many days before that day the reader is reminded


def due_on(asked_on: date, terms: Terms) -> date:
    """The last day on which reading is in time."""
    return asked_on + timedelta(days=terms.days)


# --- How it stands ----------------------------------------------------------------------------------------


class Standing(Worded):
    """How a person stands towards a document that they are asked to read."""

    OPEN = "open", _l("to be read"), "info"
    LATE = "late", _l("late"), "danger"
    CONFIRMED = "confirmed", _l("read and understood"), "success"


def standing(is_confirmed: bool, due: date, today: date) -> Standing:
    """How it stands on a day; the due day itself is in time."""
    if is_confirmed:
        return Standing.CONFIRMED
    return Standing.LATE if due < today else Standing.OPEN


class Ended(StrEnum):
    """Why somebody is no longer asked to read a revision."""

    REPLACED = "replaced"  # a significant change: they are asked to read that one
    WITHDRAWN = "withdrawn"
    LEFT = "left"
    NOT_CONCERNED = "not_concerned"  # another unit or position now, or another audience


class Told(IntEnum):
    """What a reader has been told of so far; each is told once."""

    NOTHING = 0
    ASKED = 1
    SOON = 2
    LATE = 3


@dataclass(frozen=True)
class Count:
    """How many are asked to read, how many of them have not confirmed yet, and of those how many are late."""

    asked: int = 0
    open: int = 0
    late: int = 0

    @property
    def confirmed(self) -> int:
        return self.asked - self.open

    @property
    def percent(self) -> int | None:
        """How many of a hundred have confirmed, never rounded up to all of them; None where nobody is asked."""
        return self.confirmed * 100 // self.asked if self.asked else None

    def __add__(self, other: Count) -> Count:
        return Count(self.asked + other.asked, self.open + other.open, self.late + other.late)


def total(counts: Iterable[Count]) -> Count:
    """All of them together."""
    return sum(counts, Count())


# --- Who is concerned -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Responsible:
    """Whom the steps of a procedure name: numbers of units and positions, and names that are neither."""

    units: frozenset[int] = frozenset()
    positions: frozenset[int] = frozenset()
    unknown: tuple[str, ...] = ()


def known_as(name: str) -> str:
    """A name as it is compared: neither spaces nor capitals make another unit of it, marks do."""
    return clean_line(name).casefold()


def responsible_for_steps(
    procedure: Procedure, units: Mapping[str, int], positions: Mapping[str, int]
) -> Responsible:
    """Whom the steps name, among the units (by name or code) and positions of the organisation.

    Both are given by ``known_as``. A name may be written as the other kind: people mix them up.
    """
    found_units, found_positions, unknown = set(), set(), []
    for party in _parties(procedure):
        name = known_as(party.name)
        tables = (units, positions) if party.kind is PartyKind.UNIT else (positions, units)
        table = next((table for table in tables if name in table), None)
        if table is None:
            unknown.append(party.name)
        elif table is units:
            found_units.add(table[name])
        else:
            found_positions.add(table[name])
    return Responsible(frozenset(found_units), frozenset(found_positions), tuple(dict.fromkeys(unknown)))


def _parties(procedure: Procedure) -> list[Party]:
    named = [step.responsible for step in procedure.steps]
    return [party for party in named if party is not None and party.kind is not PartyKind.OUTSIDE]


def with_those_below(unit_ids: Collection[int], parents: Mapping[int, int | None]) -> frozenset[int]:
    """These units and every unit under them."""
    found = set(unit_ids)
    while more := {unit for unit, above in parents.items() if above in found and unit not in found}:
        found |= more
    return frozenset(found)


def with_those_above(unit_id: int | None, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    """A unit and every unit over it, the nearest first; nothing for no unit."""
    found: list[int] = []
    while unit_id is not None and unit_id not in found:
        found.append(unit_id)
        unit_id = parents.get(unit_id)
    return tuple(found)


# --- What is new for a reader -----------------------------------------------------------------------------

TIMES_AND_FORMS = frozenset(
    {
        "statutory",
        "committed",
        "clock_starts",
        "clock_from",
        "clock_until",
        "sub_deadlines",
        "variants",
        "time_justification",
        "forms",
        "components",
        "records",
    }
)
NOTHING = Comparison((), (), ())


@dataclass(frozen=True)
class News:
    """A comparison in the order in which it matters to one reader."""

    own_steps: Comparison = NOTHING
    times_and_forms: Comparison = NOTHING
    rest: Comparison = NOTHING

    @property
    def is_empty(self) -> bool:
        return self.own_steps.is_empty and self.times_and_forms.is_empty and self.rest.is_empty


def names_of_reader(units: Iterable[str], position: str) -> frozenset[str]:
    """What a step may call the reader: their unit (by name and code), those above it, their position."""
    return frozenset(known_as(name) for name in (*units, position) if name)


def is_own(step: Step | None, names: Collection[str]) -> bool:
    """Whether a step is the reader's work."""
    party = step.responsible if step else None
    return party is not None and party.kind is not PartyKind.OUTSIDE and known_as(party.name) in names


def own_steps(procedure: Procedure, names: Collection[str]) -> list[tuple[int, Step]]:
    """The reader's steps with their numbers from 1."""
    return [(number, step) for number, step in enumerate(procedure.steps, 1) if is_own(step, names)]


def news_for(comparison: Comparison, names: Collection[str]) -> News:
    """What changed, the reader's own steps first (also those that were theirs), then times and forms."""
    changed = [row for row in comparison.steps if row.change is not Change.UNCHANGED or row.moved]
    own = [row for row in changed if is_own(row.before, names) or is_own(row.after, names)]
    others = [row for row in changed if row not in own]
    return News(
        replace(NOTHING, steps=tuple(own)),
        Comparison(
            (),
            tuple(part for part in comparison.parts if part.field in TIMES_AND_FORMS),
            tuple(each for each in comparison.lists if each.field in TIMES_AND_FORMS),
        ),
        Comparison(
            tuple(others),
            tuple(part for part in comparison.parts if part.field not in TIMES_AND_FORMS),
            tuple(each for each in comparison.lists if each.field not in TIMES_AND_FORMS),
        ),
    )


# --- Questions --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One right answer among several; ``right`` is its place, counted from 0."""

    text: str
    choices: tuple[str, ...]
    right: int


class Unreadable(Exception):
    """Questions that are not written as they should be; ``message`` says where and why."""

    def __init__(self, message: Any) -> None:
        self.message = message
        super().__init__(str(message))


_RIGHT = re.compile(r"\*\s*")


def read_questions(text: str) -> tuple[Question, ...]:
    """Questions as people write them: a line for the question, a line for each answer, an empty line between two.

    A star stands before the right answer.

    Raises:
        Unreadable: a question without answers, with one, with none or several right ones, or too much of it.
    """
    blocks = [block.split("\n") for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]
    if len(blocks) > MOST_QUESTIONS:
        raise Unreadable(_l("At most %(most)s questions are possible.", most=MOST_QUESTIONS))
    return tuple(_read_question(number, lines) for number, lines in enumerate(blocks, 1))


def _read_question(number: int, lines: Sequence[str]) -> Question:
    said, *answers = [clean_line(line) for line in lines if clean_line(line)]
    right = [place for place, answer in enumerate(answers) if answer.startswith("*")]
    choices = tuple(_RIGHT.sub("", answer, count=1) for answer in answers)
    if not 2 <= len(choices) <= MOST_CHOICES:
        raise Unreadable(
            _l(
                "Question %(number)s: write 2 to %(most)s answers, one a line.",
                number=number,
                most=MOST_CHOICES,
            )
        )
    if len(right) != 1:
        raise Unreadable(_l("Question %(number)s: put * before the one right answer.", number=number))
    if len(set(choices)) < len(choices) or not all(choices):
        raise Unreadable(_l("Question %(number)s: two answers are the same, or one is empty.", number=number))
    if max(map(len, (said, *choices))) > LONGEST_QUESTION:
        raise Unreadable(_l("Question %(number)s is too long.", number=number))
    return Question(said, choices, right[0])


def written(questions: Iterable[Question]) -> str:
    """Questions as they are read by ``read_questions``."""
    return "\n\n".join(
        "\n".join((each.text, *(f"* {c}" if n == each.right else c for n, c in enumerate(each.choices))))
        for each in questions
    )


@dataclass(frozen=True)
class Marking:
    """How the answers to all questions were: ``given`` is the place of each answer, None where none was chosen."""

    questions: tuple[Question, ...]
    given: tuple[int | None, ...]
    pass_mark: int  # percent

    @property
    def wrong(self) -> tuple[Question, ...]:
        return tuple(
            each for each, given in zip(self.questions, self.given, strict=True) if given != each.right
        )

    @property
    def right_count(self) -> int:
        return len(self.questions) - len(self.wrong)

    @property
    def passed(self) -> bool:
        return self.right_count * 100 >= self.pass_mark * len(self.questions)
