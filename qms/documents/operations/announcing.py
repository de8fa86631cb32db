"""What every act on a revision does besides: its line in the trail, notices, the search index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qms.documents.addresses import revision_address
from qms.documents.events import DocumentChanged
from qms.documents.models import Decision, Document, Revision
from qms.foundation import events, notifying, outbox, trail
from qms.foundation.access import Actor

KIND = "document"
DECISION = "decision"


def subject_of(revision: Revision) -> trail.Subject:
    """The document, named with the revision, as the trail speaks of it."""
    document = revision.document
    return trail.Subject(KIND, document.id, revision.name, document.organization_id)


def trace(
    action: str,
    revision: Revision,
    *,
    actor: Actor,
    reason: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    **facts: Any,
) -> None:
    """Record ``documents.<action>`` on the revision's document."""
    facts = {"number": revision.number, "state": revision.state, **facts}
    trail.record(
        f"documents.{action}", subject_of(revision), actor=actor, facts=facts, changes=changes, reason=reason
    )


def tell(
    kind: str, revision: Revision, *person_ids: int | None, actor: Actor, once: str = "", **facts: Any
) -> None:
    """Send a notice to each person once; nobody is told what they did themselves."""
    document = revision.document
    for person_id in dict.fromkeys(person_ids):
        if person_id is None or person_id == actor.person_id:
            continue
        notifying.send(
            f"documents.{kind}",
            person_id=person_id,
            organization_id=document.organization_id,
            url=revision_address(revision),
            facts={
                "code": document.code,
                "title": revision.title,
                "label": revision.label,
                "number": revision.number,
                "actor": actor.name,
                **facts,
            },
            once_key=f"{once}:{person_id}" if once else None,
        )


def decision_subject(decision: Decision) -> trail.Subject:
    """A decision, as the trail speaks of it."""
    return trail.Subject(DECISION, decision.id, decision.name, decision.organization_id)


def trace_decision(
    action: str,
    decision: Decision,
    *,
    actor: Actor,
    reason: str = "",
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    **facts: Any,
) -> None:
    """Record ``documents.<action>`` on the decision."""
    trail.record(
        f"documents.{action}",
        decision_subject(decision),
        actor=actor,
        facts=facts,
        changes=changes,
        reason=reason,
    )


def reindex(document: Document) -> None:
    """Ask for the search, and what other rooms make of it, to be brought in line with the document."""
    outbox.later("index", f"{KIND}:{document.id}", payload={"kind": KIND, "id": document.id})
    events.emit(DocumentChanged(document.id))
