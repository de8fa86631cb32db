"""Reading what was audited where and when, for the matrix of clauses and units; each function asks once.

A result counts once the report of its audit is signed: until then it is the team's. A line about no unit in
particular counts for every unit of its audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from sqlalchemy import String, and_, case, cast, exists, func, or_, select

from qms.audits.models import (
    Audit,
    AuditDocument,
    AuditedUnit,
    AuditThresholds,
    Finding,
    Line,
    Programme,
    ProgrammeItem,
)
from qms.audits.rules import findings as finding_rules
from qms.audits.rules.auditing import OPEN, State, code_of
from qms.audits.rules.coverage import WEIGHTS, Look, OpenFindings, Place, ProcedureFacts, Records
from qms.audits.rules.lines import NONCONFORMING
from qms.audits.rules.thresholds import Thresholds
from qms.documents.models import Document, DocumentType, Revision
from qms.documents.rules import State as RevisionState
from qms.documents.rules import issue_label
from qms.foundation.db import db
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.rules import ENDED

_COUNTS = and_(Audit.report_hash != "", Audit.state != State.CANCELLED)
_ASSESSED = [result.value for result in WEIGHTS]
_WEIGHT = case({result.value: str(weight) for result, weight in WEIGHTS.items()}, value=Line.result)
_IS_CARRIED_OUT = exists().where(Audit.item_id == ProgrammeItem.id, _COUNTS)
_BY_WEIGHT = {str(weight): result for result, weight in WEIGHTS.items()}


def read_records(year: int, *, unit_id: int | None = None) -> Records:
    """Everything that the matrix of a year shows; of one unit, its looks only beside what is said of all."""
    end, units = date(year, 12, 31), units_of_audits()
    looks = last_looks(end, units, unit_id=unit_id)
    return Records(looks, open_findings(end, units), planned_months(year))


Units = Mapping[int, Sequence[int]]


def units_of_audits() -> Units:
    """The units of each audit whose results count: where a line about no unit in particular counts."""
    query = select(AuditedUnit.audit_id, AuditedUnit.unit_id).join(AuditedUnit.audit).where(_COUNTS)
    units: dict[int, list[int]] = {}
    for row in db.session.execute(query):
        units.setdefault(row.audit_id, []).append(row.unit_id)
    return units


def last_looks(until: date, units: Units, *, unit_id: int | None = None) -> dict[Place, Look]:
    """The last look at each clause in each unit up to a day, and the gravest that was said on that day.

    Day and weight are put together as one text, of which the database takes the greatest: "2026-03-12" and "4".
    """
    newest = func.max(cast(Audit.starts_on, String) + _WEIGHT).label("newest")
    assessed = (
        _COUNTS,
        Audit.starts_on <= until,
        Line.clause != "",
        Line.is_dropped.is_(False),
        Line.result.in_(_ASSESSED),
    )
    of_units = select(Line.clause, Line.unit_id, newest).join(Line.audit)
    of_units = of_units.where(
        *assessed, Line.unit_id.is_not(None) if unit_id is None else Line.unit_id == unit_id
    )
    of_units = of_units.group_by(Line.clause, Line.unit_id)
    of_all = select(Line.clause, Line.audit_id, newest).join(Line.audit)
    of_all = of_all.where(*assessed, Line.unit_id.is_(None)).group_by(Line.clause, Line.audit_id)
    looks = {(row.clause, row.unit_id): _look(row.newest) for row in db.session.execute(of_units)}
    for row in db.session.execute(of_all):
        look = _look(row.newest)
        for each in units.get(row.audit_id, ()):
            place = row.clause, each
            if place not in looks or looks[place].weight < look.weight:
                looks[place] = look
    return looks


@lru_cache(maxsize=4096)
def _look(newest: str) -> Look:
    return Look(date.fromisoformat(newest[:10]), _BY_WEIGHT[newest[10:]])


def open_findings(until: date, units: Units) -> dict[Place, list[OpenFindings]]:
    """Findings of audits up to a day that nobody has settled, by clause and unit.

    Open is what the unit has not answered or the lead not decided, and a nonconformity that was not followed up
    to its end.
    """
    ended = exists().where(
        Nonconformity.source_kind == finding_rules.KIND,
        Nonconformity.source_id == Finding.id,
        Nonconformity.state.in_([state.value for state in ENDED]),
    )
    unsettled = Finding.state.in_([state.value for state in finding_rules.OPEN])
    stands = Finding.state.in_([state.value for state in finding_rules.STANDING])
    grave = Finding.grade.in_([grade.value for grade in NONCONFORMING])
    query = (
        select(Line.clause, Line.unit_id, Audit.id, Audit.year, Audit.number, func.count().label("how_many"))
        .select_from(Finding)
        .join(Finding.line)
        .join(Audit, Audit.id == Finding.audit_id)
        .where(
            _COUNTS, Audit.starts_on <= until, Line.clause != "", or_(unsettled, and_(stands, grave, ~ended))
        )
        .group_by(Line.clause, Line.unit_id, Audit.id, Audit.year, Audit.number)
    )
    found: dict[Place, list[OpenFindings]] = {}
    for row in db.session.execute(query):
        open_ones = OpenFindings(code_of(row.year, row.number), row.how_many)
        for unit_id in units.get(row.id, ()) if row.unit_id is None else (row.unit_id,):
            found.setdefault((row.clause, unit_id), []).append(open_ones)
    return found


def planned_months(year: int) -> dict[Place, int]:
    """The month for which a clause is planned in a unit: by the programme, or by an audit that is not ended."""
    months: dict[Place, int] = {}
    for unit_id, clauses, month in [*_of_programme(year), *_of_audits(year)]:
        for clause in clauses:
            months[clause, unit_id] = min(month, months.get((clause, unit_id), month))
    return months


def _of_programme(year: int) -> Iterable[tuple[int, list[str], int]]:
    """Lines that no ended audit has carried out."""
    query = (
        select(ProgrammeItem.unit_id, ProgrammeItem.clauses, ProgrammeItem.month)
        .join(ProgrammeItem.programme)
        .where(Programme.year == year, ~_IS_CARRIED_OUT)
    )
    return [(row.unit_id, row.clauses, row.month) for row in db.session.execute(query)]


def _of_audits(year: int) -> Iterable[tuple[int, list[str], int]]:
    query = (
        select(AuditedUnit.unit_id, Audit.clauses, Audit.starts_on)
        .join(AuditedUnit.audit)
        .where(Audit.year == year, Audit.state.in_([state.value for state in OPEN]), Audit.report_hash == "")
    )
    return [(row.unit_id, row.clauses, row.starts_on.month) for row in db.session.execute(query)]


def planned_documents(year: int) -> set[int]:
    """The procedures that the year's programme names and no ended audit has looked at."""
    query = select(ProgrammeItem.document_id).join(ProgrammeItem.programme)
    found = db.session.scalars(query.where(Programme.year == year, ~_IS_CARRIED_OUT))
    return {number for number in found if number is not None}


