"""What must be reminded of: lines of programmes, audits before their start, answers, reports, competence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload

from qms.audits.models import Audit, AuditedUnit, Finding, Programme, ProgrammeItem, ReportSignature
from qms.audits.queries.auditing import WHOLE
from qms.audits.queries.programmes import list_auditors
from qms.audits.rules.auditing import State
from qms.audits.rules.findings import FindingState
from qms.audits.rules.programmes import Meaning, ProgrammeState
from qms.foundation.db import db
from qms.identity.models import Person


def list_unplanned_items(by: date) -> list[ProgrammeItem]:
    """Lines of approved programmes whose month begins by a day and for which no audit is planned.

    Those of years before the last one are left alone: nobody carries them out any more.
    """
    query = (
        select(ProgrammeItem)
        .join(ProgrammeItem.programme)
        .where(
            Programme.state == ProgrammeState.APPROVED,
            Programme.year >= by.year - 1,
            Programme.year * 12 + ProgrammeItem.month <= by.year * 12 + by.month,
            ~ProgrammeItem.audits.any(Audit.state != State.CANCELLED),
        )
        .options(
            joinedload(ProgrammeItem.programme),
            joinedload(ProgrammeItem.unit),
            joinedload(ProgrammeItem.lead),
        )
    )
    return list(db.session.scalars(query.order_by(ProgrammeItem.id)))


def list_not_begun(by: date) -> list[Audit]:
    """Audits that begin by a day and are not opened yet, the earliest first."""
    not_begun = Audit.state.in_([State.PLANNED.value, State.ANNOUNCED.value])
    query = select(Audit).where(not_begun, Audit.starts_on <= by).options(*WHOLE)
    return list(db.session.scalars(query.order_by(Audit.starts_on, Audit.id)))


def list_unanswered(by: date) -> list[Finding]:
    """Findings that a unit must answer by a day and has not, the earliest first."""
    query = (
        select(Finding)
        .where(Finding.state == FindingState.SENT, Finding.answer_due_on <= by)
        .options(joinedload(Finding.line), joinedload(Finding.audit).options(*WHOLE))
    )
    return list(db.session.scalars(query.order_by(Finding.answer_due_on, Finding.id)))


def list_unreported(before: date) -> list[Audit]:
    """Audits whose last day lies before a day and whose report nobody has signed."""
    open_ones = Audit.state.in_([State.IN_PROGRESS.value, State.REPORTING.value])
    query = select(Audit).where(open_ones, Audit.ends_on < before, Audit.report_hash == "")
    return list(db.session.scalars(query.options(*WHOLE).order_by(Audit.ends_on, Audit.id)))


def list_ends_of_competence() -> Sequence[tuple[Person, date]]:
    """Active auditors whose last proof of competence has an end, with that day."""
    found = []
    for auditor in list_auditors():
        ends = [each.valid_until for each in auditor.records if each.withdrawn_at is None]
        known = [day for day in ends if day is not None]
        if known and len(known) == len(ends):
            found.append((auditor.person, max(known)))
    return found


def list_to_acknowledge(person_id: int) -> list[AuditedUnit]:
    """Units for which this person is to acknowledge a signed report."""
    done = exists().where(
        ReportSignature.audit_id == AuditedUnit.audit_id,
        ReportSignature.unit_id == AuditedUnit.unit_id,
        ReportSignature.meaning == Meaning.ACKNOWLEDGED,
    )
    query = (
        select(AuditedUnit)
        .join(AuditedUnit.audit)
        .where(Audit.state == State.REPORTING, Audit.report_hash != "", ~done)
        .where(AuditedUnit.representative_id == person_id)
        .options(contains_eager(AuditedUnit.audit), joinedload(AuditedUnit.unit))
    )
    return list(db.session.scalars(query.order_by(Audit.starts_on, AuditedUnit.id)))
