"""The database: base class, time type, organisation scope, append-only guard, connection settings.

What the settings are and which trials proved them: docs/decisions/0003-database.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import flask_sqlalchemy.session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, ForeignKey, Integer, MetaData, bindparam, event, inspect, select
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql.base import Executable
from sqlalchemy.types import TypeDecorator

from qms.foundation.folding import SQLITE_NAME
from qms.foundation.line import Line
from qms.kernel.text import fold

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMES)


READERS = "readers"  # key of the second engine, whose connections cannot write: SQLite only


class ModeSession(flask_sqlalchemy.session.Session):
    """A session that takes connections which cannot write while its context only reads.

    A connection keeps its statements prepared as long as its settings stay; to prepare them costs more than to
    run them. So those that can write are not turned into those that cannot, and back.
    """

    def get_bind(self, *_asked: Any, bind: Any = None, **_more: Any) -> Engine | Connection:
        return bind or engine_now()


db = SQLAlchemy(model_class=Base, session_options={"class_": ModeSession})


def engine_now() -> Engine:
    """Where transactions begin now: with connections that cannot write while this context only reads."""
    engines = db.engines
    return engines.get(READERS if _reading_only.get() else None) or engines[None]


if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: goes in with a time zone, is kept as UTC, comes out as UTC. A naive moment is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# --- Many organisations in one installation -----------------------------------------------------------

_visible: ContextVar[tuple[int, ...] | None] = ContextVar("visible_organizations", default=None)


class OrganizationScoped:
    """Mixin for every table whose rows belong to one organisation: no SELECT reaches another's rows."""

    @declared_attr
    def organization_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("organizations.id"), index=True)


@contextmanager
def seeing(organizations: Collection[int]) -> Iterator[None]:
    """Inside, queries reach the rows of these organisations only; with none, no scoped row at all."""
    token = _visible.set(tuple(organizations))
    try:
        yield
    finally:
        _visible.reset(token)


@contextmanager
def seeing_all() -> Iterator[None]:
    """Inside, queries reach every organisation: for the worker, the command line and sign-in."""
    token = _visible.set(None)
    try:
        yield
    finally:
        _visible.reset(token)


def see(organizations: Collection[int] | None) -> None:
    """Set the scope for what follows in this context (one request); None means everything."""
    _visible.set(None if organizations is None else tuple(organizations))


def visible_organizations() -> tuple[int, ...] | None:
    """Ids of the organisations in sight; None when there is no limit."""
    return _visible.get()


@event.listens_for(Session, "do_orm_execute")
def _limit_to_visible(state: ORMExecuteState) -> None:
    visible = _visible.get()
    if visible is None or not (state.is_select or state.is_update or state.is_delete):
        return
    if state.is_column_load:
        return
    state.statement = _limited(state.statement)


_in_sight: Any = bindparam("in_sight", callable_=_visible.get, type_=Integer, expanding=True)
_only_in_sight = with_loader_criteria(
    OrganizationScoped, lambda cls: cls.organization_id.in_(_in_sight), include_aliases=True
)
_limited_forms: WeakKeyDictionary[Executable, Executable] = WeakKeyDictionary()


def _limited(statement: Executable) -> Executable:
    """The statement limited to what is in sight when it runs.

    Kept as long as the statement itself: one that stands in a module is limited, and its cache key made, once.
    """
    limited = _limited_forms.get(statement)
    if limited is None:
        limited = _limited_forms[statement] = statement.options(_only_in_sight)
    return limited


# --- What is written once ------------------------------------------------------------------------------


class AppendOnly:
    """Mixin for tables whose rows are never changed or deleted; triggers in the database say the same."""


class WrittenOnce(Exception):
    """Somebody tried to change or delete a row of an append-only table: a fault in the program."""


@event.listens_for(Session, "before_flush")
def _guard_writes(session: Session, _context: Any, _instances: Any) -> None:
    for row in session.deleted:
        if isinstance(row, AppendOnly):
            raise WrittenOnce(f"{row!r} may not be deleted")
    for row in session.dirty:
        if isinstance(row, AppendOnly) and session.is_modified(row):
            raise WrittenOnce(f"{row!r} may not be changed")
    visible = _visible.get()
    if visible is None:
        return
    for row in (*session.new, *session.dirty):
        if isinstance(row, OrganizationScoped) and _organization_of(row) not in visible:
            raise WrittenOnce(f"{row!r} belongs to an organisation out of sight")


def _organization_of(row: OrganizationScoped) -> int | None:
    number: int | None = row.organization_id  # None before the flush when only the relationship was set
    organization = getattr(row, "organization", None)
    return inspect(organization).identity[0] if number is None and organization is not None else number


