"""The report of an audit is kept as it was signed, and frozen."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FROZEN = (
    *("report_text", "report_hash", "title", "objective", "scope", "criteria"),
    *("starts_on", "ends_on", "summary", "positives", "conclusion", "people_met"),
)


def upgrade() -> None:
    op.add_column("audits", sa.Column("report_text", sa.Text(), nullable=False, server_default=""))
    same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in FROZEN)
    triggers.frozen_when(
        op,
        "audits",
        "change_after_signing",
        f"OLD.report_hash <> '' AND NOT ({same})",
        "a report that people have signed is never changed",
    )


def downgrade() -> None:
    triggers.drop(op, "audits", "change_after_signing")
    op.drop_column("audits", "report_text")
