"""Tables of the yearly programme and its lines."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.audits.rules.auditing import State
from qms.audits.rules.programmes import ProgrammeState
from qms.documents.models import Document
from qms.foundation.db import Model, OrganizationScoped, UtcDateTime
from qms.identity.models import Person, Unit
from qms.kernel.canonical import canonical, digest

if TYPE_CHECKING:
    from qms.audits.models.auditing import Audit
    from qms.audits.models.signatures import AuditSignature


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
