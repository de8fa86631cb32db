"""What every act on a legal text does besides: its line in the trail, notices, the search index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qms.foundation import notifying, outbox, trail
from qms.foundation.access import Actor, Role
from qms.identity import queries as people
from qms.laws.addresses import change_address
from qms.laws.models import Change, LegalText
from qms.laws.queries import KIND


def subject_of(text: LegalText) -> trail.Subject:
    """The text, as the trail speaks of it."""
    return trail.Subject(KIND, text.id, text.number, text.organization_id)


def trace(
    what: str,
    text: LegalText,
    *,
    actor: Actor,
    reason: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    **facts: Any,
) -> None:
    """Record ``laws.<what>``, and bring the search in line."""
    trail.record(f"laws.{what}", subject_of(text), actor=actor, facts=facts, changes=changes, reason=reason)
    reindex(text)


def tell(kind: str, change: Change, person_ids: list[int], *, actor: Actor, once: str, **facts: Any) -> None:
    """Send a notice about a change to each person once; nobody is told what they did themselves."""
    for person_id in dict.fromkeys(person_ids):
        if person_id == actor.person_id:
            continue
        notifying.send(
            f"laws.{kind}",
            person_id=person_id,
            organization_id=change.organization_id,
            url=change_address(change.id),
            facts={
                "number": change.text.number,
                "due_on": change.due_on.strftime("%d/%m/%Y"),
                "change": change.id,
                **facts,
            },
            once_key=f"law:{change.id}:{once}:{person_id}",
        )


def coordinators_of(organization_id: int) -> list[int]:
    """Who keeps the documents of an organisation."""
    return [each.id for each in people.list_with_role(Role.COORDINATOR, organization_id=organization_id)]


def reindex(text: LegalText) -> None:
    """Ask for the search to be brought in line after the commit."""
    outbox.later("index", f"{KIND}:{text.id}", payload={"kind": KIND, "id": text.id})
