"""Bringing the tables up to date: Alembic through Flask-Migrate, loaded when somebody asks for it.

Answering pages needs neither, and they are a tenth of the memory and of the time that a start takes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import Flask
from sqlalchemy import inspect, text

from qms.foundation.db import db

if TYPE_CHECKING:
    from flask_migrate import Migrate

FOLDER = Path(__file__).parent / "migrations"


class _LoadedWhenAsked:
    """Stands where Flask-Migrate looks for its own settings, and gives way to them at the first question."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        _migrate_of(self._app)
        return getattr(self._app.extensions["migrate"], name)


class _Commands(click.Group):
    """``flask db …``, as Flask-Migrate has it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self._loaded().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._loaded().get_command(ctx, cmd_name)

    def _loaded(self) -> click.Group:
        from flask_migrate.cli import db as commands  # noqa: PLC0415 - see above

        return commands  # type: ignore[no-any-return]  # the library says nothing of types


def init_app(app: Flask) -> None:
    app.extensions["migrate"] = _LoadedWhenAsked(app)
    app.cli.add_command(_Commands("db", help="Perform database migrations."))


def upgrade() -> None:
    """Bring the tables up to date."""
    from flask_migrate import upgrade as bring_up_to_date  # noqa: PLC0415 - see above

    bring_up_to_date()


def tables_are_current() -> bool:
    """Whether the database has every migration of this program; they are numbered in one line."""
    newest = max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == newest)


def _migrate_of(app: Flask) -> Migrate:
    from flask_migrate import Migrate  # noqa: PLC0415 - see above

    return Migrate(app, db, directory=str(FOLDER))
