"""Audits that were done on paper before the office worked with this system, so that the matrix knows of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qms.audits.bank import bank_on, in_order, refuse_unknown
from qms.audits.models import Audit, AuditDocument, AuditedUnit, Line, ReportSignature
from qms.audits.operations.telling import trace
from qms.audits.queries import auditing as queries
from qms.audits.queries.signed import report_content
from qms.audits.rules import auditing as rules
from qms.audits.rules.lines import Origin, Result
from qms.audits.rules.programmes import Meaning
from qms.documents.models import Document
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity import operations as identity
from qms.identity.models import Unit
from qms.identity.signing import signature_facts
from qms.kernel import clock
from qms.kernel.canonical import digest
from qms.kernel.errors import Refused


@dataclass(frozen=True)
class PaperReport:
    """What the paper says: its number, who audited whom and when, and of which clause what was said."""

    number: str
    title: str
    starts_on: date
    ends_on: date
    team: str
    units: tuple[Unit, ...]
    documents: tuple[Document, ...]
    results: Mapping[Result, tuple[str, ...]]  # the clauses of each result
    summary: str = ""
    conclusion: str = ""

    @property
    def clauses(self) -> list[str]:
        """All of them, in the order of the standard."""
        return sorted({clause for clauses in self.results.values() for clause in clauses}, key=in_order)


def enter_from_paper(paper: PaperReport, *, organization_id: int, actor: Actor, password: str) -> Audit:
    """Enter a closed audit from its paper report. Who enters it signs that it says what the paper says.

    It counts in the matrix of its year like any other. Findings stay on paper; what is still open is reported as a
    nonconformity of its own.

    Raises:
        Refused: at the field: dates, units, or clauses that the standard does not have.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    rules.took_place(paper.starts_on, paper.ends_on, today=clock.today())
    if not paper.units:
        raise Refused(_l("Choose at least one unit to audit."), field="units")
    _refuse_odd_clauses(paper)
    identity.hold_organization(organization_id)
    audit = _closed(paper, organization_id)
    db.session.add_all(_lines(audit, paper))
    db.session.flush()  # what is signed is read from the rows
    audit.report_text = report_content(audit)
    audit.report_hash = digest(audit.report_text)
    facts = signature_facts(signer, meaning=Meaning.ENTERED.value, content_hash=audit.report_hash)
    db.session.add(ReportSignature(audit=audit, **facts))
    trace("entered_from_paper", audit, actor=actor, paper_number=paper.number, hash=audit.report_hash)
    return audit


def _refuse_odd_clauses(paper: PaperReport) -> None:
    for result, clauses in paper.results.items():
        refuse_unknown(clauses, on=paper.starts_on, field=result.value)
    if not paper.clauses:
        raise Refused(_l("Write at least one clause, with what was said of it."), field="conforming")


def _closed(paper: PaperReport, organization_id: int) -> Audit:
    now, year = clock.now(), paper.starts_on.year
    audit = Audit(
        organization_id=organization_id,
        year=year,
        number=queries.next_number(year, organization_id),
        state=rules.State.CLOSED.value,
        title=paper.title,
        starts_on=paper.starts_on,
        ends_on=paper.ends_on,
        clauses=paper.clauses,
        paper_number=paper.number,
        paper_team=paper.team,
        summary=paper.summary,
        conclusion=paper.conclusion,
        created_at=now,
        state_since=now,
        edited_at=now,
    )
    audit.units = [AuditedUnit(organization_id=organization_id, unit=unit) for unit in paper.units]
    audit.in_scope = [
        AuditDocument(organization_id=organization_id, document=document) for document in paper.documents
    ]
    db.session.add(audit)
    db.session.flush()  # its lines refer to its number
    return audit


def _lines(audit: Audit, paper: PaperReport) -> Iterator[Line]:
    said = [
        (clause, result) for result, clauses in paper.results.items() for clause in dict.fromkeys(clauses)
    ]
    bank = bank_on(paper.starts_on)
    for position, (number, result) in enumerate(sorted(said, key=lambda each: in_order(each[0])), 1):
        clause = bank.clause(number)
        yield Line(
            organization_id=audit.organization_id,
            audit_id=audit.id,
            audit=audit,
            position=position,
            origin=Origin.PAPER.value,
            clause=number,
            question=f"{number} {clause.title if clause else ''}".strip(),
            result=result.value,
        )
