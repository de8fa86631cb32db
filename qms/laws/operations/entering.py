"""Entering legal texts: by hand, and what one does to another."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from qms.foundation.access import Actor
from qms.foundation.db import db, hold
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.laws import numbers, queries, rules
from qms.laws.models import LegalName, LegalText, Relation
from qms.laws.operations.announcing import trace
from qms.laws.operations.noticing import bring_in_line, declare_void
from qms.laws.rules import Link


@dataclass(frozen=True)
class TextFacts:
    """What is said about a legal text."""

    number: str
    title: str
    kind: str = ""
    issuer: str = ""
    signed_on: date | None = None
    in_force_from: date | None = None
    ended_on: date | None = None
    link: str = ""
    not_verified: str = ""
    notes: str = ""

    @property
    def year(self) -> int:
        """The year that tells it from another text of the same number."""
        return numbers.year_in(self.number) or (self.signed_on.year if self.signed_on else 0)


def facts_of(text: LegalText) -> TextFacts:
    """What the register says about a text."""
    return TextFacts(**{name: getattr(text, name) for name in TextFacts.__dataclass_fields__})


def add_text(facts: TextFacts, *, organization_id: int, actor: Actor) -> LegalText:
    """Enter a text. An empty kind is read off the number.

    Raises:
        Refused: at the field that cannot be; at ``number``, when the register has it already.
    """
    identity.hold_organization(organization_id)
    text = LegalText(organization_id=organization_id, created_at=clock.now())
    _take(text, facts)
    db.session.add(text)
    db.session.flush()  # the trail refers to its number
    trace("text_added", text, actor=actor, title=text.title)
    bring_in_line(text, actor=actor)
    return text


def change_text(text: LegalText, facts: TextFacts, *, actor: Actor, seen: int | None) -> None:
    """Correct what the register says about a text, or enter that it ends.

    Raises:
        Stale: somebody changed it meanwhile.
        Refused: as ``add_text``.
    """
    identity.hold_organization(text.organization_id)
    hold(text)
    same_as_seen(text.version, seen)
    before = asdict(facts_of(text))
    _take(text, facts)
    after = asdict(facts_of(text))
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    if changes:
        trace("text_changed", text, actor=actor, changes=changes)
    bring_in_line(text, actor=actor)


def _take(text: LegalText, facts: TextFacts) -> None:
    if not facts.number.strip():
        raise Refused(_l("The number is missing."), field="number")
    if not facts.title.strip():
        raise Refused(_l("What it is about is missing."), field="title")
    rules.refuse_odd_dates(facts.signed_on, facts.in_force_from, facts.ended_on)
    rules.refuse_odd_link(facts.link)
    names = numbers.names_of(facts.number, facts.title, facts.year)
    _refuse_taken(text, names[0])
    for name, value in asdict(facts).items():
        setattr(text, name, value)
    text.kind = facts.kind or numbers.kind_of(facts.number)
    _give_names(text, names)


def _refuse_taken(text: LegalText, name: tuple[str, int]) -> None:
    with db.session.no_autoflush:  # a text that was just made has nothing in it yet
        found = queries.find_by_key(*name, organization_id=text.organization_id)
    if found is not None and found.id != text.id and (not name[1] or found.names[0].year == name[1]):
        raise Refused(_l("The register has %(number)s already.", number=found.number), field="number")


def _give_names(text: LegalText, wanted: list[tuple[str, int]]) -> None:
    known = {(each.key, each.year): each for each in text.names}
    text.names = [
        known.get(name) or LegalName(organization_id=text.organization_id, key=name[0], year=name[1])
        for name in wanted
        if name in known or _is_free(text, name)
    ]


def _is_free(text: LegalText, name: tuple[str, int]) -> bool:
    """Whether nobody goes by this key: an amending law may carry the same name in the same year."""
    with db.session.no_autoflush:  # as in _refuse_taken
        found = queries.find_by_key(*name, organization_id=text.organization_id)
    return found is None or found.id == text.id or found.names[0].year != name[1]


def relate(text: LegalText, *, link: Link, number: str, from_on: date | None, actor: Actor) -> Relation:
    """Say that a text replaces or amends another one, from a day on (its own first day, when none is given).

    Raises:
        Refused: at ``number``, when the other one is not in the register, or is the same; at ``from_on``, when no
            day is known; the same was said before.
    """
    other = queries.find_named(number, organization_id=text.organization_id)
    if other is None:
        raise Refused(_l("%(number)s is not in the register. Enter it first.", number=number), field="number")
    if other.id == text.id:
        raise Refused(_l("A text cannot do this to itself."), field="number")
    day = from_on or text.in_force_from
    if day is None:
        raise Refused(_l("Write the day from which this holds."), field="from_on")
    if any(each.other_id == other.id and each.kind == link and each.from_on == day for each in text.does):
        raise Refused(_l("This was entered before."), field="number")
    relation = Relation(
        organization_id=text.organization_id, text=text, other=other, kind=link.value, from_on=day
    )
    db.session.add(relation)
    db.session.flush()  # what follows from it refers to its number
    trace("related", text, actor=actor, link=link.value, other=other.number, from_on=day)
    bring_in_line(other, actor=actor)
    return relation


def unrelate(relation: Relation, *, actor: Actor, reason: str) -> None:
    """Take a relation that was entered by mistake out of the register.

    Raises:
        Refused: at ``reason``, when there is none.
    """
    if not reason.strip():
        raise Refused(_l("Say why."), field="reason")
    text, other = relation.text, relation.other
    facts: dict[str, Any] = {"link": relation.kind, "other": other.number, "from_on": relation.from_on}
    for change in queries.changes_of(other):
        if change.relation_id == relation.id:
            declare_void(change, actor=actor)
    db.session.flush()  # changes let go of the relation before it goes
    db.session.delete(relation)
    db.session.flush()  # and it is not there any more when the texts are looked at again
    db.session.expire(text, ["does"])
    trace("unrelated", text, actor=actor, reason=reason, **facts)
    bring_in_line(other, actor=actor)
