"""Planning an audit: what, when, which units and procedures, and its agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from qms.audits.bank import refuse_unknown
from qms.audits.models import AgendaEntry, Audit, AuditDocument, AuditedUnit, ProgrammeItem
from qms.audits.operations.telling import changed, trace
from qms.audits.queries import auditing as queries
from qms.audits.rules import auditing as rules
from qms.audits.rules.auditing import Answer, Meeting, Verb
from qms.documents.models import Document
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Person, Unit
from qms.kernel import clock
from qms.kernel.errors import Refused


@dataclass(frozen=True)
class Plan:
    """What an audit's plan says."""

    title: str
    objective: str
    scope: str
    criteria: str
    starts_on: date
    ends_on: date
    units: tuple[Unit, ...]
    documents: tuple[Document, ...] = ()
    clauses: tuple[str, ...] = ()


def plan_audit(plan: Plan, *, organization_id: int, actor: Actor, item: ProgrammeItem | None = None) -> Audit:
    """Plan an audit; its number is given now. The head of each unit speaks for it unless somebody else is named.

    Raises:
        Refused: dates, no unit, a clause that the standard has not, or the line of the
            programme has an audit already.
    """
    identity.hold_organization(organization_id)
    rules.dates_fit(plan.starts_on, plan.ends_on, today=clock.today())
    _refuse_odd(plan)
    if item is not None and item.audit is not None:
        raise Refused(_l("%(code)s was planned for this line already.", code=item.audit.code))
    now = clock.now()
    audit = Audit(
        organization_id=organization_id,
        year=plan.starts_on.year,
        number=queries.next_number(plan.starts_on.year, organization_id),
        item=item,
        created_at=now,
        state_since=now,
        edited_at=now,
        title=plan.title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
    )
    db.session.add(audit)
    _write(audit, plan)
    db.session.flush()  # the trail refers to its number
    trace("planned", audit, actor=actor, starts_on=audit.starts_on, ends_on=audit.ends_on)
    return audit


def change_plan(audit: Audit, plan: Plan, *, actor: Actor, seen: int | None) -> None:
    """Change a plan; one that was sent out must be sent again, and earlier answers count no more.

    Raises:
        Stale, Refused: version, state, dates, no unit, an unknown clause.
    """
    same_as_seen(audit.version, seen)
    target = rules.after(audit.status, Verb.EDIT)
    if (plan.starts_on, plan.ends_on) != (audit.starts_on, audit.ends_on):
        rules.dates_fit(plan.starts_on, plan.ends_on, today=clock.today())
    _refuse_odd(plan)
    before = facts_of(audit)
    _write(audit, plan)
    back_to_planning(audit, target)
    changes = changed(before, facts_of(audit))
    if changes:
        trace("plan_changed", audit, actor=actor, changes=changes)


def _refuse_odd(plan: Plan) -> None:
    if not plan.units:
        raise Refused(_l("Choose at least one unit to audit."), field="units")
    refuse_unknown(plan.clauses, on=plan.starts_on)


def _write(audit: Audit, plan: Plan) -> None:
    for name in ("title", "objective", "scope", "criteria", "starts_on", "ends_on"):
        setattr(audit, name, getattr(plan, name))
    audit.clauses = list(plan.clauses)
    known = {each.unit_id: each for each in audit.units}
    audit.units = [known.get(unit.id) or _audited(audit, unit) for unit in plan.units]
    there = {each.document_id: each for each in audit.in_scope}
    audit.in_scope = [
        there.get(document.id) or AuditDocument(organization_id=audit.organization_id, document=document)
        for document in plan.documents
    ]


def _audited(audit: Audit, unit: Unit) -> AuditedUnit:
    return AuditedUnit(organization_id=audit.organization_id, unit=unit, representative=unit.head)


def back_to_planning(audit: Audit, target: rules.State) -> None:
    """After a change the plan is one that nobody has answered."""
    audit.edited_at = clock.now()
    if audit.state != target:
        audit.state, audit.state_since = target.value, clock.now()
        for unit in audit.units:
            unit.answer, unit.answered_at, unit.wished_on, unit.answer_reason = (
                Answer.NONE.value,
                None,
                None,
                "",
            )


