"""What the home page gathers from the rooms and the trail."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.feature import Recent, Shown
from qms.foundation.house import house
from qms.foundation.subjects import shown_to
from qms.foundation.trail import Entry

OPENED_SHOWN = 8
VIEWS_LOOKED_THROUGH = 200  # enough to find eight different records among the views of any working day
NEW_SHOWN = 8
NEW_FOR = timedelta(days=30)


def opened_last(actor: Actor) -> list[Shown]:
    """The records that this person opened last and may still see, newest first."""
    query = (
        select(Entry.subject_kind, Entry.subject_id)
        .where(Entry.actor_id == actor.person_id, Entry.action.endswith(".viewed"))
        .order_by(Entry.sequence.desc())
        .limit(VIEWS_LOOKED_THROUGH)
    )
    opened = list(dict.fromkeys((row.subject_kind, row.subject_id) for row in db.session.execute(query)))
    found: list[Shown] = []
    for first in range(0, len(opened), OPENED_SHOWN):  # nearly always the first few may all be seen still
        some = opened[first : first + OPENED_SHOWN]
        shown = shown_to(actor, some)
        found += [shown[record] for record in some if record in shown]
        if len(found) >= OPENED_SHOWN:
            break
    return found[:OPENED_SHOWN]


def what_is_new(actor: Actor, today: date) -> list[Recent]:
    """What the rooms tell of the last thirty days, newest first."""
    offers = [feature.recent for feature in house().features if feature.recent]
    news = [recent for offer in offers for recent in offer(actor) if recent.on > today - NEW_FOR]
    return sorted(news, key=lambda recent: recent.on, reverse=True)[:NEW_SHOWN]
