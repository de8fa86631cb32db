"""Runs migrations on the application's own engine, in one transaction on both databases."""

from alembic import context
from flask import current_app

from qms.foundation.db import UtcDateTime, db, read_only


def render_item(kind, item, autogen_context):
    """Write our own types into migrations as the plain types they are stored as."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_object(item, name, kind, reflected, compare_to):
    """Leave out, on SQLite, an index of a kind that PostgreSQL alone has."""
    is_sqlite = context.get_context().dialect.name == "sqlite"
    return not (is_sqlite and kind == "index" and item.dialect_options["postgresql"].get("using"))


def run() -> None:
    read_only(False)
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=current_app.extensions["migrate"].db.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            render_item=render_item,
            include_object=include_object,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