def facts_of(audit: Audit) -> dict[str, Any]:
    """What the trail compares when a plan changes."""
    return {
        "title": audit.title,
        "objective": audit.objective,
        "scope": audit.scope,
        "criteria": audit.criteria,
        "starts_on": audit.starts_on,
        "ends_on": audit.ends_on,
        "units": [each.unit.name for each in audit.units],
        "documents": [each.document.code for each in audit.in_scope],
        "clauses": list(audit.clauses),
    }


def name_representative(
    audited: AuditedUnit, *, actor: Actor, representative: Person | None, seen: int | None
) -> None:
    """Name who speaks for a unit.

    Raises:
        Stale, Refused: version, state, nobody for a plan that was sent out, or the person is in the team.
    """
    audit = audited.audit
    same_as_seen(audit.version, seen)
    target = rules.after(audit.status, Verb.APPOINT)
    if representative is None and audit.status not in (rules.State.PLANNED, rules.State.ANNOUNCED):
        raise Refused(_l("Somebody must speak for the unit."), field="representative")
    if representative is not None and audit.member(representative.id):
        raise Refused(_l("Whoever audits cannot speak for the unit."), field="representative")
    before = audited.representative.name if audited.representative else ""
    audited.representative = representative
    back_to_planning(audit, target)
    after = representative.name if representative else ""
    if before != after:
        changes = {"representative": (before, after)}
        trace("plan_changed", audit, actor=actor, unit=audited.unit.name, changes=changes)


# --- The agenda -------------------------------------------------------------------------------------------------


def keep_entry(
    audit: Audit,
    entry: AgendaEntry | None,
    *,
    actor: Actor,
    kind: Meeting,
    day: date,
    begins: str,
    ends: str,
    unit: Unit | None,
    auditor: Person | None,
    topic: str,
    received_by: str,
) -> AgendaEntry:
    """Add a line to the agenda, or change one.

    Raises:
        Refused: state, day outside the audit, times, a unit that is not audited, or an auditor who is not
            independent of it.
    """
    target = rules.after(audit.status, Verb.EDIT)
    _refuse_odd_times(audit, day, begins, ends)
    if kind is Meeting.UNIT:
        _refuse_odd_unit(audit, unit, auditor)
    elif auditor is not None and audit.member(auditor.id) is None:
        raise Refused(_l("Choose an auditor of the team."), field="auditor")
    is_new = entry is None
    entry = entry or AgendaEntry(organization_id=audit.organization_id)
    entry.kind, entry.day, entry.begins, entry.ends = kind.value, day, begins, ends
    entry.unit = unit if kind is Meeting.UNIT else None
    entry.auditor, entry.topic, entry.received_by = auditor, topic, received_by
    if is_new:
        audit.agenda.append(entry)
    back_to_planning(audit, target)
    db.session.flush()  # its place in the agenda follows from its time
    trace("agenda_changed", audit, actor=actor, day=day, begins=begins)
    return entry


def _refuse_odd_times(audit: Audit, day: date, begins: str, ends: str) -> None:
    if not audit.starts_on <= day <= audit.ends_on:
        raise Refused(_l("This day is outside the audit."), field="day")
    if ends <= begins:
        raise Refused(_l("It must end after it begins."), field="ends")


def _refuse_odd_unit(audit: Audit, unit: Unit | None, auditor: Person | None) -> None:
    if unit is None or unit.id not in audit.unit_ids:
        raise Refused(_l("Choose one of the audited units."), field="unit")
    member = audit.member(auditor.id) if auditor else None
    if auditor is not None and (member is None or not member.role.audits):
        raise Refused(_l("Choose an auditor of the team."), field="auditor")
    if member is not None:
        standing = [
            bias
            for bias in queries.biases_of(member.person, audit)
            if bias.key not in member.overruled and bias.is_about(unit_id=unit.id, document_id=None)
        ]
        if standing:
            raise Refused(
                _l(
                    "%(name)s %(why)s and cannot audit it.",
                    name=member.person.name,
                    why=rules.in_words(standing),
                ),
                field="auditor",
            )


def drop_entry(entry: AgendaEntry, *, actor: Actor) -> None:
    """Take a line out of the agenda."""
    audit = entry.audit
    target = rules.after(audit.status, Verb.EDIT)
    day, begins = entry.day, entry.begins
    audit.agenda.remove(entry)
    back_to_planning(audit, target)
    trace("agenda_changed", audit, actor=actor, day=day, begins=begins)
