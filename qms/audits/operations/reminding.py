"""Duties: whoever has something to do for an audit hears of it in time; each reminder is sent once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from qms.audits.models import Audit, Finding, ProgrammeItem
from qms.audits.operations.arranging import representatives
from qms.audits.operations.finding import concerned
from qms.audits.operations.telling import tell, tell_of_programme, tell_person
from qms.audits.queries import waiting
from qms.audits.queries.coverage import thresholds_of
from qms.audits.rules import reminders as rules
from qms.audits.rules.auditing import State
from qms.foundation.access import SYSTEM, Role
from qms.identity import queries as people
from qms.identity.models import Person
from qms.kernel import clock


def remind(_now: datetime) -> None:
    """Everything that is due and not yet reminded of, however long nobody asked."""
    today = clock.today()
    for item in waiting.list_unplanned_items(today + timedelta(days=rules.BEFORE_A_MONTH[0])):
        _of_item(item, today)
    for audit in waiting.list_not_begun(today + timedelta(days=rules.BEFORE_AN_AUDIT[0])):
        _of_start(audit, today)
    _of_answers(waiting.list_unanswered(today + timedelta(days=rules.BEFORE_AN_ANSWER[0])), today)
    for audit in waiting.list_unreported(today):
        _of_report(audit, today)
    for person, until in waiting.list_ends_of_competence():
        _of_competence(person, until, today)


def coordinators_of(organization_id: int) -> list[int]:
    """Everybody who coordinates the organisation's quality system."""
    return [each.id for each in people.list_with_role(Role.COORDINATOR, organization_id=organization_id)]


def _of_item(item: ProgrammeItem, today: date) -> None:
    """The month that the programme names is near, and nobody has planned the audit; or it is over."""
    programme, coordinators = item.programme, coordinators_of(item.organization_id)
    key = f"audit-item:{item.id}:{programme.year}-{item.month:02d}"
    facts = {"unit": item.unit.name, "month": item.month}
    over = rules.month_after(programme.year, item.month) <= today
    stage = rules.newest_stage(rules.month_begins(programme.year, item.month), today, rules.BEFORE_A_MONTH)
    if over:
        tell_of_programme(
            "month_over", programme, *coordinators, actor=SYSTEM, once=f"{key}:{rules.LATE}", **facts
        )
    elif stage:
        told = [*_active(item.lead), *coordinators]
        tell_of_programme("month_near", programme, *told, actor=SYSTEM, once=f"{key}:{stage}", **facts)


def _of_start(audit: Audit, today: date) -> None:
    """The first day is near: the team and the units prepare; a plan that nobody has sent out is sent out."""
    stage = rules.newest_stage(audit.starts_on, today, rules.BEFORE_AN_AUDIT)
    if not stage:
        return
    once = f"audit-start:{audit.id}:{audit.starts_on}:{audit.state}:{stage}"
    if audit.status is State.PLANNED:
        tell("not_announced", audit, *_leading(audit), actor=SYSTEM, once=once)
    else:
        team = [member.person_id for member in audit.members if member.person.is_active]
        tell("starts_soon", audit, *team, *representatives(audit), actor=SYSTEM, once=once)


def _of_answers(findings: Iterable[Finding], today: date) -> None:
    """One reminder for each audit and day, however many findings wait."""
    groups: dict[tuple[Audit, date], list[Finding]] = {}
    for each in findings:
        if each.answer_due_on is not None:
            groups.setdefault((each.audit, each.answer_due_on), []).append(each)
    for (audit, due_on), waiting_ones in groups.items():
        stage = rules.newest_stage(due_on, today, rules.BEFORE_AN_ANSWER)
        key = f"audit-answer:{audit.id}:{due_on}"
        told = concerned(audit, waiting_ones)
        tell("answer_due", audit, *told, actor=SYSTEM, once=f"{key}:{stage}", due_on=due_on)
        if rules.is_late(due_on, today):
            count = len(waiting_ones)
            tell(
                "answer_late", audit, *_leading(audit), actor=SYSTEM, once=f"{key}:{rules.LATE}",
                due_on=due_on, count=count,
            )  # fmt: skip


def _of_report(audit: Audit, today: date) -> None:
    """The report is to be signed some days after the last day on site; the coordinators hear when it is not."""
    due_on = audit.ends_on + timedelta(days=thresholds_of(audit.organization_id).report_days)
    key = f"audit-report:{audit.id}:{due_on}"
    stage = rules.newest_stage(due_on, today, rules.BEFORE_A_REPORT)
    if stage:
        tell("report_due", audit, *_leading(audit), actor=SYSTEM, once=f"{key}:{stage}", due_on=due_on)
    if rules.is_late(due_on, today):
        told = coordinators_of(audit.organization_id)
        tell("report_late", audit, *told, actor=SYSTEM, once=f"{key}:{rules.LATE}", due_on=due_on)


def _of_competence(person: Person, until: date, today: date) -> None:
    stage = rules.newest_stage(until, today, rules.BEFORE_COMPETENCE_ENDS)
    if stage:
        tell_person(
            "competence_ends",
            person,
            *[person.id, *coordinators_of(person.organization_id)],
            once=f"audit-competence:{person.id}:{until}:{stage}",
            until=until,
        )


def _leading(audit: Audit) -> list[int]:
    """The lead auditor; the coordinators where there is none in the office."""
    return _active(audit.lead) or coordinators_of(audit.organization_id)


def _active(person: Person | None) -> list[int]:
    return [person.id] if person is not None and person.is_active else []
