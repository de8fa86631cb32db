"""Acts in the inbox: a person has seen what they were told."""

from __future__ import annotations

from qms.foundation import notifying, trail
from qms.foundation.access import Actor
from qms.foundation.notifying import Notice
from qms.kernel import clock


def mark_read(notice: Notice, *, actor: Actor) -> None:
    """One notice was seen; a second time changes nothing."""
    if notice.read_at is None:
        notice.read_at = clock.now()
        _trace(actor, 1)


def mark_all_read(*, actor: Actor) -> None:
    """Everything was seen."""
    assert actor.person_id is not None
    unread = notifying.count_notices(actor.person_id, unread_only=True)
    if unread:
        notifying.mark_all_read(actor.person_id)
        _trace(actor, unread)


def _trace(actor: Actor, count: int) -> None:
    subject = trail.Subject("person", actor.person_id, actor.name, actor.organization_id)
    trail.record("inbox.read", subject, actor=actor, facts={"count": count})
