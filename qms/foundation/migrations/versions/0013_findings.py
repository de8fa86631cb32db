"""Findings and reports of audits."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REPORT = ("summary", "positives", "conclusion", "people_met")


def upgrade() -> None:
    op.create_table(
        "audit_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("gap", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_audit_findings_audit_id")),
        sa.ForeignKeyConstraint(["line_id"], ["audit_lines.id"], name=op.f("fk_audit_findings_line_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_findings_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_findings")),
        sa.UniqueConstraint("audit_id", "number", name=op.f("uq_audit_findings_audit_id_number")),
        sa.UniqueConstraint("line_id", name=op.f("uq_audit_findings_line_id")),
    )
    op.create_index("ix_audit_findings_organization_id", "audit_findings", ["organization_id"])
    for name in REPORT:  # empty for the audits there are
        op.add_column("audits", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("audits", sa.Column("report_hash", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "audit_report_signatures",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"], ["audits.id"], name=op.f("fk_audit_report_signatures_audit_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_report_signatures_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_audit_report_signatures_person_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_audit_report_signatures_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_report_signatures")),
    )
    for name in ("audit_id", "organization_id"):
        op.create_index(f"ix_audit_report_signatures_{name}", "audit_report_signatures", [name])
    triggers.append_only(op, "audit_report_signatures")
    triggers.never_deleted(op, "audit_findings")


def downgrade() -> None:
    op.drop_table("audit_report_signatures")
    op.drop_column("audits", "report_hash")
    for name in reversed(REPORT):
        op.drop_column("audits", name)
    op.drop_table("audit_findings")
