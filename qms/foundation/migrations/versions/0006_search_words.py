"""Names of search entries apart from their texts, and the list of words, for PostgreSQL."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_words",
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_search_words")),
    )
    vector = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
    op.add_column("search_entries", sa.Column("names", vector, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_search_entries_names", "search_entries", ["names"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_column("search_entries", "names")
    op.drop_table("search_words")
