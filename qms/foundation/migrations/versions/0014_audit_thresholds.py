"""Limits that an organisation sets itself for audits; the matrix of what was audited is read in one walk."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_thresholds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("long_ago_months", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("report_days", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "long_ago_months > 0 AND answer_days > 0 AND report_days > 0",
            name=op.f("ck_audit_thresholds_limits_are_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_thresholds_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_thresholds")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_audit_thresholds_organization_id")),
    )
    op.create_index(op.f("ix_audit_thresholds_organization_id"), "audit_thresholds", ["organization_id"])


def downgrade() -> None:
    op.drop_table("audit_thresholds")
