"""What every act on a nonconformity does besides: holding it, its line in the trail, notices, the search index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from qms.foundation import events, notifying, outbox, trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.versions import same_as_seen
from qms.kernel import clock
from qms.nonconformities.addresses import address_of
from qms.nonconformities.events import NonconformityMoved
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.rules import State

KIND = "nonconformity"


def hold(nonconformity: Nonconformity, seen: int | None = None) -> None:
    """Hold it with all its parts as they are now; another act on it waits until this one ends.

    Raises:
        Stale: it is not what the person saw.
    """
    db.session.flush()  # what this act did before is not forgotten when everything is read anew
    row = select(Nonconformity.id).where(Nonconformity.id == nonconformity.id)
    db.session.execute(row.with_for_update(key_share=True))
    db.session.expire_all()
    same_as_seen(nonconformity.version, seen)


def move(nonconformity: Nonconformity, target: State) -> None:
    """Put it into a state that the table led to."""
    if nonconformity.state == target:
        return
    nonconformity.state = target.value
    nonconformity.state_since = clock.now()
    events.emit(
        NonconformityMoved(nonconformity.id, target.value, nonconformity.source_kind, nonconformity.source_id)
    )


def subject_of(nonconformity: Nonconformity) -> trail.Subject:
    return trail.Subject(KIND, nonconformity.id, nonconformity.code, nonconformity.organization_id)


def trace(
    what: str,
    nonconformity: Nonconformity,
    /,
    *,
    actor: Actor,
    reason: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    **facts: Any,
) -> None:
    """Record ``nonconformities.<what>``, and bring the search in line."""
    nonconformity.changed_at = clock.now()
    trail.record(
        f"nonconformities.{what}",
        subject_of(nonconformity),
        actor=actor,
        facts={"state": nonconformity.state, **facts},
        changes=changes,
        reason=reason,
    )
    reindex(nonconformity)


def tell(
    kind: str,
    nonconformity: Nonconformity,
    /,
    *person_ids: int | None,
    actor: Actor,
    once: str = "",
    **facts: Any,
) -> None:
    """Send a notice to each person once; nobody is told what they did themselves."""
    for person_id in dict.fromkeys(person_ids):
        if person_id is None or person_id == actor.person_id:
            continue
        notifying.send(
            f"nonconformities.{kind}",
            person_id=person_id,
            organization_id=nonconformity.organization_id,
            url=address_of(nonconformity),
            facts={
                "code": nonconformity.code,
                "title": nonconformity.title,
                "actor": actor.name,
                **facts,
            },
            once_key=f"{once}:{person_id}" if once else None,
        )


def reindex(nonconformity: Nonconformity) -> None:
    """Ask for the search to be brought in line after the commit."""
    outbox.later("index", f"{KIND}:{nonconformity.id}", payload={"kind": KIND, "id": nonconformity.id})
