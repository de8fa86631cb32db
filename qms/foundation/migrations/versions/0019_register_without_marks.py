"""The register is searched by code and title without marks; both are kept so, for a long register is read whole."""

import sqlalchemy as sa
from alembic import op

from qms.kernel.text import fold

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added as it is, not by a new table: that would lose the triggers on it.
    op.add_column("nonconformities", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    bind = op.get_bind()
    rows = sa.table("nonconformities", *map(sa.column, ("id", "code", "title", "folded")))
    for row in bind.execute(sa.select(rows.c.id, rows.c.code, rows.c.title)).fetchall():
        changed = sa.update(rows).where(rows.c.id == row.id).values(folded=fold(f"{row.code} {row.title}"))
        bind.execute(changed)


def downgrade() -> None:
    op.drop_column("nonconformities", "folded")
