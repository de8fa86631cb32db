"""The whole surface of the application, enumerated from its own map of addresses, and the state behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import inspect, text
from werkzeug.routing import Rule

from qms.foundation.db import db

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
NOWHERE = {"integer": 2_000_000_000, "float": 0.5, "path": "no/where", "uuid": "0" * 32}


@dataclass(frozen=True)
class Door:
    """One method of one route."""

    method: str
    endpoint: str
    rule: Rule

    @property
    def name(self) -> str:
        return f"{self.method} {self.endpoint}"

    @property
    def is_unsafe(self) -> bool:
        return self.method in UNSAFE

    def address(self, app: Flask, **arguments: object) -> str:
        """Where it is; what ``arguments`` leaves out is filled with something that does not exist."""
        converters = self.rule._converters
        missing = {
            name: NOWHERE.get(type(converter).__name__.removesuffix("Converter").lower(), "nowhere")
            for name, converter in converters.items()
            if name not in arguments
        }
        wanted = {name: value for name, value in arguments.items() if name in converters}
        return app.url_map.bind("localhost").build(self.endpoint, missing | wanted)


def doors(app: Flask) -> list[Door]:
    """Every method of every route but static files; HEAD and OPTIONS are Flask's own."""
    return sorted(
        (
            Door(method, rule.endpoint, rule)
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            if rule.endpoint != "static"
        ),
        key=lambda door: door.name,
    )


def unsafe_doors(app: Flask) -> list[Door]:
    return [door for door in doors(app) if door.is_unsafe]


# Tables that a request may touch without changing anything that people keep.
SIDE_TABLES = {"sign_ins", "alembic_version"}


def state(*, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """A hash of all rows of each table: equal before and after means that nothing was changed."""
    db.session.rollback()
    tables = set(inspect(db.engine).get_table_names()) - SIDE_TABLES - without
    return {table: _hash_of(table) for table in sorted(tables)}


def _hash_of(table: str) -> str:
    rows = sorted(repr(tuple(row)) for row in db.session.execute(text(f'SELECT * FROM "{table}"')))
    db.session.rollback()
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def changed(before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Names of the tables that differ."""
    yield from (table for table in before if before[table] != after.get(table))
