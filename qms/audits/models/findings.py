"""Table of findings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.audits.rules.findings import FindingState
from qms.audits.rules.lines import Result
from qms.foundation.db import Model, OrganizationScoped

if TYPE_CHECKING:
    from qms.audits.models.auditing import Audit
    from qms.audits.models.checklists import Line


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