def list_procedure_facts() -> list[ProcedureFacts]:
    """The procedures in force by code: of which unit, since when, and when they were audited last."""
    last = (
        select(AuditDocument.document_id, func.max(Audit.starts_on).label("day"))
        .join(Audit, Audit.id == AuditDocument.audit_id)
        .where(_COUNTS)
        .group_by(AuditDocument.document_id)
        .subquery()
    )
    query = (
        select(Document.id, Document.code, Document.unit_id, Revision.issue, Revision.amendment)
        .add_columns(Revision.effective_on, last.c.day)
        .join(Revision, Revision.document_id == Document.id)
        .join(DocumentType, DocumentType.id == Document.type_id)
        .outerjoin(last, last.c.document_id == Document.id)
        .where(Revision.state == RevisionState.EFFECTIVE, DocumentType.has_structure)
        .order_by(Document.code)
    )
    return [
        ProcedureFacts(
            row.id,
            row.code,
            f"{row.code} ({issue_label(row.issue, row.amendment)})",
            row.unit_id,
            row.effective_on,
            row.day,
        )
        for row in db.session.execute(query)
        if row.effective_on is not None
    ]


def list_years(today: date) -> list[int]:
    """The years that have audits or a programme, this one and the next, the newest first."""
    known = {*db.session.scalars(select(Audit.year).distinct()), *db.session.scalars(select(Programme.year))}
    return sorted(known | {today.year, today.year + 1}, reverse=True)


# --- Limits ---------------------------------------------------------------------------------------------------


def find_thresholds(organization_id: int | None) -> AuditThresholds | None:
    """The limits that an organisation has set itself."""
    query = select(AuditThresholds).where(AuditThresholds.organization_id == organization_id)
    return db.session.scalars(query).one_or_none()


def thresholds_of(organization_id: int | None) -> Thresholds:
    """The limits by which an organisation goes."""
    found = find_thresholds(organization_id)
    return found.limits if found else Thresholds()


def limits_version(kept: AuditThresholds | None) -> int:
    """What a form says that it saw: 1 where no limits were set yet, for 0 is a form that does not say."""
    return kept.version + 1 if kept else 1
