"""Judges every statement that a page makes, in whatever test: none reaches another organisation's rows.

A table whose rows belong to an organisation is read, changed or emptied only where the statement says of which
organisation. Three need not say it: the columns of a row that is in hand already, what a flush writes back
(qms/foundation/db.py looks at each row that is flushed), and the first statement of a page, which finds out whose it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from flask import has_request_context
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session

from qms.foundation.db import OrganizationScoped, db, visible_organizations
from qms.identity import session

IN_HAND = "columns of a row in hand"
_TABLE = re.compile(r'\b(?:FROM|JOIN|UPDATE|,)\s+"?(\w+)"?(?:\s+AS\s+"?(\w+)"?)?')

_NO_ROW = re.compile(
    r"\bFROM\s+\w+\s+WHERE (?:0 = 1|false)(?=\s*(?:\)|$))"
)  # a condition that nothing fulfils


def judge_every_statement() -> None:
    """From now on, in this process."""
    if not event.contains(Engine, "before_cursor_execute", _judge):
        event.listen(Engine, "before_cursor_execute", _judge)
        event.listen(Session, "do_orm_execute", _mark)
        event.listen(Session, "before_flush", _begin_flush)
        event.listen(Session, "after_flush", _end_flush)


@cache
def scoped_tables() -> frozenset[str]:
    """The tables whose rows belong to an organisation."""
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]  # a table, not any selectable
        for mapper in db.Model.registry.mappers
        if issubclass(mapper.class_, OrganizationScoped)
    )


@cache
def open_tables(statement: str) -> tuple[str, ...]:
    """Of the tables that a statement names, those whose rows it takes from any organisation."""
    if statement.startswith("INSERT"):
        return ()
    statement = _NO_ROW.sub("", statement)
    named = {alias or table: table for table, alias in _TABLE.findall(statement) if table in scoped_tables()}
    said = {name for name in named if re.search(rf'\b{name}"?\.organization_id (IN|=)', statement)}
    parts = {name for name in named.keys() - said if any(_is_part(statement, name, of) for of in said)}
    return tuple(sorted(named[name] for name in named.keys() - said - parts))


def _is_part(statement: str, name: str, of: str) -> bool:
    """Whether only those rows are taken that belong to a row of another table: a document's revisions."""
    belongs = rf"\b{of}\.id = {name}\.\w+_id\b|\b{name}\.\w+_id = {of}\.id\b"
    return re.search(belongs, statement) is not None


def _mark(state: ORMExecuteState) -> None:
    if state.is_column_load:
        state.update_execution_options(**{IN_HAND: True})


def _begin_flush(orm: Session, _context: Any, _instances: Any) -> None:
    orm.connection().info["flushing"] = True


def _end_flush(orm: Session, _context: Any) -> None:
    orm.connection().info.pop("flushing", None)


def _judge(
    connection: Connection, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool
) -> None:
    if not has_request_context() or visible_organizations() is None or connection.info.get("flushing"):
        return
    if (
        context.execution_options.get(IN_HAND)
        or getattr(context.compiled, "statement", None) is session._living
    ):
        return
    reached = open_tables(statement)
    assert not reached, f"reaches {', '.join(reached)} of every organisation: {statement}"
