"""The mail of a notice: an effect of the outbox, made when it is sent, in the language of who gets it.

Sent at least once: a worker that dies between handing over and noting it sends the letter again, with the
same Message-ID, so that the reader's mail program knows it for the same letter.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from flask import current_app
from sqlalchemy import update

from qms.foundation import trail
from qms.foundation.access import SYSTEM
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.mail.port import Letter
from qms.foundation.notifying import Notice
from qms.foundation.texts import in_language, language
from qms.identity.models import Person
from qms.identity.operations import actor_of
from qms.inbox import queries
from qms.kernel import clock
from qms.kernel.text import clean_line

NOT_SENT_AFTER = timedelta(days=30)
"""A mail server that is set up after a year does not send a year's letters; they stand in the inbox."""


def deliver(payload: Mapping[str, Any]) -> None:
    """Send the letter of notice ``notice_id``, unless there is nobody to send it to any more.

    Raises:
        OSError, smtplib.SMTPException: it could not be handed over; the outbox tries again.
    """
    letter = _compose(payload["notice_id"])
    if letter is None:
        return
    db.session.rollback()  # a slow mail server must not keep others from writing
    house().mailer.send(letter)
    sent = update(Notice).where(Notice.id == payload["notice_id"])
    db.session.execute(sent.values(mailed_at=clock.now()))


def _compose(notice_id: int) -> Letter | None:
    """The letter; None when it was sent already, is too old, or its reader has left, has no address or may no
    longer see what it speaks of."""
    notice = db.session.get(Notice, notice_id)
    person = db.session.get(Person, notice.person_id) if notice else None
    if notice is None or person is None or not person.is_active or not person.email:
        return None
    if notice.mailed_at or clock.now() - notice.created_at > NOT_SENT_AFTER:
        return None
    if not queries.may_know(notice, actor_of(person)):
        _trace_withheld(notice, person)
        return None
    with in_language(person.language):
        return _write(notice, person)


def _trace_withheld(notice: Notice, person: Person) -> None:
    subject = trail.Subject("person", person.id, person.name, person.organization_id)
    trail.record("inbox.withheld", subject, actor=SYSTEM, facts={"kind": notice.kind, "url": notice.url})


def _write(notice: Notice, person: Person) -> Letter:
    message = queries.in_words(notice)
    subject = clean_line(message.subject)  # a line break in a title must not begin a header
    said = {
        "language": language(),
        "subject": subject,
        "body": message.body,
        "address": house().config.base_url + notice.url if notice.url else "",
        "organization_name": person.organization.name,
    }
    render = current_app.jinja_env.get_template  # outside a request there is no reader for the page's context
    return Letter(
        to_name=clean_line(person.name),
        to_address=person.email,
        subject=subject,
        text=render("inbox/_mail/notice.txt").render(said),
        html=render("inbox/_mail/notice.html").render(said),
        message_id=_message_id(notice),
    )


def _message_id(notice: Notice) -> str:
    """The same on every try; unique among installations by their mail domain and the moment."""
    domain = parseaddr(house().config.mail_from)[1].partition("@")[2] or "localhost"
    return f"<notice-{notice.id}-{notice.created_at:%Y%m%d%H%M%S%f}@{domain}>"
