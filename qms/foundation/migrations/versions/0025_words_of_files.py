"""The words of stored files, read once."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("is_numbered", sa.Boolean(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_file_texts_file_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_file_texts_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_texts")),
        sa.UniqueConstraint("file_id", name=op.f("uq_file_texts_file_id")),
    )
    op.create_index(op.f("ix_file_texts_organization_id"), "file_texts", ["organization_id"])
    triggers.append_only(op, "file_texts")


def downgrade() -> None:
    op.drop_index(op.f("ix_file_texts_organization_id"), table_name="file_texts")
    op.drop_table("file_texts")
