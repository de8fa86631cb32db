"""Tables of an audit: its plan, units, procedures, team and agenda."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.audits.rules.auditing import Answer, Meeting, Part, State, code_of
from qms.audits.rules.findings import FindingState
from qms.documents.models import Document
from qms.foundation.db import Model, OrganizationScoped, UtcDateTime
from qms.identity.models import Person, Unit

if TYPE_CHECKING:
    from qms.audits.models.findings import Finding
    from qms.audits.models.programmes import ProgrammeItem
    from qms.audits.models.signatures import ReportSignature


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
    report_text: Mapped[str] = mapped_column(Text, default="", deferred=True)  # as its lead signed it
    report_hash: Mapped[str] = mapped_column(default="")  # of that text
    paper_number: Mapped[str] = mapped_column(default="")  # of the report of one that was done on paper
    paper_team: Mapped[str] = mapped_column(Text, default="")
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
        return code_of(self.year, self.number)

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
