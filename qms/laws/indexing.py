"""What of legal texts goes into search: number, title and notes, for everybody of the organisation."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from qms.foundation.access import Actor, can
from qms.foundation.db import db
from qms.foundation.searching.port import EFFECTIVE, EVERYONE, Entry, Kind
from qms.kernel import clock
from qms.laws import queries
from qms.laws.addresses import text_address
from qms.laws.models import LegalText
from qms.laws.policy import READ


def all_ids() -> Iterable[int]:
    """Every legal text there is, in all organisations in sight."""
    return db.session.scalars(db.select(LegalText.id).order_by(LegalText.id))


def entries_of(text_id: int) -> list[Entry]:
    """What is to be found of one now; nothing when it is gone."""
    return [_entry(each) for each in queries.list_by_ids([text_id])]


def visible(actor: Actor, places: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these entries, those of texts in sight."""
    if not can(actor, READ):
        return set()
    known = {each.id for each in queries.list_by_ids({number for number, _key in places})}
    return {place for place in places if place[0] in known}


def _entry(text: LegalText) -> Entry:
    is_over = text.standing(clock.today()).is_over
    links = [f"{each.other.number} {each.other.title}" for each in text.does]
    return Entry(
        record=f"{queries.KIND}:{text.id}",
        key="",
        kind=Kind.LEGAL_TEXT,
        organization_id=text.organization_id,
        audience=(EVERYONE,),
        status="withdrawn" if is_over else EFFECTIVE,
        code=text.number,
        title=text.title,
        text="\n".join(each for each in (text.kind, text.issuer, text.notes, *links) if each),
        url=text_address(text.id),
        facts={"type": text.kind},
    )
