"""Which opened form saved a draft last, and what a form that was carried out said."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("last_form", sa.String(), nullable=False, server_default=""))
    op.add_column("answered_forms", sa.Column("content", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("answered_forms", "content")
    op.drop_column("revisions", "last_form")
