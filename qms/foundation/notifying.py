"""Telling people: a line in the inbox now, a mail through the outbox after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, bindparam, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from qms.foundation import outbox
from qms.foundation.db import Model, OrganizationScoped, UtcDateTime, db
from qms.kernel import clock


class Notice(OrganizationScoped, Model):
    """Something a person was told. The text is made from kind and facts, in the reader's language."""

    __tablename__ = "notices"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    url: Mapped[str]
    once_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def send(
    kind: str,
    *,
    person_id: int,
    organization_id: int,
    url: str,
    facts: Mapping[str, Any] | None = None,
    once_key: str | None = None,
    as_read: bool = False,
) -> Notice | None:
    """Tell one person. With ``once_key``, a second telling under the same key does nothing (returns None);
    ``as_read`` is for what only has to be kept, not looked at."""
    if once_key and db.session.scalar(select(Notice.id).where(Notice.once_key == once_key)):
        return None
    now = clock.now()
    notice = Notice(
        kind=kind,
        person_id=person_id,
        organization_id=organization_id,
        url=url,
        facts={name: str(value) for name, value in (facts or {}).items()},
        once_key=once_key,
        created_at=now,
        read_at=now if as_read else None,
    )
    db.session.add(notice)
    db.session.flush()  # the mail refers to the notice by its number
    outbox.later("mail", f"notice:{notice.id}", payload={"notice_id": notice.id})
    return notice


@dataclass(frozen=True)
class ToTell:
    """One of many people who are told something of the same kind."""

    person_id: int
    url: str
    facts: Mapping[str, Any]


def send_all(kind: str, organization_id: int, people: Iterable[ToTell]) -> None:
    """Tell many people of an organisation at once, each in their own words, in a few statements."""
    now = clock.now()
    rows = [
        {
            "kind": kind,
            "person_id": each.person_id,
            "organization_id": organization_id,
            "url": each.url,
            "facts": {name: str(value) for name, value in each.facts.items()},
            "created_at": now,
        }
        for each in people
    ]
    numbers = db.session.scalars(insert(Notice).returning(Notice.id), rows) if rows else ()
    outbox.later_all("mail", {f"notice:{number}": {"notice_id": number} for number in numbers})


def list_notices(
    person_id: int, *, unread_only: bool = False, limit: int = 50, offset: int = 0
) -> list[Notice]:
    """A person's notices, newest first."""
    query = select(Notice).where(Notice.person_id == person_id)
    if unread_only:
        query = query.where(Notice.read_at.is_(None))
    return list(db.session.scalars(query.order_by(Notice.id.desc()).limit(limit).offset(offset)))


_all_of = select(func.count(Notice.id)).where(Notice.person_id == bindparam("person_id"))
_unread_of = _all_of.where(Notice.read_at.is_(None))  # asked for by every page


def count_notices(person_id: int, *, unread_only: bool = False) -> int:
    """How many notices a person has."""
    query = _unread_of if unread_only else _all_of
    return db.session.scalar(query, {"person_id": person_id}) or 0


def mark_all_read(person_id: int) -> None:
    """The person has seen their inbox."""
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    db.session.execute(unread.values(read_at=clock.now()))
