"""Tables of signatures on programmes and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.audits.rules.programmes import Meaning
from qms.foundation.db import Model
from qms.identity.signing import Signed

if TYPE_CHECKING:
    from qms.audits.models.auditing import Audit
    from qms.audits.models.programmes import Programme


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
