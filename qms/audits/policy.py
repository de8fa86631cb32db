"""Who may do what with audits. ``record`` is a programme, an audit, or a part of one that knows its audit."""

from __future__ import annotations

from typing import Any

from qms.audits.models import Audit, AuditedUnit, Finding, Programme, ProgrammeItem
from qms.audits.rules.auditing import AFTER_THE_AUDIT, KNOWN_TO_UNITS, Part
from qms.audits.rules.findings import FindingState
from qms.foundation.access import (
    Actor,
    is_auditor,
    is_coordinator,
    is_leader,
    is_signed_in,
    permission,
    predicate,
)
from qms.foundation.texts import _l


def _programme(record: Any) -> Programme | None:
    found = record.programme if isinstance(record, ProgrammeItem) else getattr(record, "programme", record)
    return found if isinstance(found, Programme) else None


def _audit(record: Any) -> Audit | None:
    found = record if isinstance(record, Audit) else getattr(record, "audit", None)
    return found if isinstance(found, Audit) else None


@predicate(_l("the programme was approved"))
def was_approved(_actor: Actor, record: Any) -> bool:
    programme = _programme(record)
    return programme is not None and programme.approved_at is not None


@predicate(_l("the approver named for the programme"))
def is_named_approver(actor: Actor, record: Any) -> bool:
    programme = _programme(record)
    return programme is not None and programme.approver_id == actor.person_id


@predicate(_l("of the audit's team"))
def is_of_team(actor: Actor, record: Any) -> bool:
    audit = _audit(record)
    return audit is not None and audit.member(actor.person_id) is not None


@predicate(_l("auditor in the audit's team"))
def audits_in_team(actor: Actor, record: Any) -> bool:
    audit = _audit(record)
    member = audit.member(actor.person_id) if audit else None
    return member is not None and member.role.audits


@predicate(_l("the audit's lead auditor"))
def is_lead(actor: Actor, record: Any) -> bool:
    audit = _audit(record)
    member = audit.member(actor.person_id) if audit else None
    return member is not None and member.part == Part.LEAD


@predicate(_l("the plan was sent to the audited units"))
def is_announced(_actor: Actor, record: Any) -> bool:
    audit = _audit(record)
    return audit is not None and audit.state in KNOWN_TO_UNITS


@predicate(_l("from an audited unit"))
def is_of_audited_unit(actor: Actor, record: Any) -> bool:
    audit = _audit(record)
    return audit is not None and (actor.unit_id in audit.unit_ids or speaks_for_unit(actor, audit))


@predicate(_l("speaks for the audited unit"))
def speaks_for_unit(actor: Actor, record: Any) -> bool:
    if isinstance(record, AuditedUnit):
        return record.representative_id == actor.person_id
    audit = _audit(record)
    unit_id = record.line.unit_id if isinstance(record, Finding) else None
    return audit is not None and any(
        each.representative_id == actor.person_id for each in audit.units if unit_id in (None, each.unit_id)
    )


@predicate(_l("the finding was sent to the unit"))
def is_sent(_actor: Actor, record: Any) -> bool:
    finding = record if isinstance(record, Finding) else getattr(record, "finding", None)
    return isinstance(finding, Finding) and finding.state != FindingState.DRAFT


@predicate(_l("the report is signed"))
def is_reported(_actor: Actor, record: Any) -> bool:
    audit = _audit(record)
    return audit is not None and bool(audit.report_hash)


