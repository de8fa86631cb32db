"""Tables of programmes, auditors and audits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.audits.rules.auditing import Answer, Meeting, Part, Standing, State, standing_on
from qms.audits.rules.findings import FindingState
from qms.audits.rules.lines import Result, standing
from qms.audits.rules.programmes import Meaning, ProgrammeState
from qms.documents.models import Document, Revision
from qms.foundation.db import AppendOnly, Model, OrganizationScoped, UtcDateTime
from qms.identity.models import Person, Unit
from qms.identity.signing import Signed
from qms.kernel.canonical import canonical, digest


class Programme(OrganizationScoped, Model):
    """The audit programme of a year: what is to be audited in which month, under whose lead."""

    __tablename__ = "audit_programmes"
    __table_args__ = (UniqueConstraint("organization_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    amendment: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default=ProgrammeState.DRAFT)
    aims: Mapped[str] = mapped_column(Text, default="")
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    return_reason: Mapped[str] = mapped_column(Text, default="")
    content_hash: Mapped[str] = mapped_column(default="")
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the last time
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    approver: Mapped[Person | None] = relationship()
    items: Mapped[list[ProgrammeItem]] = relationship(
        back_populates="programme",
        order_by="ProgrammeItem.month, ProgrammeItem.id",
        cascade="all, delete-orphan",
    )
    signatures: Mapped[list[AuditSignature]] = relationship(
        back_populates="programme", order_by="AuditSignature.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> ProgrammeState:
        return ProgrammeState(self.state)

    @property
    def name(self) -> str:
        """How it is named in sentences: 2026 or 2026/01."""
        return f"{self.year}/{self.amendment:02d}" if self.amendment else str(self.year)

    @property
    def signed_content(self) -> str:
        """Exactly what a signature on the programme covers."""
        return canonical(
            {
                "year": self.year,
                "amendment": self.amendment,
                "aims": self.aims,
                "items": [item.facts for item in self.items],
            }
        )

    def computed_hash(self) -> str:
        return digest(self.signed_content)


class ProgrammeItem(OrganizationScoped, Model):
    """A line of a programme: a unit, perhaps one procedure, its clauses, the month and the lead auditor."""

    __tablename__ = "audit_programme_items"
    __table_args__ = (CheckConstraint("month BETWEEN 1 AND 12", name="month_is_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("audit_programmes.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"))
    clauses: Mapped[list[str]] = mapped_column(JSON, default=list)
    month: Mapped[int]
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship(back_populates="items")
    unit: Mapped[Unit] = relationship()
    document: Mapped[Document | None] = relationship()
    lead: Mapped[Person | None] = relationship()
    audits: Mapped[list[Audit]] = relationship(back_populates="item", order_by="Audit.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def facts(self) -> dict[str, Any]:
        """What is signed of the line."""
        return {
            "audited_unit": self.unit.name,
            "document": self.document.code if self.document else "",
            "clauses": self.clauses,
            "month": self.month,
            "lead": self.lead.name if self.lead else "",
            "note": self.note,
        }

    @property
    def audit(self) -> Audit | None:
        """The audit that was planned for the line, if one was and it is not cancelled."""
        return next((each for each in self.audits if each.state != State.CANCELLED), None)


class AuditorRecord(OrganizationScoped, Model):
    """Proof that a person can audit: a training or certificate with its validity."""

    __tablename__ = "auditor_records"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    training: Mapped[str]
    provider: Mapped[str] = mapped_column(default="")
    certificate: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version}

    def standing(self, day: date) -> Standing:
        """How it stands on a day."""
        if self.withdrawn_at is not None:
            return Standing.OVER
        return standing_on(day, valid_from=self.valid_from, valid_until=self.valid_until)


class Audit(OrganizationScoped, Model):
    """One internal audit. Its number is given once, without gaps in a year."""

    __tablename__ = "audits"
    __table_args__ = (UniqueConstraint("organization_id", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("audit_programme_items.id"), index=True)
    state: Mapped[str] = mapped_column(default=State.PLANNED, index=True)
    title: Mapped[str]
    objective: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[str] = mapped_column(Text, default="")
    criteria: Mapped[str] = mapped_column(Text, default="")
    clauses: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    positives: Mapped[str] = mapped_column(Text, default="")
    conclusion: Mapped[str] = mapped_column(Text, default="")
    people_met: Mapped[str] = mapped_column(Text, default="")
    report_hash: Mapped[str] = mapped_column(default="")  # of the report that its lead signed
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state_since: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[ProgrammeItem | None] = relationship(back_populates="audits")
    units: Mapped[list[AuditedUnit]] = relationship(
        back_populates="audit", order_by="AuditedUnit.id", cascade="all, delete-orphan"
    )
    in_scope: Mapped[list[AuditDocument]] = relationship(
        back_populates="audit", order_by="AuditDocument.document_id", cascade="all, delete-orphan"
    )
    members: Mapped[list[Member]] = relationship(
        back_populates="audit", order_by="Member.id", cascade="all, delete-orphan"
    )
    agenda: Mapped[list[AgendaEntry]] = relationship(
        back_populates="audit",
        order_by="AgendaEntry.day, AgendaEntry.begins, AgendaEntry.id",
        cascade="all, delete-orphan",
    )

    findings: Mapped[list[Finding]] = relationship(back_populates="audit", order_by="Finding.number")
    signatures: Mapped[list[ReportSignature]] = relationship(
        back_populates="audit", order_by="ReportSignature.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> State:
        return State(self.state)

    @property
    def content_hash(self) -> str:
        """What signatures on the report must be of."""
        return self.report_hash

    @property
    def counting(self) -> list[Finding]:
        """Its findings but those that were withdrawn."""
        return [finding for finding in self.findings if finding.state != FindingState.WITHDRAWN]

    @property
    def code(self) -> str:
        """How people name it: ĐG-2026-01 (đánh giá)."""
        return f"ĐG-{self.year}-{self.number:02d}"

    @property
    def lead(self) -> Person | None:
        """The lead auditor."""
        return next((member.person for member in self.members if member.part == Part.LEAD), None)

    def member(self, person_id: int | None) -> Member | None:
        """This person's place in the team, if they have one."""
        return next((each for each in self.members if each.person_id == person_id), None)

    @property
    def unit_ids(self) -> set[int]:
        return {each.unit_id for each in self.units}

    @property
    def documents(self) -> list[Document]:
        """The procedures in scope, by code."""
        return sorted((each.document for each in self.in_scope), key=lambda document: document.code)


