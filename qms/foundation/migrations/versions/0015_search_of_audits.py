"""Audits and findings that are there already are brought into the search by the worker."""

import sqlalchemy as sa
from alembic import op

from qms.foundation.db import UtcDateTime
from qms.kernel import clock

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KINDS = {"audit": "audits", "audit_finding": "audit_findings"}
EFFECTS = sa.table(
    "effects",
    sa.column("kind"),
    sa.column("key"),
    sa.column("payload", sa.JSON()),
    sa.column("state"),
    sa.column("created_at", UtcDateTime()),
    sa.column("run_at", UtcDateTime()),
    sa.column("tries"),
    sa.column("last_error"),
)


def upgrade() -> None:
    bind, now = op.get_bind(), clock.now()
    for kind, table in KINDS.items():
        for (number,) in bind.execute(sa.select(sa.column("id")).select_from(sa.table(table))).fetchall():
            bind.execute(
                sa.insert(EFFECTS).values(
                    kind="index",
                    key=f"{kind}:{number}",
                    payload={"kind": kind, "id": number},
                    state="waiting",
                    created_at=now,
                    run_at=now,
                    tries=0,
                    last_error="",
                )
            )


def downgrade() -> None:
    ours = sa.or_(*(EFFECTS.c.key.startswith(f"{kind}:") for kind in KINDS))
    op.get_bind().execute(sa.delete(EFFECTS).where(EFFECTS.c.kind == "index", ours))
