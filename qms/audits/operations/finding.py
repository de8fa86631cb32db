"""Findings: written from a line, sent to the unit, answered, decided, made into a nonconformity."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from qms.audits.addresses import audit_address
from qms.audits.models import Audit, Finding, Line
from qms.audits.operations.evidencing import give_to_finding, give_to_nonconformity
from qms.audits.operations.telling import tell, trace
from qms.audits.queries.coverage import thresholds_of
from qms.audits.rules import auditing, findings
from qms.audits.rules.auditing import Verb
from qms.audits.rules.findings import KIND, FindingState, FindingVerb
from qms.audits.rules.lines import FINDINGS, NONCONFORMING, Result
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity.models import Person
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.nonconformities import queries as nonconformities
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.operations.reporting import report
from qms.nonconformities.rules import TermKind
from qms.nonconformities.sources import Source

SEVERITIES = {Result.MAJOR: "NANG", Result.MINOR: "NHE"}
ORIGIN = "DG-NB"  # the origin "internal audit" of nonconformities


@dataclass(frozen=True)
class Wording:
    """What a finding says, in its three parts."""

    grade: Result
    requirement: str
    evidence: str
    gap: str


def write(
    line: Line,
    wording: Wording,
    *,
    actor: Actor,
    of_line: Collection[int] = (),
    kept: Iterable[Kept] = (),
) -> Finding:
    """Write the finding of a line, with these files of the line (by their numbers) and further ones.

    Raises:
        Refused: state, a grade that is no finding, or the line has its finding already.
    """
    audit = line.audit
    _refuse_signed(audit)
    if wording.grade not in FINDINGS:
        raise Refused(_l("Choose how grave it is."), field="grade")
    if any(finding.line_id == line.id for finding in audit.findings):
        raise Refused(_l("This line has its finding already."))
    finding = Finding(
        organization_id=audit.organization_id,
        audit_id=audit.id,
        number=max((each.number for each in audit.findings), default=0) + 1,
        line_id=line.id,
        line=line,
        **_columns(wording),
    )
    audit.findings.append(finding)
    db.session.flush()  # the trail refers to it
    trace("finding_written", audit, actor=actor, number=finding.number, grade=finding.grade)
    give_to_finding(finding, actor=actor, of_line=of_line, kept=kept)
    return finding


def _columns(wording: Wording) -> dict[str, str]:
    return {
        "grade": wording.grade.value,
        "requirement": wording.requirement,
        "evidence": wording.evidence,
        "gap": wording.gap,
    }


def change(
    finding: Finding,
    wording: Wording,
    *,
    actor: Actor,
    seen: int | None,
    of_line: Collection[int] = (),
    kept: Iterable[Kept] = (),
) -> None:
    """Change a finding that was not sent yet; files are added to those that it has.

    Raises:
        Stale, Refused: version, state, or a grade that is no finding.
    """
    same_as_seen(finding.version, seen)
    findings.after(finding.status, FindingVerb.EDIT)
    _refuse_signed(finding.audit)
    if wording.grade not in FINDINGS:
        raise Refused(_l("Choose how grave it is."), field="grade")
    for name, value in _columns(wording).items():
        setattr(finding, name, value)
    trace("finding_changed", finding.audit, actor=actor, number=finding.number)
    give_to_finding(finding, actor=actor, of_line=of_line, kept=kept)


def send(audit: Audit, *, actor: Actor) -> int:
    """Send every finding that was written to the units, which have some days to answer; how many there were.

    Raises:
        Refused: state, or nothing to send.
    """
    auditing.after(audit.status, Verb.REPORT)
    written = [finding for finding in audit.findings if finding.status is FindingState.DRAFT]
    if not written:
        raise Refused(_l("There is no finding to send."))
    due = clock.today() + timedelta(days=thresholds_of(audit.organization_id).answer_days)
    for finding in written:
        finding.state = findings.after(finding.status, FindingVerb.SEND).value
        finding.answer_due_on = due
    trace("findings_sent", audit, actor=actor, count=len(written))
    tell("findings_sent", audit, *concerned(audit, written), actor=actor, count=len(written), due_on=due)
    return len(written)


def concerned(audit: Audit, written: list[Finding]) -> list[int | None]:
    """Who speaks for the units of these findings; one about no unit concerns all."""
    units = {finding.line.unit_id for finding in written}
    return [each.representative_id for each in audit.units if None in units or each.unit_id in units]


def answer(finding: Finding, *, actor: Actor, accepts: bool, reason: str, seen: int | None) -> None:
    """The unit accepts a finding, or contests it with a reason.

    Raises:
        Stale, Refused: version, state, too late, or no reason to contest.
    """
    same_as_seen(finding.version, seen)
    findings.not_too_late(finding.status)
    verb = FindingVerb.ACCEPT if accepts else FindingVerb.CONTEST
    target = findings.after(finding.status, verb)
    if not accepts and not reason.strip():
        raise Refused(_l("Say why the unit contests the finding."), field="reason")
    finding.state, finding.answer_reason = target.value, reason
    action = "finding_accepted" if accepts else "finding_contested"
    trace(action, finding.audit, actor=actor, number=finding.number, reason=reason)
    lead = finding.audit.lead
    tell(action, finding.audit, lead.id if lead else None, actor=actor, number=finding.number, reason=reason)


def decide(finding: Finding, *, actor: Actor, upholds: bool, reason: str, seen: int | None) -> None:
    """The lead upholds a contested finding, or withdraws one, with a reason.

    Raises:
        Stale, Refused: version, state, or no reason.
    """
    same_as_seen(finding.version, seen)
    _refuse_signed(finding.audit)
    target = findings.after(finding.status, FindingVerb.UPHOLD if upholds else FindingVerb.WITHDRAW)
    if not reason.strip():
        raise Refused(_l("Write the reason."), field="reason")
    finding.state, finding.decision_reason = target.value, reason
    action = "finding_upheld" if upholds else "finding_withdrawn"
    trace(action, finding.audit, actor=actor, number=finding.number, reason=reason)
    told = concerned(finding.audit, [finding])
    tell(action, finding.audit, *told, actor=actor, number=finding.number, reason=reason)


def raise_nonconformity(finding: Finding, *, reporter: Person, actor: Actor) -> Nonconformity:
    """Make the nonconformity of a finding, with everything copied; each knows the other.

    Raises:
        Refused: it is no nonconformity, was withdrawn, or has one already.
    """
    if finding.said not in NONCONFORMING or finding.status is FindingState.WITHDRAWN:
        raise Refused(_l("Only a minor or major nonconformity that stands is followed up."))
    if nonconformities.for_sources(KIND, [finding.id]):
        raise Refused(_l("This finding has its nonconformity already."))
    audit, line = finding.audit, finding.line
    origin = nonconformities.find_term(TermKind.ORIGIN, ORIGIN, organization_id=audit.organization_id)
    if origin is None:
        raise Refused(_l("The origin %(code)s of nonconformities is missing.", code=ORIGIN))
    made = report(
        organization_id=audit.organization_id,
        reporter=reporter,
        title=finding.gap[:200],
        description=f"{finding.gap}\n\n{finding.evidence}",
        happened_on=min(clock.today(), audit.starts_on),
        origin=origin,
        actor=actor,
        source=Source(
            kind=KIND,
            record_id=finding.id,
            label=finding.name,
            url=f"{audit_address(audit)}/report",
            document_id=line.document_id,
            revision_id=line.revision_id,
            step_id=line.step_id,
            unit_id=line.unit_id,
        ),
        requirement=f"{line.clause} {finding.requirement}".strip(),
        severity=nonconformities.find_term(
            TermKind.SEVERITY, SEVERITIES[finding.said], organization_id=audit.organization_id
        ),
    )
    give_to_nonconformity(made, finding)
    trace("nonconformity_raised", audit, actor=actor, number=finding.number, code=made.code)
    return made


def nonconformities_of(audit: Audit) -> dict[int, list[Nonconformity]]:
    """What became of an audit's findings, by the finding's number in the database."""
    return nonconformities.for_sources(KIND, [finding.id for finding in audit.findings])


def lines_without_finding(audit: Audit, lines: list[Line]) -> list[Line]:
    """Lines whose result asks for a finding that nobody has written."""
    written = {finding.line_id for finding in audit.findings}
    return [line for line in lines if line.said in FINDINGS and line.id not in written]


def _refuse_signed(audit: Audit) -> None:
    auditing.after(audit.status, Verb.REPORT)
    if audit.report_hash:
        raise Refused(_l("The report is signed; its findings are changed no more."))
