"""The matrix of what was audited reads an index that holds all it asks of lines."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

COLUMNS = ["organization_id", "clause", "unit_id", "audit_id", "result", "is_dropped"]


def upgrade() -> None:
    op.drop_index("ix_audit_lines_clause_unit_id", table_name="audit_lines")
    op.create_index("ix_audit_lines_coverage", "audit_lines", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_audit_lines_coverage", table_name="audit_lines")
    op.create_index("ix_audit_lines_clause_unit_id", "audit_lines", ["clause", "unit_id"])
