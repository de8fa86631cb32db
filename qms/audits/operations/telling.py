"""What every act does besides: its line in the trail, and notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qms.audits.addresses import audit_address, programme_address
from qms.audits.models import Audit, Programme
from qms.audits.rules import findings
from qms.foundation import notifying, outbox, trail
from qms.foundation.access import SYSTEM, Actor
from qms.foundation.db import db
from qms.identity.models import Person

PROGRAMME, AUDIT = "audit_programme", "audit"
# What happens on the checklist changes nothing that the search knows, and happens often.
NOT_SEARCHED = frozenset(
    {"checklist_built", "line_added", "line_dropped", "line_moved", "line_files_added", "noted", "settled"}
)

Changes = Mapping[str, tuple[Any, Any]]


def trace_programme(
    action: str,
    programme: Programme,
    *,
    actor: Actor,
    reason: str = "",
    changes: Changes | None = None,
    **facts: Any,
) -> None:
    """Record ``audits.<action>`` on a programme."""
    subject = trail.Subject(PROGRAMME, programme.id, programme.name, programme.organization_id)
    trail.record(f"audits.{action}", subject, actor=actor, reason=reason, changes=changes, facts=facts)


def trace(
    action: str, audit: Audit, *, actor: Actor, reason: str = "", changes: Changes | None = None, **facts: Any
) -> None:
    """Record ``audits.<action>`` on an audit, and bring the search in line."""
    subject = trail.Subject(AUDIT, audit.id, audit.code, audit.organization_id)
    facts = {"title": audit.title, "state": audit.state, **facts}
    trail.record(f"audits.{action}", subject, actor=actor, reason=reason, changes=changes, facts=facts)
    if action not in NOT_SEARCHED:
        _reindex(audit)


def _reindex(audit: Audit) -> None:
    """Ask for the search to be brought in line after the commit; who may find a finding follows from the audit."""
    db.session.flush()  # what was just made has its number
    for kind, number in ((AUDIT, audit.id), *((findings.KIND, each.id) for each in audit.findings)):
        outbox.later("index", f"{kind}:{number}", payload={"kind": kind, "id": number})


def tell_of_programme(
    kind: str, programme: Programme, *person_ids: int | None, actor: Actor, once: str = "", **facts: Any
) -> None:
    """Send a notice about a programme to each person; under a key ``once`` a second time does nothing."""
    known = {"year": programme.name}
    _send(
        kind, person_ids, actor, programme.organization_id, programme_address(programme), known | facts, once
    )


def tell_person(kind: str, person: Person, *person_ids: int | None, once: str, **facts: Any) -> None:
    """Send a notice about an auditor, under the key ``once``."""
    known = {"name": person.name}
    _send(kind, person_ids, SYSTEM, person.organization_id, "/audits/auditors", known | facts, once)


def tell(
    kind: str, audit: Audit, *person_ids: int | None, actor: Actor, once: str = "", **facts: Any
) -> None:
    """Send a notice about an audit to each person; nobody is told what they did themselves.

    Under a key ``once`` a second time does nothing.
    """
    known = {"code": audit.code, "title": audit.title, "starts_on": audit.starts_on, "ends_on": audit.ends_on}
    _send(kind, person_ids, actor, audit.organization_id, audit_address(audit), known | facts, once)


def _send(
    kind: str,
    person_ids: tuple[int | None, ...],
    actor: Actor,
    organization_id: int,
    url: str,
    facts: dict[str, Any],
    once: str,
) -> None:
    for person_id in dict.fromkeys(person_ids):
        if person_id is not None and person_id != actor.person_id:
            notifying.send(
                f"audits.{kind}",
                person_id=person_id,
                organization_id=organization_id,
                url=url,
                facts={"actor": actor.name, **facts},
                once_key=f"{once}:{person_id}" if once else None,
            )


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of two states of a record that differ."""
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}
