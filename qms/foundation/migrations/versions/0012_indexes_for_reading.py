"""Indexes for what pages read newest first: what took effect last, a person's and an organisation's trail."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

EFFECTIVE = sa.text("state = 'effective'")
TRAIL = ("actor_id", "organization_id")


def upgrade() -> None:
    op.create_index(
        op.f("ix_revisions_organization_id_effective_at"),
        "revisions",
        ["organization_id", "effective_at"],
        sqlite_where=EFFECTIVE,
        postgresql_where=EFFECTIVE,
    )
    for column in TRAIL:
        op.drop_index(op.f(f"ix_trail_entries_{column}"), table_name="trail_entries")
        op.create_index(op.f(f"ix_trail_entries_{column}_sequence"), "trail_entries", [column, "sequence"])


def downgrade() -> None:
    for column in TRAIL:
        op.drop_index(op.f(f"ix_trail_entries_{column}_sequence"), table_name="trail_entries")
        op.create_index(op.f(f"ix_trail_entries_{column}"), "trail_entries", [column])
    op.drop_index(op.f("ix_revisions_organization_id_effective_at"), table_name="revisions")
