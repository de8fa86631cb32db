"""Audits that were done on paper: the number of their report and who audited."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("audits", sa.Column("paper_number", sa.String(), nullable=False, server_default=""))
    op.add_column("audits", sa.Column("paper_team", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("audits", "paper_team")
    op.drop_column("audits", "paper_number")
