"""How notices about audits read, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator

from qms.audits.addresses import audit_address, programme_address
from qms.audits.queries import auditing, programmes
from qms.audits.rules.auditing import State
from qms.foundation.access import Actor
from qms.foundation.feature import NoticeText, Task
from qms.foundation.texts import _l

NOTICES = {
    "audits.programme_submitted": NoticeText(
        _l("Please approve the audit programme %(year)s"),
        _l("%(actor)s signed the audit programme %(year)s and sent it to you for approval."),
    ),
    "audits.programme_returned": NoticeText(
        _l("Audit programme %(year)s came back"),
        _l("%(actor)s sent the audit programme %(year)s back. Reason: %(reason)s"),
    ),
    "audits.programme_approved": NoticeText(
        _l("Audit programme %(year)s approved"),
        _l("%(actor)s approved and signed the audit programme %(year)s."),
    ),
    "audits.named": NoticeText(
        _l("You take part in audit %(code)s"),
        _l(
            "%(actor)s put you into the team of %(code)s, %(title)s, from %(starts_on)s to %(ends_on)s. Part: %(part)s."
        ),
    ),
    "audits.announced": NoticeText(
        _l("Internal audit %(code)s announced"),
        _l(
            "%(actor)s sent you the plan of %(code)s, %(title)s, from %(starts_on)s to %(ends_on)s. "
            "Accept it or ask for another date."
        ),
    ),
    "audits.plan_accepted": NoticeText(
        _l("Plan of %(code)s accepted"), _l("%(actor)s accepted the plan of %(code)s for %(unit)s.")
    ),
    "audits.other_date_asked": NoticeText(
        _l("Another date asked for %(code)s"),
        _l("%(actor)s asks for %(wished_on)s instead, for %(unit)s. Reason: %(reason)s"),
    ),
    "audits.findings_sent": NoticeText(
        _l("Findings of %(code)s to answer"),
        _l(
            "%(actor)s sent you %(count)s findings of %(code)s, %(title)s. Accept or contest them by %(due_on)s."
        ),
    ),
    "audits.finding_accepted": NoticeText(
        _l("Finding %(number)s of %(code)s accepted"),
        _l("%(actor)s accepted finding %(number)s of %(code)s."),
    ),
    "audits.finding_contested": NoticeText(
        _l("Finding %(number)s of %(code)s contested"),
        _l("%(actor)s contests finding %(number)s of %(code)s. Reason: %(reason)s"),
    ),
    "audits.finding_upheld": NoticeText(
        _l("Finding %(number)s of %(code)s upheld"),
        _l("%(actor)s upholds finding %(number)s of %(code)s. Reason: %(reason)s"),
    ),
    "audits.finding_withdrawn": NoticeText(
        _l("Finding %(number)s of %(code)s withdrawn"),
        _l("%(actor)s withdrew finding %(number)s of %(code)s. Reason: %(reason)s"),
    ),
    "audits.report_signed": NoticeText(
        _l("Please acknowledge the report of %(code)s"),
        _l("%(actor)s signed the report of %(code)s, %(title)s. Read and acknowledge it for your unit."),
    ),
    "audits.report_acknowledged": NoticeText(
        _l("Report of %(code)s acknowledged"),
        _l("%(actor)s acknowledged the report of %(code)s for %(unit)s."),
    ),
    "audits.cancelled": NoticeText(
        _l("Audit %(code)s cancelled"), _l("%(actor)s cancelled %(code)s, %(title)s. Reason: %(reason)s")
    ),
}


def tasks(actor: Actor) -> Iterator[Task]:
    """What waits for this person: programmes to approve, plans to answer, audits that they lead."""
    if actor.person_id is None:
        return
    for programme in programmes.list_awaiting_approval(actor.person_id):
        label = _l("Approve the audit programme %(year)s", year=programme.name)
        yield Task(label, programme_address(programme), "audits.approve_programme")
    for audited in auditing.list_to_answer(actor.person_id):
        audit = audited.audit
        label = _l("Answer the plan of %(code)s for %(unit)s", code=audit.code, unit=audited.unit.name)
        yield Task(label, audit_address(audit), "audits.answer", due_on=audit.starts_on)
    for finding in auditing.list_findings_to_answer(actor.person_id):
        label = _l("Answer finding %(name)s", name=finding.name)
        url = f"{audit_address(finding.audit)}/report"
        yield Task(label, url, "audits.answer_finding", due_on=finding.answer_due_on)
    for audit in auditing.list_led_by(actor.person_id, states=_LED):
        label = _LED[audit.status] % {"code": audit.code, "title": audit.title}
        first = audit.state in (State.PLANNED, State.ANNOUNCED)
        yield Task(
            label, audit_address(audit), "audits.lead", due_on=audit.starts_on if first else audit.ends_on
        )


_LED = {
    State.PLANNED: _l("Prepare and announce %(code)s %(title)s"),
    State.ANNOUNCED: _l("Open %(code)s %(title)s"),
    State.IN_PROGRESS: _l("Carry out %(code)s %(title)s"),
    State.REPORTING: _l("Report on %(code)s %(title)s"),
}
