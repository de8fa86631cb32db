"""What the room offers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from qms.audits import indexing, notices
from qms.audits.addresses import audit_address, programme_address
from qms.audits.operations.reminding import remind
from qms.audits.panels import panels_of
from qms.audits.policy import LIST, PERMISSIONS, READ, READ_PROGRAMME, READ_REPORT
from qms.audits.queries.auditing import list_by_ids, list_findings_by_ids
from qms.audits.queries.programmes import list_programmes_by_ids
from qms.audits.queries.signed import reports_at_odds
from qms.audits.rules.auditing import Part
from qms.audits.rules.lines import Result
from qms.audits.rules.programmes import Meaning
from qms.audits.views import auditing as _auditing  # noqa: F401  # each puts its pages on the blueprint
from qms.audits.views import blueprint
from qms.audits.views import checking as _checking  # noqa: F401 - its routes
from qms.audits.views import coverage as _coverage  # noqa: F401 - its routes
from qms.audits.views import evidence as _evidence  # noqa: F401 - its routes
from qms.audits.views import on_site as _on_site  # noqa: F401 - its routes
from qms.audits.views import preparing as _preparing  # noqa: F401 - its routes
from qms.audits.views import programme as _programme  # noqa: F401 - its routes
from qms.audits.views import reporting as _reporting  # noqa: F401 - its routes
from qms.foundation.access import Actor, can
from qms.foundation.feature import Feature, Indexed, NavigationItem, Shown
from qms.foundation.outbox import Duty
from qms.foundation.texts import _l


def _audits_shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    return {
        audit.id: Shown(f"{audit.code} {audit.title}", audit_address(audit))
        for audit in list_by_ids(ids)
        if can(actor, READ, audit)
    }


def _programmes_shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    return {
        programme.id: Shown(
            str(_l("Audit programme %(year)s", year=programme.name)), programme_address(programme)
        )
        for programme in list_programmes_by_ids(set(ids))
        if can(actor, READ_PROGRAMME, programme)
    }


def _findings_shown_to(actor: Actor, ids: Collection[int]) -> dict[int, Shown]:
    return {
        finding.id: Shown(finding.name, f"{audit_address(finding.audit)}/report", with_history=False)
        for finding in list_findings_by_ids(ids)
        if can(actor, READ_REPORT, finding)
    }


SENTENCES = {
    "audits.limits_set": _l("%(actor)s set the limits for audits."),
    "audits.programme_started": _l("%(actor)s began the audit programme %(subject)s."),
    "audits.programme_changed": _l("%(actor)s changed the aims of the audit programme %(subject)s."),
    "audits.item_added": _l(
        "%(actor)s added %(unit)s in month %(month)s to the audit programme %(subject)s."
    ),
    "audits.item_changed": _l("%(actor)s changed the line of %(unit)s in the audit programme %(subject)s."),
    "audits.item_dropped": _l(
        "%(actor)s took %(unit)s in month %(month)s out of the audit programme %(subject)s."
    ),
    "audits.programme_submitted": _l(
        "%(actor)s signed the audit programme %(subject)s and sent it to %(approver)s for approval."
    ),
    "audits.programme_returned": _l("%(actor)s sent the audit programme %(subject)s back."),
    "audits.programme_approved": _l("%(actor)s approved and signed the audit programme %(subject)s."),
    "audits.programme_amended": _l("%(actor)s opened the audit programme %(subject)s for changes."),
    "audits.record_added": _l(
        "%(actor)s noted that %(subject)s may audit: %(training)s, from %(valid_from)s until %(valid_until)s."
    ),
    "audits.record_withdrawn": _l("%(actor)s withdrew a proof that %(subject)s may audit: %(training)s."),
    "audits.planned": _l("%(actor)s planned %(subject)s, %(title)s, from %(starts_on)s to %(ends_on)s."),
    "audits.entered_from_paper": _l(
        "%(actor)s entered %(subject)s, %(title)s, from the paper report %(paper_number)s."
    ),
    "audits.plan_changed": _l("%(actor)s changed the plan of %(subject)s."),
    "audits.agenda_changed": _l("%(actor)s changed the agenda of %(subject)s on %(day)s at %(begins)s."),
    "audits.member_added": _l("%(actor)s put %(name)s into the team of %(subject)s. Part: %(part)s."),
    "audits.member_removed": _l("%(actor)s took %(name)s out of the team of %(subject)s."),
    "audits.overruled": _l(
        "%(actor)s lets %(name)s audit %(subject)s although they are not independent: %(why)s."
    ),
    "audits.announced": _l("%(actor)s sent the plan of %(subject)s to the audited units."),
    "audits.plan_accepted": _l("%(actor)s accepted the plan of %(subject)s for %(unit)s."),
    "audits.other_date_asked": _l("%(actor)s asked for %(wished_on)s for %(subject)s, for %(unit)s."),
    "audits.started": _l("%(actor)s opened %(subject)s."),
    "audits.finished": _l("%(actor)s ended %(subject)s on site."),
    "audits.resumed": _l("%(actor)s went back to %(subject)s on site."),
    "audits.cancelled": _l("%(actor)s cancelled %(subject)s."),
    "audits.checklist_built": _l("%(actor)s added %(count)s lines to the checklist of %(subject)s."),
    "audits.line_added": _l("%(actor)s added a question to the checklist of %(subject)s: %(question)s"),
    "audits.line_dropped": _l("%(actor)s took a question out of the checklist of %(subject)s: %(question)s"),
    "audits.line_moved": _l(
        "%(actor)s moved a question of the checklist of %(subject)s to place %(position)s: %(question)s"
    ),
    "audits.template_kept": _l("%(actor)s kept the checklist of %(subject)s as the template %(name)s."),
    "audits.noted": _l("%(actor)s took a note on line %(position)s of %(subject)s: %(result)s."),
    "audits.line_files_added": _l("%(actor)s added files to line %(position)s of %(subject)s: %(names)s."),
    "audits.finding_files_added": _l(
        "%(actor)s added files to finding %(number)s of %(subject)s: %(names)s."
    ),
    "audits.finding_written": _l("%(actor)s wrote finding %(number)s of %(subject)s: %(grade)s."),
    "audits.finding_changed": _l("%(actor)s changed finding %(number)s of %(subject)s."),
    "audits.findings_sent": _l("%(actor)s sent %(count)s findings of %(subject)s to the units."),
    "audits.finding_accepted": _l("%(actor)s accepted finding %(number)s of %(subject)s."),
    "audits.finding_contested": _l("%(actor)s contested finding %(number)s of %(subject)s."),
    "audits.finding_upheld": _l("%(actor)s upheld finding %(number)s of %(subject)s."),
    "audits.finding_withdrawn": _l("%(actor)s withdrew finding %(number)s of %(subject)s."),
    "audits.nonconformity_raised": _l("%(actor)s made %(code)s of finding %(number)s of %(subject)s."),
    "audits.report_written": _l("%(actor)s wrote the report of %(subject)s."),
    "audits.report_signed": _l("%(actor)s signed the report of %(subject)s."),
    "audits.report_acknowledged": _l("%(actor)s acknowledged the report of %(subject)s for %(unit)s."),
    "audits.closed": _l("%(actor)s closed %(subject)s."),
    "audits.settled": _l("%(actor)s decided line %(position)s of %(subject)s: %(result)s."),
}

feature = Feature(
    name="audits",
    title=_l("Internal audits"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    navigation=(NavigationItem(_l("Internal audits"), "audits.index", "clipboard-check", 40, LIST),),
    sentences=SENTENCES,
    field_labels={
        "title": _l("Title"),
        "audited_unit": _l("Unit"),
        "aims": _l("Aims and method"),
        "document": _l("Procedure"),
        "documents": _l("Procedures"),
        "month": _l("Month"),
        "lead": _l("Lead auditor"),
        "note": _l("Note"),
        "objective": _l("Objective"),
        "scope": _l("Scope"),
        "criteria": _l("Criteria"),
        "starts_on": _l("First day"),
        "ends_on": _l("Last day"),
        "units": _l("Units"),
        "representative": _l("Speaks for the unit"),
        "summary": _l("Summary"),
        "positives": _l("What is done well"),
        "conclusion": _l("Conclusion"),
        "people_met": _l("People met"),
        "long_ago_months": _l("Long ago begins after so many months"),
        "answer_days": _l("Days to answer a finding"),
        "report_days": _l("Days from the end on site to the signed report"),
    },
    value_labels={
        "part": lambda value: Part(value).label,
        "result": lambda value: Result(value).label,
        "grade": lambda value: Result(value).label,
    },
    notices=notices.NOTICES,
    duties=(
        Duty(
            "audits.remind",
            _l("Remind of audits, answers and reports that fall due"),
            timedelta(hours=1),
            remind,
        ),
    ),
    subjects={
        "audit": _audits_shown_to,
        "audit_finding": _findings_shown_to,
        "audit_programme": _programmes_shown_to,
    },
    tasks=notices.tasks,
    panels=panels_of,
    checks={"reports": reports_at_odds},
    indexed={
        "audit": Indexed(indexing.all_audits, indexing.entries_of_audit, indexing.visible_audits),
        "audit_finding": Indexed(
            indexing.all_findings, indexing.entries_of_finding, indexing.visible_findings
        ),
    },
    template_globals={
        "programme_meanings": (Meaning.PREPARED, Meaning.APPROVED),
        "report_meanings": (Meaning.REPORTED, Meaning.ACKNOWLEDGED),
    },
)
