"""Table of the limits that an organisation has set itself."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qms.audits.rules.thresholds import Thresholds
from qms.foundation.db import Model, OrganizationScoped


class AuditThresholds(OrganizationScoped, Model):
    """An organisation's own limits; one without a row goes by those of rules/thresholds.py."""

    __tablename__ = "audit_thresholds"
    __table_args__ = (
        UniqueConstraint("organization_id"),
        CheckConstraint(
            "long_ago_months > 0 AND answer_days > 0 AND report_days > 0", name="limits_are_positive"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    long_ago_months: Mapped[int]
    answer_days: Mapped[int]
    report_days: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def limits(self) -> Thresholds:
        return Thresholds(self.long_ago_months, self.answer_days, self.report_days)