LIST = permission("audits.list", _l("See the list of audits, auditors and the question bank"), [is_signed_in])
READ_PROGRAMME = permission(
    "audits.read_programme",
    _l("Read the audit programme of a year"),
    [was_approved, is_signed_in],
    [is_coordinator],
    [is_leader],
    [is_auditor],
)
KEEP_PROGRAMME = permission(
    "audits.keep_programme", _l("Write and amend the audit programme"), [is_coordinator]
)
APPROVE_PROGRAMME = permission(
    "audits.approve_programme",
    _l("Approve the audit programme and sign, or send it back"),
    [is_named_approver, is_leader],
)
COVERAGE = permission(
    "audits.coverage",
    _l("See what was audited where and when, and what is due"),
    [is_coordinator],
    [is_leader],
    [is_auditor],
)
SET_LIMITS = permission("audits.set_limits", _l("Set the limits for audits"), [is_coordinator])
KEEP_AUDITORS = permission(
    "audits.keep_auditors", _l("Keep the records of auditors' competence"), [is_coordinator]
)
PLAN = permission("audits.plan", _l("Plan an audit"), [is_coordinator])
ENTER = permission("audits.enter", _l("Enter an audit that was done on paper"), [is_coordinator])
READ = permission(
    "audits.read",
    _l("Read an audit's plan and report"),
    [is_of_team],
    [is_announced, is_of_audited_unit],
    [is_coordinator],
    [is_leader],
    [is_auditor],
)
LEAD = permission(
    "audits.lead", _l("Change, announce, open and end an audit, or cancel it"), [is_lead], [is_coordinator]
)
OVERRULE = permission("audits.overrule", _l("Overrule a conflict of independence with a reason"), [is_leader])
ANSWER = permission("audits.answer", _l("Answer the plan of an audit"), [is_announced, speaks_for_unit])


@predicate(_l("the audit on site has ended"))
def is_past_site(_actor: Actor, record: Any) -> bool:
    audit = _audit(record)
    return audit is not None and audit.state in AFTER_THE_AUDIT


PREPARE = permission(
    "audits.prepare", _l("See and change the checklist of an audit"), [audits_in_team], [is_coordinator]
)
RECORD = permission("audits.record", _l("Take notes in an audit"), [audits_in_team])
READ_NOTES = permission(
    "audits.read_notes",
    _l("Read the notes of the auditors"),
    [is_of_team],
    [is_past_site, is_coordinator],
    [is_past_site, is_leader],
)
SETTLE = permission("audits.settle", _l("Decide on a line on which auditors disagree"), [is_lead])

WRITE_FINDING = permission(
    "audits.write_finding", _l("Write findings and the report of an audit"), [audits_in_team]
)
ANSWER_FINDING = permission(
    "audits.answer_finding", _l("Accept or contest a finding"), [is_sent, speaks_for_unit]
)
RAISE = permission(
    "audits.raise", _l("Make a nonconformity of a finding"), [is_lead], [is_sent, is_coordinator]
)
READ_REPORT = permission(
    "audits.read_report",
    _l("Read findings and report of an audit"),
    [is_of_team],
    [is_past_site, is_coordinator],
    [is_past_site, is_leader],
    [is_past_site, is_of_audited_unit],
    [is_reported, is_auditor],
)
READ_FINDING = permission(
    "audits.read_finding",
    _l("Read a finding with its photos and files"),
    [audits_in_team],
    [is_sent, is_of_team],
    [is_sent, speaks_for_unit],
    [is_sent, is_past_site, is_coordinator],
    [is_sent, is_past_site, is_leader],
    [is_sent, is_past_site, is_of_audited_unit],
    [is_sent, is_reported, is_auditor],
)
SIGN_REPORT = permission("audits.sign_report", _l("Sign the report of an audit and close it"), [is_lead])
ACKNOWLEDGE = permission(
    "audits.acknowledge", _l("Acknowledge the report of an audit"), [is_reported, speaks_for_unit]
)

PERMISSIONS = (
    LIST,
    READ_PROGRAMME,
    KEEP_PROGRAMME,
    APPROVE_PROGRAMME,
    COVERAGE,
    SET_LIMITS,
    KEEP_AUDITORS,
    PLAN,
    ENTER,
    READ,
    LEAD,
    OVERRULE,
    ANSWER,
    PREPARE,
    RECORD,
    READ_NOTES,
    SETTLE,
    WRITE_FINDING,
    ANSWER_FINDING,
    RAISE,
    READ_REPORT,
    READ_FINDING,
    SIGN_REPORT,
    ACKNOWLEDGE,
)
