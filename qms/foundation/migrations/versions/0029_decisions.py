"""Decisions that put a set of revisions in force together."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

SETTLED = " OR ".join(
    f"COALESCE(NEW.{name}, '{nothing}') <> COALESCE(OLD.{name}, '{nothing}')"
    for name, nothing in (
        ("number", ""),
        ("title", ""),
        ("signer", ""),
        ("state", ""),
        ("signed_on", "1000-01-01"),
        ("effective_on", "1000-01-01"),
    )
)


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("drop_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_decisions_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_organization_id"), "decisions", ["organization_id"])
    op.create_index("ix_decisions_state_effective_on", "decisions", ["state", "effective_on"])
    op.create_table(
        "decision_withdrawals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_withdrawals_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_decision_withdrawals_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_decision_withdrawals_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_withdrawals")),
        sa.UniqueConstraint(
            "decision_id", "document_id", name=op.f("uq_decision_withdrawals_decision_id_document_id")
        ),
    )
    op.create_index(
        op.f("ix_decision_withdrawals_organization_id"), "decision_withdrawals", ["organization_id"]
    )
    op.create_index(op.f("ix_decision_withdrawals_document_id"), "decision_withdrawals", ["document_id"])

    # Added as it is, not by a new table: that would lose the triggers on it.
    reference = "REFERENCES decisions (id)"
    if op.get_bind().dialect.name == "postgresql":
        reference = f"CONSTRAINT fk_revisions_decision_id {reference}"
    op.execute(f"ALTER TABLE revisions ADD COLUMN decision_id INTEGER {reference}")
    op.create_index(op.f("ix_revisions_decision_id"), "revisions", ["decision_id"])

    triggers.never_deleted(op, "decisions")
    triggers.frozen_when(
        op,
        "decisions",
        "change_once_settled",
        f"OLD.state <> 'preparing' AND ({SETTLED})",
        "a decision that was issued or dropped is never changed",
    )
    triggers.frozen_when(
        op,
        "revisions",
        "other_decision_after_release",
        "OLD.effective_at IS NOT NULL AND (NEW.decision_number <> OLD.decision_number"
        " OR COALESCE(NEW.decision_id, 0) <> COALESCE(OLD.decision_id, 0))",
        "the decision that put a revision in force is never changed",
    )


def downgrade() -> None:
    triggers.drop(op, "revisions", "other_decision_after_release")
    triggers.drop(op, "decisions", "change_once_settled", "delete")
    op.drop_index(op.f("ix_revisions_decision_id"), table_name="revisions")
    op.drop_column("revisions", "decision_id")
    op.drop_table("decision_withdrawals")
    op.drop_table("decisions")
