"""The keys of the front matter: first the facts of the document, then its structure."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from qms.foundation.texts import _l
from qms.kernel.codes import is_code
from qms.procedures.docfile.problems import Problems
from qms.procedures.docfile.shapes import BAD, Choice, Day, Group, Key, ListOf, Shape, Text, Time, Whole
from qms.procedures.docfile.tree import Node, NodeList, NodeMap, Scalar
from qms.procedures.structure import (
    END,
    LONG_TEXTS,
    STEP_LIMIT,
    Component,
    Exit,
    Fee,
    FormUse,
    Party,
    PartyKind,
    Procedure,
    RecordKept,
    ServiceLevel,
    Step,
    StepKind,
    SubDeadline,
    Variant,
    is_step_id,
    usual_exits,
)

LONGEST_TITLE = 300
PROCEDURE = "procedure"


@dataclass(frozen=True)
class DocumentFacts:
    """What a file says about the document and its revision, besides text and structure."""

    code: str
    title: str
    type: str = PROCEDURE  # key of one of the organisation's document types
    organization: str = ""  # name or short name; empty: that of the person who imports
    unit: str = ""  # the unit that owns the document
    owner: str = ""
    clauses: tuple[str, ...] = ()  # of ISO 9001
    issue: int = 1
    amendment: int = 0
    effective_on: date | None = None
    decision_number: str = ""
    review_months: int | None = None
    change_note: str = ""


def is_type_key(text: str) -> bool:
    """Whether ``text`` can be the key of a document type."""
    return re.fullmatch(r"[a-z0-9_]{1,40}", text) is not None


def is_clause(text: str) -> bool:
    """Whether ``text`` is the number of a clause, such as 8.5.1."""
    return re.fullmatch(r"\d{1,2}(?:\.\d{1,2}){0,3}", text, re.ASCII) is not None


class _Party:
    """Who acts: one key ``unit``, ``position`` or ``outside`` with the name."""

    def read(self, node: Node, problems: Problems) -> Any:
        if (
            not isinstance(node, NodeMap)
            or len(node.pairs) != 1
            or node.pairs[0][0].text not in list(PartyKind)
        ):
            sentence = _l("One key was expected with a name after it: %(kinds)s.", kinds=", ".join(PartyKind))
            problems.add(node.line, sentence)
            return BAD
        key, value = node.pairs[0]
        name = _NAME.read(value, problems)
        return BAD if name is BAD else Party(PartyKind(key.text), name)

    def write(self, value: Party) -> dict[str, str]:
        return {str(value.kind): value.name}


class _FormUse:
    """A form: only its title, or a group of ``code`` and ``title``."""

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Scalar):
            title = _NAME.read(node, problems)
            return BAD if title is BAD else FormUse(title)
        return _CODED_FORM.read(node, problems)

    def write(self, value: FormUse) -> Any:
        return _CODED_FORM.write(value) if value.code else value.title


class _Exits:
    """Where a step goes: one id, or a list of ids and groups of ``to`` and ``when``; ``[]`` is a dead end."""

    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Scalar):
            target = _STEP_OR_END.read(node, problems)
            return BAD if target is BAD else (Exit(target),)
        return _EXIT_LIST.read(node, problems)

    def write(self, value: tuple[Exit, ...]) -> Any:
        if len(value) == 1 and not value[0].condition:
            return value[0].to
        return _EXIT_LIST.write(value)


class _Exit:
    def read(self, node: Node, problems: Problems) -> Any:
        if isinstance(node, Scalar):
            target = _STEP_OR_END.read(node, problems)
            return BAD if target is BAD else Exit(target)
        return _CONDITIONAL_EXIT.read(node, problems)

    def write(self, value: Exit) -> Any:
        return _CONDITIONAL_EXIT.write(value) if value.condition else value.to


class _Steps:
    """The steps in order; ``next`` stands only where a step does not simply go on to the following one."""

    def read(self, node: Node, problems: Problems) -> Any:
        steps = _STEP_LIST.read(node, problems)
        if steps is BAD or self._repeated(node, steps, problems):
            return BAD
        ids = [step.id for step, _ in steps]
        return tuple(
            replace(step, exits=usual_exits(ids, index) if exits is None else exits)
            for index, (step, exits) in enumerate(steps)
        )

    def write(self, steps: tuple[Step, ...]) -> list[dict[str, Any]]:
        ids = [step.id for step in steps]
        return [self._written(step, usual_exits(ids, index)) for index, step in enumerate(steps)]

    @staticmethod
    def _written(step: Step, usual: tuple[Exit, ...]) -> dict[str, Any]:
        kind = None if step.kind is StepKind.TASK else step.kind
        written = _STEP.write_parts({**vars(step), "kind": kind})
        if step.exits != usual:
            written["next"] = _EXITS.write(step.exits)
        return written

    @staticmethod
    def _repeated(node: Node, steps: tuple[Any, ...], problems: Problems) -> bool:
        assert isinstance(node, NodeList)
        first: dict[str, int] = {}
        for number, ((step, _), item) in enumerate(zip(steps, node.items, strict=True), 1):
            if first.setdefault(step.id, number) != number:
                sentence = _l(
                    "Step %(number)s has the id “%(id)s” of step %(first)s: give it another one.",
                    number=number,
                    id=step.id,
                    first=first[step.id],
                )
                problems.add(item.line, sentence)
        return len(first) < len(steps)


def _step_and_exits(
    way_on: tuple[Exit, ...] | None = None, **parts: Any
) -> tuple[Step, tuple[Exit, ...] | None]:
    return Step(**parts), way_on


_NAME = Text(longest=1_000)
_STEP_ADVICE = _l(
    "A step's id has small letters without marks, digits and hyphens, 40 at most, and is not “end”."
)
_STEP_ID = Text(fits=is_step_id, advice=_STEP_ADVICE)
_STEP_OR_END = Text(fits=lambda text: text == END or is_step_id(text), advice=_STEP_ADVICE)
_CODE = Text(
    fits=is_code,
    advice=_l("A code has letters, digits and . - / & only, up to 60 characters, for example QT-KHCN-01."),
)
_CLAUSE = Text(bare=True, fits=is_clause, advice=_l("The number of a clause was expected, such as 8.5.1."))
_LINES = ListOf(Text())
_LONG = Text(long=True, longest=100_000)
_TIME = Time()
_CODED_FORM = Group(FormUse, (Key("code", _CODE), Key("title", _NAME, required=True)))
_FORMS = ListOf(_FormUse())
_CONDITIONAL_EXIT = Group(
    Exit, (Key("to", _STEP_OR_END, required=True), Key("when", Text(), attribute="condition"))
)
_EXIT_LIST = ListOf(_Exit(), limit=STEP_LIMIT)
_EXITS = _Exits()
_COUNT = Whole(0, 999)

_STEP = Group(
    _step_and_exits,
    (
        Key("id", _STEP_ID, required=True),
        Key("name", _NAME, required=True),
        Key("kind", Choice(StepKind)),
        Key("phase", Text()),
        Key("responsible", _Party()),
        Key("duration", _TIME),
        Key("instructions", _LONG),
        Key("inputs", _LINES),
        Key("outputs", _LINES),
        Key("forms", _FORMS),
        Key("legal_basis", _LINES),
        Key("next", _EXITS, attribute="way_on"),
    ),
)
_STEP_LIST = ListOf(_STEP, limit=STEP_LIMIT)

_COMPONENT = Group(
    Component,
    (
        Key("name", _NAME, required=True),
        Key("originals", _COUNT),
        Key("copies", _COUNT),
        Key("condition", Text()),
        Key("form", Text()),
    ),
)
_FEE = Group(Fee, (Key("name", _NAME, required=True), Key("amount", Whole(0, 10**12)), Key("note", Text())))
_SUB_DEADLINE = Group(SubDeadline, (Key("what", _NAME, required=True), Key("limit", _TIME, required=True)))
_VARIANT = Group(
    Variant,
    (
        Key("name", _NAME, required=True),
        Key("statutory", _TIME),
        Key("committed", _TIME),
        Key("note", Text()),
    ),
)
_RECORD = Group(
    RecordKept,
    (
        Key("name", _NAME, required=True),
        Key("place", Text()),
        Key("retention", Text()),
        Key("medium", Text()),
    ),
)

_FACTS: dict[str, Shape] = {
    "code": _CODE,
    "title": Text(longest=LONGEST_TITLE),
    "type": Text(fits=is_type_key, advice=_l("The key of a document type was expected, such as procedure.")),
    "organization": Text(),
    "unit": Text(),
    "owner": Text(),
    "clauses": ListOf(_CLAUSE),
    "issue": Whole(1, 999),
    "amendment": Whole(0, 999),
    "effective_on": Day(),
    "decision_number": Text(longest=100),
    "review_months": Whole(0, 120),  # 0: no periodic review
    "change_note": Text(),
}
_STRUCTURE: dict[str, Shape] = {
    "legal_basis": _LINES,
    "components": ListOf(_COMPONENT),
    "sets": _COUNT,
    "channels": _LINES,
    "places": _LINES,
    "fees": ListOf(_FEE),
    "statutory": _TIME,
    "committed": _TIME,
    "sub_deadlines": ListOf(_SUB_DEADLINE),
    "variants": ListOf(_VARIANT),
    "service_level": Choice(ServiceLevel),
    "steps": _Steps(),
    "clock_from": _STEP_ID,
    "clock_until": _STEP_ID,
    "forms": _FORMS,
    "records": ListOf(_RECORD),
    "sources": _LINES,
    "notes": ListOf(_LONG),
}


def _split(**parts: Any) -> tuple[DocumentFacts, Procedure]:
    facts = {name: parts.pop(name) for name in list(parts) if name in _FACTS}
    return DocumentFacts(**facts), Procedure(**parts)


def _structure_keys() -> tuple[Key, ...]:
    """One key for each field of a procedure, in the order of the fields; texts where nothing else is said."""
    plain: dict[bool, Shape] = {True: _LONG, False: Text()}
    return tuple(
        Key(field.name, _STRUCTURE.get(field.name) or plain[field.name in LONG_TEXTS])
        for field in fields(Procedure)
    )


_REQUIRED = ("code", "title", "type")

FRONT_MATTER = Group(
    _split,
    (*(Key(name, shape, required=name in _REQUIRED) for name, shape in _FACTS.items()), *_structure_keys()),
)
"""The whole front matter: reads to ``(DocumentFacts, Procedure)``."""
