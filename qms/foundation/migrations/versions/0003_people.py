"""Versions of organisations and positions, closed positions, since when a first password waits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A fixed value for the rows there are; new rows get theirs from the application.
    for table in ("organizations", "positions"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("positions", sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("persons", sa.Column("password_given_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("persons", "password_given_at")
    op.drop_column("positions", "is_active")
    for table in ("positions", "organizations"):
        op.drop_column(table, "version")
