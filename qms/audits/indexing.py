"""What of audits and findings goes into search, and for whom: policy.READ and policy.READ_FINDING as tokens.

The notes on lines are the team's working papers and are not searched; what counts of them stands in findings.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from qms.audits.addresses import audit_address
from qms.audits.models import Audit, Finding
from qms.audits.policy import READ, READ_FINDING
from qms.audits.queries import auditing
from qms.audits.rules import findings
from qms.audits.rules.auditing import AFTER_THE_AUDIT, KNOWN_TO_UNITS, State
from qms.audits.rules.findings import FindingState
from qms.foundation.access import Actor, Role, can
from qms.foundation.db import db
from qms.foundation.searching.port import EFFECTIVE, Entry, Kind

AUDIT = "audit"
_OVERSEERS = (f"role:{Role.COORDINATOR.value}", f"role:{Role.LEADER.value}")
_AUDITORS = (f"role:{Role.AUDITOR.value}",)
_STATUS = {FindingState.DRAFT: "draft", FindingState.WITHDRAWN: "withdrawn"}


def all_audits() -> Iterable[int]:
    """Every audit there is, in all organisations in sight."""
    return db.session.scalars(db.select(Audit.id).order_by(Audit.id))


def all_findings() -> Iterable[int]:
    """Every finding there is, in all organisations in sight."""
    return db.session.scalars(db.select(Finding.id).order_by(Finding.id))


def entries_of_audit(audit_id: int) -> list[Entry]:
    """What is to be found of an audit now; nothing when it is gone."""
    return [_audit(audit) for audit in auditing.list_by_ids([audit_id])]


def entries_of_finding(finding_id: int) -> list[Entry]:
    """What is to be found of a finding now; nothing when it is gone."""
    return [_finding(finding) for finding in auditing.list_findings_by_ids([finding_id])]


def visible_audits(actor: Actor, places: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these entries, those of audits that the actor may read as they stand now."""
    rows = auditing.list_by_ids({number for number, _key in places})
    readable = {each.id for each in rows if can(actor, READ, each)}
    return {place for place in places if place[0] in readable}


def visible_findings(actor: Actor, places: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of these entries, those of findings that the actor may read as they stand now."""
    rows = auditing.list_findings_by_ids({number for number, _key in places})
    readable = {each.id for each in rows if can(actor, READ_FINDING, each)}
    return {place for place in places if place[0] in readable}


# --- Audits -----------------------------------------------------------------------------------------------------


def _audit(audit: Audit) -> Entry:
    units = [each.unit for each in audit.units]
    return Entry(
        record=f"{AUDIT}:{audit.id}",
        key="",
        kind=Kind.AUDIT,
        organization_id=audit.organization_id,
        audience=(
            *_persons(member.person_id for member in audit.members),
            *(_units(audit) if audit.state in KNOWN_TO_UNITS else ()),
            *_OVERSEERS,
            *_AUDITORS,
        ),
        status="withdrawn" if audit.state == State.CANCELLED else EFFECTIVE,
        code=audit.code,
        title=audit.title,
        text="\n".join(part for part in _words(audit) if part),
        url=audit_address(audit),
        facets={"unit": tuple(str(unit.id) for unit in units), "clause": tuple(audit.clauses)},
        facts={"unit": ", ".join(unit.name for unit in units)},
    )


def _words(audit: Audit) -> Iterable[str]:
    yield from (audit.objective, audit.scope, audit.criteria)
    yield from (each.unit.name for each in audit.units)
    yield from (f"{document.code} {document.title}" for document in audit.documents)
    if audit.report_hash:  # before it is signed the report is the team's
        yield from (audit.summary, audit.positives, audit.conclusion)


# --- Findings ---------------------------------------------------------------------------------------------------


def _finding(finding: Finding) -> Entry:
    audit, line = finding.audit, finding.line
    place = [line.clause, line.revision.name if line.revision else ""]
    return Entry(
        record=f"{findings.KIND}:{finding.id}",
        key="",
        kind=Kind.FINDING,
        organization_id=finding.organization_id,
        audience=_readers(finding),
        status=_STATUS.get(finding.status, EFFECTIVE),
        code=finding.name,
        title=finding.gap.partition("\n")[0][:200],
        text="\n".join(part for part in (finding.gap, finding.evidence, finding.requirement, *place) if part),
        url=f"{audit_address(audit)}/report#finding-{finding.number}",
        facets={
            "unit": (str(line.unit_id),) if line.unit_id else (),
            "clause": (line.clause,) if line.clause else (),
        },
        facts={"type": audit.title, "unit": line.unit.name if line.unit else ""},
    )


def _readers(finding: Finding) -> tuple[str, ...]:
    """A draft is the auditors'; once it is sent it is the team's, then the unit's and the overseers'."""
    audit = finding.audit
    if finding.status is FindingState.DRAFT:
        return _persons(member.person_id for member in audit.members if member.role.audits)
    is_past = audit.state in AFTER_THE_AUDIT
    return (
        *_persons(member.person_id for member in audit.members),
        *((*_units(audit), *_OVERSEERS) if is_past else ()),
        *(_AUDITORS if audit.report_hash else ()),
    )


def _persons(numbers: Iterable[int | None]) -> tuple[str, ...]:
    return tuple(f"person:{number}" for number in sorted({each for each in numbers if each is not None}))


def _units(audit: Audit) -> tuple[str, ...]:
    """Everybody of the audited units, and who speaks for one without being of it."""
    units = tuple(f"unit:{each.unit_id}" for each in audit.units)
    return (*units, *_persons(each.representative_id for each in audit.units))
