"""The database of a test process: made once a run by the migrations, copied by each process, as new before each test.

Two kinds with the same acts: make it, keep what is in it to lay that anew, share it with the other processes of the
run; take over what another one shares, lay that anew before a test, remove it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import TupleRow
from sqlalchemy import Engine, make_url

SERVER = os.environ.get("QMS_TEST_DATABASE_URL", "")
ON_POSTGRESQL = bool(SERVER)
RUN = os.environ.setdefault("QMS_TEST_RUN", secrets.token_hex(4))  # the same in all processes of a run


class SQLiteFile:
    """A file, and beside it the copy that is laid in its place."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "test.sqlite"
        self.kept = folder / "kept.sqlite"
        self.url = f"sqlite:///{self.file}"

    def make(self) -> None:
        """SQLite makes its file when it is opened."""

    def keep(self) -> None:
        connection = sqlite3.connect(self.file)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        shutil.copy(self.file, self.kept)

    def share(self) -> None:
        """The file is in the folder that the other processes copy."""

    def take(self) -> None:
        """It came with the folder."""

    def lay_anew(self, engine: Engine) -> None:
        engine.dispose()
        for ending in ("-wal", "-shm"):
            self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
        shutil.copy(self.kept, self.file)

    def remove(self) -> None:
        """The folder goes with the other temporary ones."""


# Making a database takes the server half a second, and putting back the rows a hundredth of that. So the rows
# of every table are kept in a schema beside them, and every statement that changes a table notes its name. A test
# that changes the structure (takes a guard away, say) is noticed too, and only then is the whole database made anew.
KEEP = """
CREATE SCHEMA kept;
CREATE TABLE kept.touched (name text);
CREATE FUNCTION kept.note_touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
  $$ BEGIN INSERT INTO kept.touched VALUES (quote_ident(TG_TABLE_NAME)); RETURN NULL; END $$;
CREATE TABLE kept.structure_changed (at timestamptz);
CREATE FUNCTION kept.note_change() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS
  $$ BEGIN INSERT INTO kept.structure_changed VALUES (now()); END $$;
"""
KEEP_TABLE = """
CREATE TABLE kept.{table} AS TABLE public.{table};
CREATE TRIGGER kept_note_touch AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON public.{table}
  FOR EACH STATEMENT EXECUTE FUNCTION kept.note_touch();
ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER kept_note_touch;
"""
WATCH_STRUCTURE = (
    "CREATE EVENT TRIGGER kept_note_change ON ddl_command_end EXECUTE FUNCTION kept.note_change()"
)

# Without triggers and foreign keys: the tables that only grow refuse DELETE otherwise, and there is no order.
PUT_BACK = """
BEGIN; SET LOCAL session_replication_role = replica; {commands} DELETE FROM kept.touched; COMMIT;
"""

TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
COLUMNS = """
SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
WHERE table_schema = 'public' AND quote_ident(table_name) = '{table}' AND is_generated = 'NEVER'
"""
SEQUENCES = """
SELECT format('SELECT setval(%L, %s, %L);', quote_ident(schemaname) || '.' || quote_ident(sequencename),
              coalesce(last_value, start_value), last_value IS NOT NULL)
FROM pg_sequences WHERE schemaname = 'public'
"""

# Whoever a test left in the middle of something would keep what is to be put back.
END_BUSY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"


class PostgreSQLDatabase:
    """A database of its own on the server, made from the one that the first process shares, also again when need be.

    What that is called, and what puts its rows back, stands in a file that travels with the folder.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.shared = folder / "database.json"
        self.name = name
        self.template = ""
        self.url = _address("postgresql+psycopg", name)
        self.put_back: dict[str, str] = {}
        self.sequences: list[str] = []
        self.own: Connection[TupleRow] | None = None

    def make(self) -> None:
        with _connected() as server:
            server.execute(f'CREATE DATABASE "{self.name}"')

    def keep(self) -> None:
        with _connected(self.name) as own:
            tables = _column(own, TABLES)
            own.execute(KEEP)
            self.put_back = {table: _keep_table(own, table) for table in tables}
            self.sequences = _column(own, SEQUENCES)
            own.execute(WATCH_STRUCTURE)

    def share(self) -> None:
        """Nobody is connected to it from now on: it can't be copied otherwise."""
        with _connected() as server:
            server.execute(END_ALL, [self.name])
        known = {"template": self.name, "put_back": self.put_back, "sequences": self.sequences}
        self.shared.write_text(json.dumps(known))

    def take(self) -> None:
        known = json.loads(self.shared.read_text())
        self.template = known["template"]
        self.put_back, self.sequences = known["put_back"], known["sequences"]
        with _connected() as server:
            server.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
        self.own = _connected(self.name)

    def lay_anew(self, engine: Engine) -> None:
        """Connections stay open from test to test, but for those that a test did not give back."""
        assert self.own is not None, "what to keep was never said"
        if _column(self.own, END_BUSY) or engine.pool.checkedout():
            engine.dispose()
        if _column(self.own, "TABLE kept.structure_changed"):
            engine.dispose()
            self._make_anew()
            return
        touched = _column(self.own, "SELECT DISTINCT name FROM kept.touched")
        if touched:
            commands = [*(self.put_back[table] for table in touched), *self.sequences]
            self.own.execute(PUT_BACK.format(commands=" ".join(commands)))

    def _make_anew(self) -> None:
        self._close()
        with _connected() as server:
            server.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
        self.own = _connected(self.name)

    def remove(self) -> None:
        self._close()
        with _connected() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _close(self) -> None:
        if self.own is not None:
            self.own.close()


def database(folder: Path, name: str) -> SQLiteFile | PostgreSQLDatabase:
    """The database of this run's kind."""
    return PostgreSQLDatabase(folder, name) if ON_POSTGRESQL else SQLiteFile(folder)


def shared_name(what: str) -> str:
    """The name of a database that the processes of this run share."""
    return f"qms_{what}_{RUN}"


def remove_shared() -> None:
    """After the last test of the last process."""
    if not ON_POSTGRESQL:
        return
    with _connected() as server:
        for name in _column(server, f"SELECT datname FROM pg_database WHERE datname LIKE 'qms_%_{RUN}'"):
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _keep_table(own: Connection[TupleRow], table: str) -> str:
    """Keeps a table's rows; gives the commands that put them back."""
    own.execute(KEEP_TABLE.format(table=table))
    empty = f"DELETE FROM public.{table};"
    if _column(own, f"SELECT count(*) FROM kept.{table}") == [0]:
        return empty
    (columns,) = _column(own, COLUMNS.format(table=table))
    return f"{empty} INSERT INTO public.{table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM kept.{table};"


def _address(driver: str, name: str | None = None) -> str:
    """The server's address for a driver, with another database if one is named."""
    url = make_url(SERVER).set(drivername=driver)
    return (url.set(database=name) if name else url).render_as_string(hide_password=False)


def _connected(name: str | None = None) -> Connection[TupleRow]:
    """A connection apart from the application's; each command is kept at once."""
    return psycopg.connect(_address("postgresql", name), autocommit=True)


def _column(connection: Connection[TupleRow], query: str) -> list[Any]:
    """The first column of the answer."""
    return [row[0] for row in connection.execute(query).fetchall()]
