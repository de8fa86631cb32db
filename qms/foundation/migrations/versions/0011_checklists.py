"""Checklists of audits: lines, notes, templates."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_templates_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_templates")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_audit_templates_organization_id_name")),
    )
    with op.batch_alter_table("audit_templates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_templates_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "audit_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("step_id", sa.String(), nullable=False),
        sa.Column("step_number", sa.Integer(), nullable=True),
        sa.Column("is_dropped", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("is_disputed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audits.id"], name=op.f("fk_audit_lines_audit_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_lines_organization_id")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revisions.id"], name=op.f("fk_audit_lines_revision_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_audit_lines_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_lines")),
    )
    with op.batch_alter_table("audit_lines", schema=None) as batch_op:
        batch_op.create_index("ix_audit_lines_audit_id_position", ["audit_id", "position"], unique=False)
        batch_op.create_index("ix_audit_lines_clause_unit_id", ["clause", "unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_lines_organization_id"), ["organization_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_lines_revision_id"), ["revision_id"], unique=False)

    op.create_table(
        "audit_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("record_number", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["audit_lines.id"], name=op.f("fk_audit_notes_line_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_audit_notes_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_audit_notes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_notes")),
        sa.UniqueConstraint(
            "organization_id", "client_id", name=op.f("uq_audit_notes_organization_id_client_id")
        ),
    )
    with op.batch_alter_table("audit_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_notes_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_notes_organization_id"), ["organization_id"], unique=False)
    triggers.append_only(op, "audit_notes")


def downgrade() -> None:
    for table in ("audit_notes", "audit_templates", "audit_lines"):
        op.drop_table(table)
