"""The shapes that values have in the front matter: each reads a node and writes plain data again.

``read`` tells what is wrong and answers BAD; ``write`` gives what PyYAML dumps, which ``read`` reads back
as the same value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Protocol

from qms.foundation.texts import _l
from qms.kernel.durations import Duration, TimeUnit, plain_number
from qms.kernel.text import clean_block, clean_line, unseen_in
from qms.procedures.docfile.problems import Problems
from qms.procedures.docfile.tree import Node, NodeList, NodeMap, Scalar


class _Bad:
    """The answer of a reading that failed; the problem is told."""


BAD: Final = _Bad()


class Shape(Protocol):
    def read(self, node: Node, problems: Problems) -> Any: ...
    def write(self, value: Any) -> Any: ...


def name_of(node: Node) -> str:
    """What a node holds, for a sentence: at most its first 40 characters."""
    text = node.text if isinstance(node, Scalar) else ""
    return text if len(text) <= 40 else f"{text[:40]}…"


@dataclass(frozen=True)
class Text:
    """One line; or with ``long`` several. ``fits`` and ``advice`` bound what it may be.

    ``bare`` accepts what YAML takes for something else, such as the clause 8.5: as it is written.
    """

    long: bool = False
    bare: bool = False
    longest: int = 2_000
    fits: Callable[[str], bool] | None = None
    advice: Any = None

    def read(self, node: Node, problems: Problems) -> Any:
        text = self._plain_text(node, problems)
        if text is None:
            return BAD
        hidden = unseen_in(text)
        if hidden:
            sentence = _l(
                "There are invisible characters in this text (%(codes)s): delete them.",
                codes=", ".join(hidden),
            )
            problems.add(node.line, sentence)
            return BAD
        tidy = clean_block(text) if self.long else clean_line(text)
        wrong = self._wrong(tidy)
        if wrong is not None:
            problems.add(node.line, wrong)
            return BAD
        return tidy

    def write(self, value: str) -> str:
        return value

    def _plain_text(self, node: Node, problems: Problems) -> str | None:
        if not isinstance(node, Scalar):
            problems.add(node.line, _l("A text was expected here, not a list or a group of keys."))
            return None
        if node.is_null:
            return ""
        if node.tag != "str" and not self.bare:
            sentence = _l(
                "“%(value)s” is read as a number, a date or a yes/no: put it in quotes.", value=name_of(node)
            )
            problems.add(node.line, sentence)
            return None
        return node.text

    def _wrong(self, text: str) -> Any:
        if not text:
            return _l("This text is empty: write it, or delete the line.")
        if len(text) > self.longest:
            return _l("This text is longer than %(longest)s characters.", longest=self.longest)
        if self.fits is not None and not self.fits(text):
            return self.advice
        return None


@dataclass(frozen=True)
class Whole:
    """A whole number in bounds."""

    least: int
    most: int

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Scalar) and node.tag == "int" and re.fullmatch(r"[0-9]{1,15}", node.text):
            number = int(node.text)
            if self.least <= number <= self.most:
                return number
        problems.add(
            node.line,
            _l("A whole number from %(least)s to %(most)s was expected.", least=self.least, most=self.most),
        )
        return BAD

    def write(self, value: int) -> int:
        return value


@dataclass(frozen=True)
class Choice:
    """One of an enum's values."""

    options: type[StrEnum]

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Scalar) and node.text in list(self.options):
            return self.options(node.text)
        sentence = _l("One of these was expected: %(options)s.", options=", ".join(self.options))
        problems.add(node.line, sentence)
        return BAD

    def write(self, value: StrEnum) -> str:
        return str(value)


class Day:
    """A date, year first: 2026-03-01."""

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Scalar) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", node.text, re.ASCII):
            try:
                return date.fromisoformat(node.text)
            except ValueError:
                pass_on = _l("There is no such day in the calendar: %(value)s.", value=name_of(node))
                problems.add(node.line, pass_on)
                return BAD
        problems.add(node.line, _l("A date was expected, year first: 2026-03-01."))
        return BAD

    def write(self, value: date) -> date:
        return value


