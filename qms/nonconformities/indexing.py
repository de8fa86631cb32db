"""What of a nonconformity goes into search, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from qms.foundation.access import Actor, can
from qms.foundation.db import db
from qms.foundation.searching.port import Entry, Kind
from qms.nonconformities import queries
from qms.nonconformities.addresses import address_of
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.policy import READ, oversees


def all_ids() -> Iterable[int]:
    """Every nonconformity there is, in all organisations in sight."""
    return db.session.scalars(db.select(Nonconformity.id).order_by(Nonconformity.id))


def entries_of(nonconformity_id: int) -> list[Entry]:
    """What is to be found of one now; nothing when it is gone."""
    found = queries.find_by_id(nonconformity_id)
    return [_entry(found)] if found else []


def visible(actor: Actor, places: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these entries, those of nonconformities that the actor may read as they stand now."""
    rows = queries.list_by_ids({number for number, _key in places})
    readable = {each.id for each in rows if can(actor, READ, each)}
    return {place for place in places if place[0] in readable}


def _entry(found: Nonconformity) -> Entry:
    return Entry(
        record=f"{queries.KIND}:{found.id}",
        key="",
        kind=Kind.NONCONFORMITY,
        organization_id=found.organization_id,
        audience=_audience(found),
        status="effective" if found.state not in ("void", "declined") else "withdrawn",
        code=found.code,
        title=found.title,
        text="\n".join(_words(found)),
        url=address_of(found),
        facets={"unit": (str(found.unit_id),) if found.unit_id else ()},
        facts={"unit": found.unit.name if found.unit else "", "type": found.origin.name_vi},
    )


def _words(found: Nonconformity) -> Iterable[str]:
    yield from (found.description, found.requirement, found.source_label)
    for round in found.rounds:
        yield from (round.containment, round.cause_text, round.criterion)
        yield from (each["text"] for each in round.whys)
        yield from (cause for bone in round.fishbone for cause in bone["causes"])
        yield from (check.evidence for check in round.checks)
    for action in found.actions:
        yield from (action.what, action.proof)


def _audience(found: Nonconformity) -> tuple[str, ...]:
    """Those who take part, the unit concerned, and those who oversee."""
    persons = {
        found.reporter_id,
        found.owner_id,
        *(action.owner_id for action in found.actions),
        *(round.verifier_id for round in found.rounds),
    } - {None}
    unit = (f"unit:{found.unit_id}",) if found.unit_id and found.owner_id else ()
    roles = tuple(f"role:{role.value}" for role in sorted(oversees.roles))
    return (*(f"person:{number}" for number in sorted(persons, key=str)), *unit, *roles)
