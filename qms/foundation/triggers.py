"""Triggers for migrations: rows that are never changed, never deleted, or frozen under a condition.

They hold for every program that reaches the database, not for ours alone. ``op`` is Alembic's.
"""

from __future__ import annotations

from typing import Any


def append_only(op: Any, table: str) -> None:
    """Refuse every change and every deletion of the table's rows."""
    _refuse(op, table, "update", "", f"rows of {table} are never changed")
    never_deleted(op, table)


def never_deleted(op: Any, table: str) -> None:
    """Refuse every deletion of the table's rows."""
    _refuse(op, table, "delete", "", f"rows of {table} are never deleted")


def frozen_when(op: Any, table: str, name: str, condition: str, message: str) -> None:
    """Refuse an update for which ``condition`` holds; it speaks of OLD and NEW."""
    _refuse(op, table, "update", condition, message, name)


def drop(op: Any, table: str, *names: str) -> None:
    """Take triggers away again, by event (``update``, ``delete``) or given name."""
    for name in names:
        suffix = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{name}{suffix}")


def _refuse(op: Any, table: str, event: str, condition: str, message: str, name: str = "") -> None:
    trigger = f"{table}_no_{name or event}"
    when = f"WHEN ({condition})" if condition else ""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION qms_refuse() RETURNS trigger AS "
            "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW {when} "
            f"EXECUTE FUNCTION qms_refuse('{message}')"
        )
    else:
        op.execute(
            f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW {when} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        )
