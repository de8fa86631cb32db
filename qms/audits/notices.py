"""How notices about audits read, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from qms.audits.addresses import audit_address, programme_address
from qms.audits.queries import auditing, programmes, waiting
from qms.audits.rules.auditing import State
from qms.audits.rules.reminders import BEFORE_A_MONTH, month_after
from qms.foundation.access import Actor, Role
from qms.foundation.feature import NoticeText, Task
from qms.foundation.texts import _l
from qms.kernel import clock

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
    "audits.month_near": NoticeText(
        _l("Plan the audit of %(unit)s"),
        _l(
            "The audit programme %(year)s names %(unit)s for month %(month)s. No audit is planned for it yet: plan it "
            "and name the team."
        ),
    ),
    "audits.month_over": NoticeText(
        _l("The audit of %(unit)s did not take place in its month"),
        _l(
            "The audit programme %(year)s names %(unit)s for month %(month)s, which is over, and no audit is planned. "
            "Plan it, or amend the programme."
        ),
    ),
    "audits.not_announced": NoticeText(
        _l("Send out the plan of %(code)s"),
        _l(
            "%(code)s, %(title)s, is to begin on %(starts_on)s, and the audited units do not have its plan yet."
        ),
    ),
    "audits.starts_soon": NoticeText(
        _l("%(code)s begins on %(starts_on)s"),
        _l(
            "%(code)s, %(title)s, takes place from %(starts_on)s to %(ends_on)s. Look at plan, agenda and checklist."
        ),
    ),
    "audits.answer_due": NoticeText(
        _l("Findings of %(code)s to answer by %(due_on)s"),
        _l("Findings of %(code)s, %(title)s, wait for the answer of your unit until %(due_on)s."),
    ),
    "audits.answer_late": NoticeText(
        _l("Findings of %(code)s were not answered"),
        _l(
            "%(count)s findings of %(code)s, %(title)s, were to be answered by %(due_on)s. The report need not wait "
            "for them."
        ),
    ),
    "audits.report_due": NoticeText(
        _l("Report of %(code)s to sign by %(due_on)s"),
        _l("The report of %(code)s, %(title)s, is to be signed by %(due_on)s."),
    ),
    "audits.report_late": NoticeText(
        _l("Report of %(code)s is late"),
        _l("The report of %(code)s, %(title)s, was to be signed by %(due_on)s and is not."),
    ),
    "audits.competence_ends": NoticeText(
        _l("Proof of competence of %(name)s ends on %(until)s"),
        _l(
            "The last proof that %(name)s may audit ends on %(until)s; afterwards they may only observe. Add a new "
            "training or certificate in time."
        ),
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
        url = f"{audit_address(finding.audit)}/findings/{finding.id}/answer"
        yield Task(label, url, "audits.answer_finding", due_on=finding.answer_due_on)
    for audited in waiting.list_to_acknowledge(actor.person_id):
        label = _l(
            "Acknowledge the report of %(code)s for %(unit)s", code=audited.audit.code, unit=audited.unit.name
        )
        yield Task(label, f"{audit_address(audited.audit)}/report", "audits.acknowledge")
    if actor.has(Role.COORDINATOR):
        yield from _to_plan()
    for audit in auditing.list_led_by(actor.person_id, states=_LED):
        label = _LED[audit.status] % {"code": audit.code, "title": audit.title}
        first = audit.state in (State.PLANNED, State.ANNOUNCED)
        yield Task(
            label, audit_address(audit), "audits.lead", due_on=audit.starts_on if first else audit.ends_on
        )


def _to_plan() -> Iterator[Task]:
    """Lines of the programme whose month comes, and nobody has planned the audit."""
    for item in waiting.list_unplanned_items(clock.today() + timedelta(days=BEFORE_A_MONTH[0])):
        label = _l("Plan the audit of %(unit)s", unit=item.unit.name)
        due_on = month_after(item.programme.year, item.month) - timedelta(days=1)
        yield Task(label, programme_address(item.programme), "audits.plan", due_on=due_on)


_LED = {
    State.PLANNED: _l("Prepare and announce %(code)s %(title)s"),
    State.ANNOUNCED: _l("Open %(code)s %(title)s"),
    State.IN_PROGRESS: _l("Carry out %(code)s %(title)s"),
    State.REPORTING: _l("Report on %(code)s %(title)s"),
}
