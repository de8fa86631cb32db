"""Asking: for whom is searched, what the page shows, what is suggested, which short forms count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import select

from qms.documents import queries as documents
from qms.foundation.access import Actor
from qms.foundation.db import db, visible_organizations
from qms.foundation.house import house
from qms.foundation.searching.port import (
    EVERYONE,
    Abbreviation,
    Answer,
    Hit,
    Question,
    Reader,
    Suggestion,
)
from qms.foundation.texts import _l
from qms.identity import queries as people
from qms.identity.models import Organization
from qms.kernel.errors import NotFound
from qms.search.models import ShortForm
from qms.search.rules import KIND_LABELS, Standing

FACETS = ("type", "unit", "field", "clause")
DEFAULTS = Path(__file__).with_name("short_forms.yaml")


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    text: str = ""
    kind: str = ""
    facets: Mapping[str, str] | None = None  # filter -> the one value chosen
    standing: Standing = Standing.IN_FORCE
    record: str = ""  # search in this record only, as "document:17"
    page: int = 1

    def count_set(self) -> int:
        """How many filters are set."""
        chosen = [self.kind, *(self.facets or {}).values()]
        return sum(map(bool, chosen)) + (self.standing != Standing.IN_FORCE)


def reader_of(actor: Actor) -> Reader:
    """For whom is searched: the organisations in sight, and what the actor is."""
    tokens = [EVERYONE, *(f"role:{role.value}" for role in sorted(actor.roles))]
    if actor.person_id is not None:
        tokens.append(f"person:{actor.person_id}")
    if actor.unit_id is not None:
        tokens.append(f"unit:{actor.unit_id}")
    return Reader(_organizations_in_sight(), tuple(tokens))


def _organizations_in_sight() -> tuple[int, ...]:
    visible = visible_organizations()
    return tuple(db.session.scalars(select(Organization.id))) if visible is None else visible


def find(asked: Asked, *, actor: Actor) -> Answer:
    """Ask the engine, and ask every hit's own room again whether the actor may see it.

    Raises:
        SearchUnavailable: the index cannot be read.
    """
    question = Question(
        asked.text,
        reader_of(actor),
        kinds=(asked.kind,) if asked.kind else (),
        statuses=asked.standing.statuses,
        facets={name: (value,) for name, value in (asked.facets or {}).items() if value},
        record=asked.record,
        abbreviations=abbreviations(actor.organization_id),
        page=asked.page,
    )
    answer = house().search.find(question)
    return replace(answer, hits=tuple(still_visible(answer.hits, actor)))


def still_visible(hits: Sequence[Hit], actor: Actor) -> list[Hit]:
    """The hits that their rooms show to the actor now: the index may be late, the answer may not."""
    asked: dict[str, set[tuple[int, str]]] = {}
    for hit in hits:
        kind, number = kind_and_number(hit.record)
        asked.setdefault(kind, set()).add((number, hit.key))
    visible = {
        (kind, *place)
        for kind, places in asked.items()
        if kind in house().indexed
        for place in house().indexed[kind].visible(actor, places)
    }
    return [hit for hit in hits if (*kind_and_number(hit.record), hit.key) in visible]


def kind_and_number(record: str) -> tuple[str, int]:
    """ "document:17" -> ("document", 17)."""
    kind, _colon, number = record.partition(":")
    return kind, int(number)


def suggest(typed: str, *, actor: Actor) -> list[Suggestion]:
    """What begins as typed, in force and visible to the actor.

    Raises:
        SearchUnavailable: the index cannot be read.
    """
    return house().search.suggest(typed, reader_of(actor))


# --- What the filters offer ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """A value of a filter, in words, and how many records it leaves."""

    value: str
    label: str
    number: int


def choices(counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, str]) -> dict[str, list[Choice]]:
    """What each filter offers for this answer: the values found, and the one chosen even if nothing is left."""
    labels = {"type": _type_labels(), "unit": _unit_labels()}
    offered = {}
    for name in FACETS:
        numbers = {**({chosen[name]: 0} if chosen.get(name) else {}), **counts.get(name, {})}
        words = labels.get(name, {})
        known = [Choice(value, words.get(value, value), number) for value, number in numbers.items()]
        offered[name] = sorted(known, key=lambda choice: _in_order(name, choice))
    return offered


def _in_order(name: str, choice: Choice) -> tuple[object, ...]:
    if name == "clause":
        return tuple(int(part) if part.isdecimal() else 0 for part in choice.value.split("."))
    return (choice.label,)


def _type_labels() -> dict[str, str]:
    return {each.key: each.name for each in documents.list_types(active_only=False)}


def _unit_labels() -> dict[str, str]:
    return {str(unit.id): unit.name for unit in people.list_units()}


def kinds() -> list[tuple[str, str]]:
    """The kinds of places that can be asked for, with their names."""
    return [(kind.value, str(label)) for kind, label in KIND_LABELS.items()]


# --- Short forms --------------------------------------------------------------------------------------------


@cache
def default_short_forms() -> tuple[Abbreviation, ...]:
    """The list that counts until an organisation edits it."""
    pairs: Iterable[tuple[str, str]] = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))
    return tuple(Abbreviation(short, full) for short, full in pairs)


def abbreviations(organization_id: int | None) -> tuple[Abbreviation, ...]:
    """The short forms of an organisation; the default ones while it has edited none."""
    own = list_short_forms(organization_id) if organization_id else []
    return tuple(Abbreviation(each.short, each.full) for each in own) or default_short_forms()


def list_short_forms(organization_id: int) -> list[ShortForm]:
    """What the organisation's own list says, by the letters; empty while it has edited none."""
    query = select(ShortForm).where(ShortForm.organization_id == organization_id)
    return list(db.session.scalars(query.order_by(ShortForm.short, ShortForm.full)))


def get_short_form(short_form_id: int) -> ShortForm:
    """One line of an organisation's list.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(select(ShortForm).where(ShortForm.id == short_form_id)).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such abbreviation any more."))
    return found