class AuditedUnit(OrganizationScoped, Model):
    """A unit in an audit: who speaks for it, and what it said to the plan."""

    __tablename__ = "audit_units"
    __table_args__ = (UniqueConstraint("audit_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    answer: Mapped[str] = mapped_column(default=Answer.NONE)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wished_on: Mapped[date | None]
    answer_reason: Mapped[str] = mapped_column(Text, default="")

    audit: Mapped[Audit] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship()
    representative: Mapped[Person | None] = relationship()

    @property
    def said(self) -> Answer:
        return Answer(self.answer)


class AuditDocument(OrganizationScoped, Model):
    """A procedure in an audit's scope."""

    __tablename__ = "audit_documents"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), primary_key=True, index=True)

    audit: Mapped[Audit] = relationship(back_populates="in_scope")
    document: Mapped[Document] = relationship()


class Member(OrganizationScoped, Model):
    """A person in an audit team. Conflicts that a leader overruled are named, with the reason."""

    __tablename__ = "audit_members"
    __table_args__ = (
        UniqueConstraint("audit_id", "person_id"),
        Index(
            "uq_audit_members_lead",
            "audit_id",
            unique=True,
            sqlite_where=text("part = 'lead'"),
            postgresql_where=text("part = 'lead'"),
        ),
        CheckConstraint("overruled_by_id IS NULL OR overrule_reason <> ''", name="overruled_with_reason"),
        CheckConstraint(
            "overruled_by_id IS NULL OR overruled_by_id <> person_id", name="not_overruled_by_themselves"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    part: Mapped[str]
    overruled: Mapped[list[str]] = mapped_column(JSON, default=list)
    overrule_reason: Mapped[str] = mapped_column(Text, default="")
    overruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))

    audit: Mapped[Audit] = relationship(back_populates="members")
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    overruled_by: Mapped[Person | None] = relationship(foreign_keys=overruled_by_id)

    @property
    def role(self) -> Part:
        return Part(self.part)


class AgendaEntry(OrganizationScoped, Model):
    """A line of an audit's agenda; times are the office's, as "08:30"."""

    __tablename__ = "audit_agenda"

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), index=True)
    kind: Mapped[str]
    day: Mapped[date]
    begins: Mapped[str]
    ends: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    auditor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    topic: Mapped[str] = mapped_column(default="")
    received_by: Mapped[str] = mapped_column(default="")

    audit: Mapped[Audit] = relationship(back_populates="agenda")
    unit: Mapped[Unit | None] = relationship()
    auditor: Mapped[Person | None] = relationship()

    @property
    def meeting(self) -> Meeting:
        return Meeting(self.kind)


