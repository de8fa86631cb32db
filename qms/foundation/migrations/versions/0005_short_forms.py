"""Abbreviations that the search understands."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "short_forms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.Column("full", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_short_forms_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_short_forms")),
        sa.UniqueConstraint(
            "organization_id", "short", "full", name=op.f("uq_short_forms_organization_id_short_full")
        ),
    )
    with op.batch_alter_table("short_forms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_short_forms_organization_id"), ["organization_id"])


def downgrade() -> None:
    op.drop_table("short_forms")
