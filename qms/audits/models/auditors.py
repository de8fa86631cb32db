"""Table of the proofs that people can audit."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qms.audits.rules.auditing import Standing, standing_on
from qms.foundation.db import Model, OrganizationScoped, UtcDateTime
from qms.identity.models import Person


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
