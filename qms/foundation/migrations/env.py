"""Runs migrations on the application's own engine, in one transaction on both databases."""

from alembic import context
from flask import current_app

from qms.foundation.db import UtcDateTime, db, read_only


def render_item(kind, item, autogen_context):
    """Write our own types into migrations as the plain types they are stored as."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    read_only(False)
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=current_app.extensions["migrate"].db.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
