"""Revisions have files: their names and hashes are signed and frozen with the text."""

import sqlalchemy as sa
from alembic import op

from qms.foundation import triggers

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLE, TRIGGER = "revisions", "text_change_after_signing"
TEXT = ("title", "body", "structure", "issue", "amendment")


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("files", sa.Text(), nullable=False, server_default=""))
    _freeze(*TEXT, "files")


def downgrade() -> None:
    _freeze(*TEXT)
    op.drop_column(TABLE, "files")


def _freeze(*columns: str) -> None:
    same = " AND ".join(f"NEW.{name} = OLD.{name}" for name in columns)
    triggers.drop(op, TABLE, TRIGGER)
    triggers.frozen_when(
        op,
        TABLE,
        TRIGGER,
        f"OLD.state NOT IN ('draft', 'changes_requested') AND NOT ({same})",
        "the text of a revision that people have signed is never changed",
    )
