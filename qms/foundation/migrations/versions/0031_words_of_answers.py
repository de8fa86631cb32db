"""What was said when a form was carried out, for whoever sends it again."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("answered_forms", sa.Column("said", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("answered_forms", "said")