def hold(row: Any) -> None:
    """Hold a row, read anew, until the transaction ends; others who want to hold it wait for their turn.

    The row alone, because PostgreSQL cannot hold what an outer join brings along. Rows that refer to it can still
    be added (FOR NO KEY UPDATE): the trail does so in every transaction, and two that waited for each other would
    never end.
    """
    key = type(row).id
    db.session.execute(select(key).where(key == row.id).with_for_update(key_share=True))
    db.session.refresh(row)


def insert_if_new(table: type[Base], values: Mapping[str, Any] | None = None) -> Any:
    """A statement that adds a row, and does nothing where there is one already with its key.

    Without values it is carried out with a list of many.
    """
    dialect = import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}")
    adding = dialect.insert(table).on_conflict_do_nothing()
    return adding if values is None else adding.values(**values)


# --- Connections ---------------------------------------------------------------------------------------

PATIENCE_SECONDS = 30.0
CONNECTION_LIVES = 3600  # seconds; a new one knows what SQLite has learned of the tables meanwhile
LEARN = 0x10002  # look at every table, but only at so many of its rows; skip those that changed little
IN_LINE = "qms has its turn to write"

_reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)


def read_only(on: bool) -> None:
    """From here on, transactions of this context can only read (safe HTTP methods), or can write again."""
    _reading_only.set(on)


@contextmanager
def reading() -> Iterator[None]:
    """Inside, new transactions can only read, and hold nobody up: for long walks through the records."""
    token = _reading_only.set(True)
    try:
        yield
    finally:
        _reading_only.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Inside, new transactions may write even during a read-only request: for acts that stand apart."""
    token = _reading_only.set(False)
    try:
        yield
    finally:
        _reading_only.reset(token)


def configure_engines(engines: Mapping[str | None, Engine]) -> None:
    """Real transactions on SQLite, and read-only ones for safe requests on both databases."""
    engine, readers = engines[None], engines.get(READERS)
    if readers is None:
        event.listen(engine, "connect", _open_postgresql)
        event.listen(engine, "begin", _begin_postgresql)
        return
    for each in (engine, readers):
        event.listen(each, "connect", _open_sqlite)
    event.listen(readers, "connect", _forbid_writing)
    event.listen(readers, "begin", _begin_reading)
    line = Line()
    event.listen(engine, "begin", partial(_begin_writing, line))
    event.listen(engine, "checkin", partial(_leave_line, line))
    event.listen(engine, "invalidate", partial(_leave_line, line))
    event.listen(engine, "engine_disposed", lambda _engine: readers.dispose())


def learn_of_tables(_now: datetime) -> None:
    """Duty: SQLite looks again how many rows each index leads to, as PostgreSQL does by itself.

    Without it, it takes the index on the organisation, which leads to everything, for as good as any other.
    """
    if db.engine.dialect.name == "sqlite":
        db.session.connection().exec_driver_sql(f"PRAGMA optimize={LEARN}")


def _open_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own way loses updates
    connection.create_function(SQLITE_NAME, 1, lambda text: text and fold(text), deterministic=True)
    journal = "WAL" if wal_is_safe(connection) else "DELETE"
    for setting in (f"journal_mode={journal}", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def wal_is_safe(connection: Any) -> bool:
    """Whether this SQLite library is free of the WAL-reset race (fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    text = connection.execute("select sqlite_version()").fetchone()[0]
    version = tuple(int(part) for part in text.split("."))
    if version[:2] in ((3, 44), (3, 50)):
        return version >= {44: (3, 44, 6), 50: (3, 50, 7)}[version[1]]
    return version >= (3, 51, 3)


def _forbid_writing(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only=ON")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_writing(line: Line, connection: Connection) -> None:
    _join_line(line, connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _join_line(line: Line, connection: Connection) -> None:
    """A connection keeps its turn until it goes back to the pool, which is after the commit."""
    if IN_LINE in connection.info:
        return
    if not line.join(PATIENCE_SECONDS):
        locked = connection.dialect.loaded_dbapi.OperationalError("database is locked")
        raise OperationalError("BEGIN IMMEDIATE", None, locked)
    connection.info[IN_LINE] = True


def _leave_line(line: Line, _connection: Any, record: Any, *_error: object) -> None:
    if record.info.pop(IN_LINE, False):
        line.leave()


def _open_postgresql(connection: Any, _record: Any) -> None:
    connection.execute(
        "SET synchronous_commit = on"
    )  # what was answered "saved" is, whatever the server's own default
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    if _reading_only.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
