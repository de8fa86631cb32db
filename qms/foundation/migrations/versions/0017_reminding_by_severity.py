"""When owners are reminded and who hears of what is late stands with each severity, as it was for all before."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLE = "nonconformity_terms"


def upgrade() -> None:
    # Added one by one, not by a new table: that would lose the triggers on it.
    op.add_column(TABLE, sa.Column("remind_before", sa.String(), nullable=False, server_default="7, 3, 0"))
    op.add_column(TABLE, sa.Column("leader_after_days", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        TABLE, sa.Column("coordinator_after_days", sa.Integer(), nullable=False, server_default="4")
    )


def downgrade() -> None:
    for name in ("coordinator_after_days", "leader_after_days", "remind_before"):
        op.drop_column(TABLE, name)
