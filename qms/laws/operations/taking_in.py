"""Taking a sheet into the register: what it would change, and changing it, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from qms.foundation.access import Actor
from qms.foundation.texts import _l
from qms.kernel.errors import Refused
from qms.laws import numbers, queries, rules
from qms.laws.models import LegalText
from qms.laws.operations.entering import TextFacts, add_text, change_text, facts_of, relate
from qms.laws.rules import Link
from qms.laws.sheets import LINKS, Fault, Row, Sheet

LINK_OF = {"replaces": Link.REPLACES, "amends": Link.AMENDS}


@dataclass(frozen=True)
class NewLink:
    """A relation that a line adds."""

    link: Link
    number: str
    from_on: date


@dataclass
class Entry:
    """What a line of a sheet would do: enter a text, or change one; nothing when all stands there already."""

    line: int
    facts: TextFacts
    known: LegalText | None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    links: list[NewLink] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.known is None

    @property
    def does_nothing(self) -> bool:
        return not self.is_new and not self.changes and not self.links


@dataclass
class Plan:
    """What a sheet would do."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[Entry]:
        return [each for each in self.entries if each.is_new]

    @property
    def changed(self) -> list[Entry]:
        return [each for each in self.entries if not each.is_new and not each.does_nothing]


def plan(sheet: Sheet, *, organization_id: int) -> Plan:
    """What taking in a sheet would do now. Each line that cannot be is a fault."""
    made = Plan(faults=list(sheet.faults))
    register = _register(organization_id)
    seen: dict[tuple[str, int], int] = {}
    for row in sheet.rows:
        try:
            entry = _entry(row, register)
            key = numbers.names_of(entry.facts.number, "", entry.facts.year)[0]
            if key in seen:
                raise Refused(_l("Line %(line)s has the same number.", line=seen[key]))
            seen[key] = row.line
        except Refused as refusal:
            made.faults.append(Fault(row.line, refusal.message))
        else:
            made.entries.append(entry)
    _plan_links(made, sheet, register)
    made.faults.sort(key=lambda each: each.line)
    return made


def take_in(made: Plan, *, organization_id: int, actor: Actor) -> None:
    """Do what a plan says, in its order: texts first, then what they do to each other.

    Raises:
        Refused: the plan has faults.
    """
    if made.faults:
        raise Refused(_l("Nothing was taken in: put the lines right that are named below."))
    texts: list[tuple[Entry, LegalText]] = []
    for entry in made.entries:
        if entry.known is None:
            texts.append((entry, add_text(entry.facts, organization_id=organization_id, actor=actor)))
            continue
        if entry.changes:
            change_text(entry.known, entry.facts, actor=actor, seen=None)
        texts.append((entry, entry.known))
    for entry, text in texts:
        for each in entry.links:
            relate(text, link=each.link, number=each.number, from_on=each.from_on, actor=actor)


Register = dict[str, list[LegalText]]


def _register(organization_id: int) -> Register:
    """Every text by its keys; read once for all lines."""
    found: Register = {}
    for text in queries.all_texts(organization_id=organization_id):
        found.setdefault(numbers.key_of(text.number), []).append(text)
    return found


def _known(register: Register, number: str, year: int) -> LegalText | None:
    found = numbers.find(number)
    key = found[0].key if found else numbers.key_of(number)
    return next(
        (each for each in register.get(key, []) if not year or facts_of(each).year in (0, year)), None
    )


def _entry(row: Row, register: Register) -> Entry:
    given = TextFacts(**row.values)
    rules.refuse_odd_link(given.link)
    known = _known(register, row.number, given.year)
    if known is None:
        facts = replace(given, kind=given.kind or numbers.kind_of(given.number))
        rules.refuse_odd_dates(facts.signed_on, facts.in_force_from, facts.ended_on)
        return Entry(row.line, facts, None)
    before = facts_of(known)
    values = {**row.values, "number": known.number}
    if not values.get("kind", "-"):
        values["kind"] = before.kind
    facts = replace(before, **values)
    rules.refuse_odd_dates(facts.signed_on, facts.in_force_from, facts.ended_on)
    changes = {
        name: (getattr(before, name), getattr(facts, name))
        for name in TextFacts.__dataclass_fields__
        if getattr(before, name) != getattr(facts, name)
    }
    return Entry(row.line, facts, known, changes)


def _plan_links(made: Plan, sheet: Sheet, register: Register) -> None:
    entries = {each.line: each for each in made.entries}
    in_sheet = {numbers.key_of(each.facts.number): each for each in made.entries}
    for row in sheet.rows:
        entry = entries.get(row.line)
        if entry is None:
            continue
        for column in LINKS:
            for number, day in row.links.get(column, []):
                _plan_link(made, entry, LINK_OF[column], number, day, register, in_sheet)


def _plan_link(  # noqa: PLR0917 - one relation of one line, looked up in what is there and in the sheet
    made: Plan,
    entry: Entry,
    link: Link,
    number: str,
    day: date | None,
    register: Register,
    in_sheet: dict[str, Entry],
) -> None:
    from_on = day or entry.facts.in_force_from
    other = _known(register, number, 0)
    if other is None and numbers.key_of(number) not in in_sheet:
        sentence = _l("%(number)s is neither in the register nor in this file.", number=number)
        made.faults.append(Fault(entry.line, sentence))
    elif from_on is None:
        sentence = _l("From which day on does this hold: %(number)s?", number=number)
        made.faults.append(Fault(entry.line, sentence))
    elif numbers.key_of(number) == numbers.key_of(entry.facts.number):
        made.faults.append(Fault(entry.line, _l("A text cannot do this to itself.")))
    elif not _is_said(entry, link, other, from_on):
        entry.links.append(NewLink(link, number, from_on))


def _is_said(entry: Entry, link: Link, other: LegalText | None, from_on: date) -> bool:
    if entry.known is None or other is None:
        return False
    return any(
        each.other_id == other.id and each.kind == link and each.from_on == from_on
        for each in entry.known.does
    )
