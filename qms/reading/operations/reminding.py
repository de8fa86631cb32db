"""Duty: readers hear once that they are asked, once that the day is near, once that it is over; so does the head.

One notice a person and kind, however many documents it is about; in sets, for a release may ask thousands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update

from qms.foundation import notifying
from qms.foundation.db import db
from qms.foundation.notifying import ToTell
from qms.identity.models import Organization, Person, Unit
from qms.kernel import clock
from qms.reading.models import ReadingDuty
from qms.reading.queries.audiences import terms_of
from qms.reading.rules import Told

_to_read = and_(ReadingDuty.ended_on.is_(None), ReadingDuty.confirmation_id.is_(None))


def remind(_now: datetime) -> None:
    """Whatever is due and not yet told, however long nobody asked."""
    today = clock.today()
    for organization_id in db.session.scalars(select(Organization.id).order_by(Organization.id)).all():
        soon = today + timedelta(days=terms_of(organization_id).remind_before)
        late_ones = _tell(organization_id, "late", Told.LATE, ReadingDuty.due_on < today)
        _tell_heads(organization_id, late_ones, today)
        _tell(organization_id, "due_soon", Told.SOON, ReadingDuty.due_on <= soon)
        _tell(organization_id, "asked", Told.ASKED, ReadingDuty.due_on >= today)


def _tell(organization_id: int, kind: str, told: Told, when: ColumnElement[bool]) -> list[int]:
    """One notice to each person about everything that they were not told of so; their numbers."""
    which = and_(
        ReadingDuty.organization_id == organization_id, _to_read, ReadingDuty.told < told.value, when
    )
    counted = (
        select(
            ReadingDuty.person_id, func.count().label("count"), func.min(ReadingDuty.due_on).label("due_on")
        )
        .where(which)
        .group_by(ReadingDuty.person_id)
        .order_by(ReadingDuty.person_id)
    )
    rows = db.session.execute(counted).all()
    if not rows:
        return []
    notifying.send_all(f"reading.{kind}", organization_id, (_notice(row) for row in rows))
    marking = update(ReadingDuty).where(which).values(told=told.value)
    db.session.execute(marking, execution_options={"synchronize_session": False})
    return [row.person_id for row in rows]


def _notice(row: Any) -> ToTell:
    due: date = row.due_on
    return ToTell(row.person_id, "/reading", {"count": row[1], "due_on": due.strftime("%d/%m/%Y")})


def _tell_heads(organization_id: int, person_ids: Iterable[int], today: date) -> None:
    """The heads of the units of those who are late since the last time; nobody hears of themselves alone."""
    counted = (
        select(Unit.id, Unit.name, Unit.head_id, func.count(Person.id).label("people"))
        .join(Person, Person.unit_id == Unit.id)
        .where(Person.id.in_(list(person_ids)), Unit.head_id.is_not(None), Unit.head_id != Person.id)
        .group_by(Unit.id, Unit.name, Unit.head_id)
        .order_by(Unit.id)
    )
    for unit in db.session.execute(counted).all():
        notifying.send(
            "reading.unit_late",
            person_id=unit.head_id,
            organization_id=organization_id,
            url=f"/reading/units/{unit.id}",
            facts={"unit": unit.name, "people": unit.people},
            once_key=f"reading-late:{unit.id}:{today}:{unit.head_id}",
        )
