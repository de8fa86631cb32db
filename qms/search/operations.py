"""Keeping the index in line with the records, making it anew, and keeping the list of short forms."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from qms.foundation import outbox, trail
from qms.foundation.access import Actor
from qms.foundation.db import db, read_only, reading, seeing_all
from qms.foundation.house import house
from qms.foundation.searching import rows
from qms.foundation.searching.port import Entry, SearchUnavailable
from qms.foundation.texts import _l
from qms.identity.queries import get_organization
from qms.kernel.errors import Refused, Stale
from qms.kernel.text import plain_code
from qms.search import queries
from qms.search.models import ShortForm

REBUILD = "search.rebuild"
FORGET_AFTER = 100  # records; a rebuild keeps no more of them in memory

log = logging.getLogger(__name__)


# --- The index ----------------------------------------------------------------------------------------------


def bring_in_line(payload: Mapping[str, Any]) -> None:
    """The effect "index": make search say of one record what its room says now.

    Without an index that can be read, all of it is made anew, this record with it.
    """
    kind, number = payload["kind"], payload["id"]
    try:
        house().search.bring_in_line(f"{kind}:{number}", house().indexed[kind].entries(number))
    except SearchUnavailable as reason:
        log.warning("the index is made anew: %s", reason)
        rebuild()


def make_anew(_payload: Mapping[str, Any]) -> None:
    """The effect REBUILD: make the index anew, unless that has happened meanwhile."""
    if not is_sound():
        rebuild()


def is_sound() -> bool:
    """Whether the index can be read and says what the database says."""
    try:
        return house().search.health().is_sound
    except SearchUnavailable:
        return False


def ask_for_rebuild() -> None:
    """Have the index made anew by the worker; asked often, it is done once."""
    outbox.later(REBUILD, REBUILD, payload={})


def look_after(_now: datetime) -> None:
    """The duty: a missing, damaged or lagging index is noticed though nobody searches."""
    waits = outbox.health().waiting
    if not (waits.get("index") or waits.get(REBUILD)) and not is_sound():
        log.warning("the index is missing, damaged or not in line with the records")
        ask_for_rebuild()


def rebuild() -> int:
    """Make the index anew from what all rooms say; returns how many entries it has.

    Reads for a while without holding up writers, then changes the rows and puts the new index in place in one
    short transaction, which the caller commits. What the session holds unsaved is lost.
    """
    db.session.rollback()
    with seeing_all(), reading():
        return house().search.rebuild(_all_records(), between=_begin_writing)


def _begin_writing() -> None:
    db.session.rollback()
    read_only(False)


def _all_records() -> Iterator[tuple[str, list[Entry]]]:
    for kind, indexed in house().indexed.items():
        for count, number in enumerate(list(indexed.ids()), 1):
            yield f"{kind}:{number}", indexed.entries(number)
            if count % FORGET_AFTER == 0:
                db.session.expunge_all()


def faults() -> list[str]:
    """What flask qms check says of the index."""
    try:
        health = house().search.health()
    except SearchUnavailable as reason:
        return [f"the index can not be read: {reason}"]
    found = {
        "entries missing from the index": health.missing,
        "entries of the index that no longer stand": health.stale,
        "entries twice in the index": health.doubled,
    }
    return [*(f"{number} {what}" for what, number in found.items() if number), *_never_told()]


def _never_told() -> list[str]:
    """Records of which the search has no entry and is about to get none, though their rooms have one."""
    with seeing_all():
        there = rows.all_records() | outbox.keys_of("index")
        return [
            f"not in the search: {kind}:{number}"
            for kind, indexed in house().indexed.items()
            for number in list(indexed.ids())
            if f"{kind}:{number}" not in there and indexed.entries(number)
        ]


# --- Short forms --------------------------------------------------------------------------------------------


def add_short_form(*, short: str, full: str, actor: Actor) -> ShortForm:
    """Teach the search an abbreviation. The first change makes the default list the organisation's own.

    Raises:
        Refused: the letters mean nothing to a search, or the line is there already.
    """
    own = _own_list(actor)
    _refuse_unfit(own, short, full)
    added = ShortForm(organization_id=actor.organization_id, short=short, full=full)
    db.session.add(added)
    db.session.flush()  # the trail names its number
    _record("search.short_form_added", added, actor, {"short": short, "full": full})
    return added


def change_short_form(
    short_form: ShortForm, *, short: str, full: str, seen: int | None, actor: Actor
) -> None:
    """Change the letters or what they stand for.

    Raises:
        Stale: somebody changed the line meanwhile.
        Refused: as in add_short_form.
    """
    if seen is not None and seen != short_form.version:
        raise Stale(_l("Somebody else changed this line meanwhile. Open it again."))
    _refuse_unfit([each for each in _own_list(actor) if each is not short_form], short, full)
    before = {"short": short_form.short, "full": short_form.full}
    short_form.short, short_form.full = short, full
    changes = {
        name: [before[name], new] for name, new in (("short", short), ("full", full)) if before[name] != new
    }
    if changes:
        _record("search.short_form_changed", short_form, actor, {"short": short}, changes=changes)


def remove_short_form(short_form: ShortForm, *, actor: Actor) -> None:
    """Have the search forget an abbreviation."""
    _record(
        "search.short_form_removed", short_form, actor, {"short": short_form.short, "full": short_form.full}
    )
    db.session.delete(short_form)


def own_the_list(*, actor: Actor) -> None:
    """Make the default list the organisation's own, so that its lines can be changed."""
    _own_list(actor)


def _own_list(actor: Actor) -> list[ShortForm]:
    assert actor.organization_id is not None, "only people of an organisation keep its list"
    own = queries.list_short_forms(actor.organization_id)
    if own:
        return own
    for each in queries.default_short_forms():
        db.session.add(ShortForm(organization_id=actor.organization_id, short=each.short, full=each.full))
    organization = get_organization(actor.organization_id)
    subject = trail.Subject("organization", organization.id, organization.name, organization.id)
    trail.record("search.short_forms_taken_over", subject, actor=actor)
    return queries.list_short_forms(actor.organization_id)


def _refuse_unfit(others: list[ShortForm], short: str, full: str) -> None:
    if not plain_code(short):
        raise Refused(_l("Write the abbreviation with letters or digits."), field="short")
    if plain_code(short) == plain_code(full):
        raise Refused(_l("Write out what the abbreviation stands for."), field="full")
    for other in others:
        if plain_code(other.short) == plain_code(short) and plain_code(other.full) == plain_code(full):
            raise Refused(_l("This line is in the list already."), field="short")


def _record(action: str, short_form: ShortForm, actor: Actor, facts: Mapping[str, Any], **more: Any) -> None:
    subject = trail.Subject("short_form", short_form.id, short_form.short, short_form.organization_id)
    trail.record(action, subject, actor=actor, facts=facts, **more)
