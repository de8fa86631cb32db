"""Tables of checklists: lines, the notes on them, templates."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.audits.rules.lines import Result, standing
from qms.documents.models import Revision
from qms.foundation.db import AppendOnly, Model, OrganizationScoped, UtcDateTime
from qms.identity.models import Person, Unit

if TYPE_CHECKING:
    from qms.audits.models.auditing import Audit


class Line(OrganizationScoped, Model):
    """A question of an audit's checklist, with the revision and step it was made from, and its result.

    ``result`` and ``is_disputed`` follow from the notes (rules/lines.py) and are kept for counting.
    """

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index("ix_audit_lines_audit_id_position", "audit_id", "position"),
        Index(  # what was said last of each clause in each unit, without looking at the lines themselves
            "ix_audit_lines_coverage",
            "organization_id",
            "clause",
            "unit_id",
            "audit_id",
            "result",
            "is_dropped",
        ),
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


class ChecklistTemplate(OrganizationScoped, Model):
    """Questions kept for later checklists: pairs of clause and question."""

    __tablename__ = "audit_templates"
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    questions: Mapped[list[list[str]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
