"""An index for the fields of work that the master list offers as a filter."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_documents_organization_id_field"), "documents", ["organization_id", "field"])


def downgrade() -> None:
    op.drop_index(op.f("ix_documents_organization_id_field"), table_name="documents")
