"""The causes of a year are counted in an index alone."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "nonconformities"
BEFORE, NOW = "ix_nonconformities_organization_id_reported_on", "ix_nonconformities_causes"


def upgrade() -> None:
    op.create_index(NOW, TABLE, ["organization_id", "reported_on", "cause_id", "state"])
    op.drop_index(BEFORE, table_name=TABLE)


def downgrade() -> None:
    op.create_index(BEFORE, TABLE, ["organization_id", "reported_on"])
    op.drop_index(NOW, table_name=TABLE)
