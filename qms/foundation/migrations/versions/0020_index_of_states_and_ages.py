"""States and ages of open nonconformities are counted in an index alone."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TABLE = "nonconformities"
BEFORE, NOW = (
    "ix_nonconformities_organization_id_state",
    "ix_nonconformities_organization_id_state_reported_on",
)


def upgrade() -> None:
    op.create_index(NOW, TABLE, ["organization_id", "state", "reported_on"])
    op.drop_index(BEFORE, table_name=TABLE)


def downgrade() -> None:
    op.create_index(BEFORE, TABLE, ["organization_id", "state"])
    op.drop_index(NOW, table_name=TABLE)