class Line(OrganizationScoped, Model):
    """A question of an audit's checklist, with the revision and step it was made from, and its result.

    ``result`` and ``is_disputed`` follow from the notes (rules/lines.py) and are kept for counting.
    """

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index("ix_audit_lines_audit_id_position", "audit_id", "position"),
        Index("ix_audit_lines_clause_unit_id", "clause", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    position: Mapped[int]
    origin: Mapped[str]
    clause: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(Text)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"), index=True)
    step_id: Mapped[str] = mapped_column(default="")
    step_number: Mapped[int | None]
    is_dropped: Mapped[bool] = mapped_column(default=False)
    result: Mapped[str] = mapped_column(default=Result.NOT_ASSESSED)
    is_disputed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    audit: Mapped[Audit] = relationship()
    unit: Mapped[Unit | None] = relationship()
    revision: Mapped[Revision | None] = relationship()
    notes: Mapped[list[Note]] = relationship(back_populates="line", order_by="Note.id")

    __mapper_args__ = {"version_id_col": version}

    @property
    def said(self) -> Result:
        return Result(self.result)

    @property
    def standing(self) -> list[Note]:
        """The notes that no later one was written over."""
        return standing(self.notes)

    @property
    def document_id(self) -> int | None:
        return self.revision.document_id if self.revision else None

    @property
    def is_outdated(self) -> bool:
        """Whether the revision that the line was made from is in force no longer."""
        return self.revision is not None and not self.revision.is_in_force


class Note(AppendOnly, OrganizationScoped, Model):
    """What an auditor wrote on a line, once and for all; a change is another note that names this one as its base.

    ``client_id`` is made where the note is written, so that sending it twice keeps it once; ``at`` is the server's
    clock and counts, ``device_at`` is what the device believed.
    """

    __tablename__ = "audit_notes"
    __table_args__ = (UniqueConstraint("organization_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("audit_lines.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    client_id: Mapped[str]
    bases: Mapped[list[str]] = mapped_column(JSON)
    result: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    record_number: Mapped[str]
    asked: Mapped[str]
    happened_on: Mapped[date | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    device_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    line: Mapped[Line] = relationship(back_populates="notes")
    person: Mapped[Person] = relationship()

    @property
    def said(self) -> Result:
        return Result(self.result)


class Finding(OrganizationScoped, Model):
    """What an audit found: requirement, evidence and gap, with clause and step, and what the unit says to it."""

    __tablename__ = "audit_findings"
    __table_args__ = (UniqueConstraint("audit_id", "number"), UniqueConstraint("line_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"))
    number: Mapped[int]
    line_id: Mapped[int] = mapped_column(ForeignKey("audit_lines.id"))
    grade: Mapped[str]
    requirement: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text)
    gap: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(default=FindingState.DRAFT)
    answer_due_on: Mapped[date | None]
    answer_reason: Mapped[str] = mapped_column(Text, default="")
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    audit: Mapped[Audit] = relationship(back_populates="findings")
    line: Mapped[Line] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def status(self) -> FindingState:
        return FindingState(self.state)

    @property
    def said(self) -> Result:
        """How grave it is."""
        return Result(self.grade)

    @property
    def name(self) -> str:
        """How people name it: ĐG-2026-01/3."""
        return f"{self.audit.code}/{self.number}"


class ChecklistTemplate(OrganizationScoped, Model):
    """Questions kept for later checklists: pairs of clause and question."""

    __tablename__ = "audit_templates"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    questions: Mapped[list[list[str]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditSignature(Signed, Model):
    """An electronic signature on a programme."""

    __tablename__ = "audit_signatures"

    programme_id: Mapped[int | None] = mapped_column(ForeignKey("audit_programmes.id"), index=True)

    programme: Mapped[Programme | None] = relationship(back_populates="signatures")

    @property
    def what(self) -> Meaning:
        return Meaning(self.meaning)


class ReportSignature(Signed, Model):
    """An electronic signature on the report of an audit: the lead's, or a unit's that acknowledges it."""

    __tablename__ = "audit_report_signatures"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audits.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))

    audit: Mapped[Audit] = relationship(back_populates="signatures")

    @property
    def what(self) -> Meaning:
        return Meaning(self.meaning)