class Time:
    """A duration: ``5 working_day``, or with a note a group of ``time`` and ``note``."""

    _SHORT = re.compile(r"(\d{1,4}(?:\.\d{1,4})?) (\w+)", re.ASCII)

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, NodeMap):
            return _NOTED_TIME.read(node, problems)
        found = self._SHORT.fullmatch(node.text) if isinstance(node, Scalar) else None
        if found is None or found[2] not in list(TimeUnit):
            sentence = _l(
                "A number and a unit were expected, such as 5 working_day or 0.5 hour. Units: %(units)s.",
                units=", ".join(TimeUnit),
            )
            problems.add(node.line, sentence)
            return BAD
        return Duration(Decimal(found[1]), TimeUnit(found[2]))

    def write(self, value: Duration) -> Any:
        short = f"{plain_number(value.value)} {value.unit}"
        return {"time": short, "note": value.note} if value.note else short


@dataclass(frozen=True)
class ListOf:
    """A list of values of one shape; ``limit`` or more are refused."""

    shape: Shape
    limit: int = 500

    def read(self, node: Node, problems: Problems) -> Any:
        if not isinstance(node, NodeList):
            problems.add(
                node.line, _l("A list was expected here: one line for each, with a hyphen in front.")
            )
            return BAD
        if len(node.items) >= self.limit:
            sentence = _l(
                "There are %(number)s items here; it must be fewer than %(limit)s.",
                number=len(node.items),
                limit=self.limit,
            )
            problems.add(node.line, sentence)
            return BAD
        values = [self.shape.read(item, problems) for item in node.items]
        return BAD if any(value is BAD for value in values) else tuple(values)

    def write(self, values: tuple[Any, ...]) -> list[Any]:
        return [self.shape.write(value) for value in values]


@dataclass(frozen=True)
class Key:
    """A key of a group: its name in the file, its shape, the attribute it fills (the name, if not said)."""

    name: str
    shape: Shape
    required: bool = False
    attribute: str = ""

    @property
    def target(self) -> str:
        return self.attribute or self.name


@dataclass(frozen=True)
class Group:
    """A group of keys, in the order in which they are written. ``make`` takes the attributes read."""

    make: Callable[..., Any]
    keys: tuple[Key, ...]

    def read(self, node: Node, problems: Problems) -> Any:
        if not isinstance(node, NodeMap):
            names = ", ".join(key.name for key in self.keys)
            problems.add(node.line, _l("A group of keys was expected here: %(names)s.", names=names))
            return BAD
        given = self._given(node, problems)
        told = len(problems.found)
        values = {
            key.target: key.shape.read(given[key.name], problems) for key in self.keys if key.name in given
        }
        missing = [key.name for key in self.keys if key.required and key.name not in given]
        if missing:
            problems.add(node.line, _l("Something is missing here: %(names)s.", names=", ".join(missing)))
        if missing or len(problems.found) > told or any(value is BAD for value in values.values()):
            return BAD
        return self.make(**values)

    def write(self, value: Any) -> dict[str, Any]:
        return self.write_parts(vars(value))

    def write_parts(self, parts: Mapping[str, Any]) -> dict[str, Any]:
        """The group as plain data; parts that are empty or not there are left out."""
        held = ((key, parts.get(key.target)) for key in self.keys)
        return {key.name: key.shape.write(part) for key, part in held if part not in ("", None, ())}

    def _given(self, node: NodeMap, problems: Problems) -> dict[str, Node]:
        """The nodes by key; unknown and repeated keys are told, keys left empty count as not given."""
        known = {key.name for key in self.keys}
        given: dict[str, Node] = {}
        seen: set[str] = set()
        for key, value in node.pairs:
            if key.text not in known:
                names = ", ".join(one.name for one in self.keys)
                sentence = _l(
                    "There is no key “%(name)s” here. The keys are: %(names)s.",
                    name=name_of(key),
                    names=names,
                )
                problems.add(key.line, sentence)
            elif key.text in seen:
                problems.add(key.line, _l("The key “%(name)s” stands here twice: keep one.", name=key.text))
            elif not (isinstance(value, Scalar) and value.is_null):
                given[key.text] = value
            seen.add(key.text)
        return given


def _noted(time: Duration, note: str = "") -> Duration:
    return Duration(time.value, time.unit, note)


_NOTED_TIME = Group(_noted, (Key("time", Time(), required=True), Key("note", Text())))
