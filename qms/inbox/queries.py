"""Reading a person's notices, as they are stored and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from qms.foundation import notifying, wording
from qms.foundation.access import Actor
from qms.foundation.db import db, seeing
from qms.foundation.feature import NoticeText
from qms.foundation.house import house
from qms.foundation.notifying import Notice
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound
from qms.kernel.paging import PAGE_SIZE, Page, offset_of

UNKNOWN = NoticeText(subject=_l("A notice of the quality management system"), body="")
WITHHELD = NoticeText(
    subject=_l("A notice about something that you may no longer see"),
    body=_l("Your duties have changed since. Ask the ISO coordinator if you need it."),
)


@dataclass(frozen=True)
class Message:
    """A notice in the reader's words."""

    notice: Notice
    subject: str
    body: str
    url: str = ""


def may_know(notice: Notice, reader: Actor) -> bool:
    """Whether the reader may still see what the notice speaks of."""
    with seeing([notice.organization_id]):
        return house().notices.get(notice.kind, UNKNOWN).may_know(reader, notice.facts)


def in_words(notice: Notice) -> Message:
    """The notice in the language in which texts are made at present."""
    text: Any = house().notices.get(notice.kind, UNKNOWN)
    subject, body = wording.fill(text.subject, notice.facts), wording.fill(text.body, notice.facts)
    return Message(notice, subject, body, notice.url)


def list_messages(reader: Actor, number: int) -> Page[Message]:
    """A page of a person's notices, unread first, then newest first; what they may no longer see is withheld."""
    person_id = reader.person_id
    assert person_id is not None
    query = (
        select(Notice)
        .where(Notice.person_id == person_id)
        .order_by(Notice.read_at.is_not(None), Notice.id.desc())
        .limit(PAGE_SIZE)
        .offset(offset_of(number))
    )
    messages = [
        in_words(notice)
        if may_know(notice, reader)
        else Message(notice, str(WITHHELD.subject), str(WITHHELD.body))
        for notice in db.session.scalars(query)
    ]
    return Page(messages, number, notifying.count_notices(person_id))


def get_notice(notice_id: int, person_id: int) -> Notice:
    """One of this person's notices.

    Raises:
        NotFound: they have no such notice.
    """
    query = select(Notice).where(Notice.id == notice_id, Notice.person_id == person_id)
    notice = db.session.scalars(query).one_or_none()
    if notice is None:
        raise NotFound(_l("There is no such notice."))
    return notice
