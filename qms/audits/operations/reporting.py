"""The report: made from the records, edited, signed by the lead, acknowledged by the units; the audit closed."""

from __future__ import annotations

from qms.audits.models import Audit, AuditedUnit, ReportSignature
from qms.audits.operations.arranging import move, representatives
from qms.audits.operations.telling import changed, tell, trace
from qms.audits.queries import checklists
from qms.audits.queries.reports import people_met
from qms.audits.queries.signed import report_content
from qms.audits.rules import auditing as rules
from qms.audits.rules import findings
from qms.audits.rules.auditing import Verb
from qms.audits.rules.findings import OPEN, FindingState, FindingVerb
from qms.audits.rules.lines import NONCONFORMING
from qms.audits.rules.programmes import Meaning
from qms.audits.rules.reports import PARTS
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _, _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Person
from qms.identity.signing import signature_facts
from qms.kernel import clock
from qms.kernel.canonical import digest
from qms.kernel.errors import Forbidden, Refused


def proposed(audit: Audit) -> dict[str, str]:
    """The parts of the report as they were written; as the records propose them while nobody has written any."""
    written = {name: getattr(audit, name) for name in PARTS}
    if audit.report_hash or any(written.values()):
        return written
    counts = checklists.counts_of(audit)
    lines = checklists.list_lines(audit, with_notes=True)
    grave = sum(finding.said in NONCONFORMING for finding in audit.counting)
    summary = _(
        "%(done)s of %(total)s lines were assessed; %(conforming)s of %(applicable)s conform. "
        "%(findings)s findings, of which %(grave)s nonconformities.",
        done=counts.done,
        total=counts.total,
        conforming=counts.conforming,
        applicable=counts.applicable,
        findings=len(audit.counting),
        grave=grave,
    )
    return {**written, "summary": summary, "people_met": "\n".join(people_met(audit, lines))}


def write_report(audit: Audit, *, actor: Actor, seen: int | None, **parts: str) -> None:
    """Keep the parts of the report.

    Raises:
        Stale, Refused: version, state, or it is signed.
    """
    same_as_seen(audit.version, seen)
    rules.after(audit.status, Verb.REPORT)
    rules.not_signed(audit.report_hash)
    before = {name: getattr(audit, name) for name in PARTS}
    for name in PARTS:
        setattr(audit, name, parts[name])
    audit.edited_at = clock.now()
    changes = changed(before, parts)
    if changes:
        trace("report_written", audit, actor=actor, changes=changes)


def sign_report(audit: Audit, *, actor: Actor, password: str, seen: int | None) -> None:
    """The lead signs; from then on nothing of the report changes. A finding that was not answered in time stands.

    Raises:
        Stale, Refused, Forbidden: version, state, signed already, no conclusion, a line on which auditors disagree,
            a finding that is not answered, or not the lead.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    same_as_seen(audit.version, seen)
    rules.after(audit.status, Verb.SIGN)
    if audit.lead is None or audit.lead.id != signer.id:
        raise Forbidden(_l("The lead auditor signs the report."))
    rules.not_signed(audit.report_hash)
    _refuse_unfinished(audit)
    for finding in audit.findings:
        if finding.status is FindingState.SENT:  # the time to answer is over
            finding.state = findings.after(finding.status, FindingVerb.LAPSE).value
    audit.report_text = report_content(audit)
    audit.report_hash = digest(audit.report_text)
    _sign(audit, signer, Meaning.REPORTED)
    trace("report_signed", audit, actor=actor, hash=audit.report_hash)
    tell("report_signed", audit, *representatives(audit), actor=actor)


def _refuse_unfinished(audit: Audit) -> None:
    if not audit.conclusion.strip():
        raise Refused(_l("Write the conclusion first."))
    if checklists.counts_of(audit).disputed:
        raise Refused(_l("Decide first on the lines on which auditors disagree."))
    late = {
        each.number
        for each in audit.findings
        if each.status is FindingState.SENT and _is_late(each.answer_due_on)
    }
    waiting = [each for each in audit.findings if each.status in OPEN and each.number not in late]
    if waiting:
        raise Refused(
            _l(
                "Finding %(number)s is still open: %(state)s.",
                number=waiting[0].number,
                state=waiting[0].status.label,
            )
        )


def _is_late(due: object) -> bool:
    """An answer that did not come in time holds nobody up."""
    return due is not None and str(due) < clock.today().isoformat()


def acknowledge(audited: AuditedUnit, *, actor: Actor, password: str, note: str, seen: int | None) -> None:
    """Whoever speaks for a unit signs that the unit knows the report.

    Raises:
        Stale, Refused, Forbidden: version, state, not signed by the lead, acknowledged already, or somebody else.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    audit = audited.audit
    same_as_seen(audit.version, seen)
    rules.after(audit.status, Verb.ACKNOWLEDGE)
    if audited.representative_id != signer.id:
        raise Forbidden(_l("Another person speaks for this unit."))
    if not audit.report_hash:
        raise Refused(_l("The lead auditor has not signed the report yet."))
    if audited.unit_id in acknowledged_units(audit):
        raise Refused(_l("The report is acknowledged for this unit already."))
    _sign(audit, signer, Meaning.ACKNOWLEDGED, note=note, unit_id=audited.unit_id)
    audit.edited_at = clock.now()
    trace("report_acknowledged", audit, actor=actor, unit=audited.unit.name, reason=note)
    tell(
        "report_acknowledged",
        audit,
        audit.lead.id if audit.lead else None,
        actor=actor,
        unit=audited.unit.name,
    )


def acknowledged_units(audit: Audit) -> set[int | None]:
    """The units for which the report was acknowledged."""
    return {each.unit_id for each in audit.signatures if each.meaning == Meaning.ACKNOWLEDGED}


def close(audit: Audit, *, actor: Actor, seen: int | None) -> None:
    """Close an audit that is reported and acknowledged; its nonconformities are followed up on its page.

    Raises:
        Stale, Refused: version, state, not signed, or not acknowledged for every unit.
    """
    same_as_seen(audit.version, seen)
    target = rules.after(audit.status, Verb.CLOSE)
    if not audit.report_hash:
        raise Refused(_l("The lead auditor has not signed the report yet."))
    missing = [each.unit.name for each in audit.units if each.unit_id not in acknowledged_units(audit)]
    if missing:
        raise Refused(_l("Not acknowledged yet for %(units)s.", units=", ".join(missing)))
    move(audit, target)
    trace("closed", audit, actor=actor)


def _sign(
    audit: Audit, signer: Person, meaning: Meaning, *, note: str = "", unit_id: int | None = None
) -> None:
    facts = signature_facts(signer, meaning=meaning.value, content_hash=audit.report_hash, note=note)
    db.session.add(ReportSignature(audit=audit, unit_id=unit_id, **facts))
