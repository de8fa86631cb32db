"""Text compared and ordered in the database as people type it: without marks, đ as d, small letters.

SQLite's own ``lower`` knows ASCII alone, and its order puts Đ behind Z.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from qms.kernel.text import fold

SQLITE_NAME = "qms_fold"
_LETTERS = "".join(
    c for c in map(chr, (*range(0x41, 0x250), *range(0x1E00, 0x1F00))) if len(fold(c)) == 1 and fold(c) != c
)


class folded(FunctionElement[str]):  # noqa: N801  # reads as a function in a query, as func.lower does
    """A column as ``kernel.text.fold`` makes it, on both databases."""

    type = String()
    inherit_cache = True


@compiles(folded, "sqlite")
def _on_sqlite(element: folded, compiler: Any, **more: Any) -> str:
    return f"{SQLITE_NAME}({compiler.process(element.clauses, **more)})"


@compiles(folded, "postgresql")
def _on_postgresql(element: folded, compiler: Any, **more: Any) -> str:
    return f"translate({compiler.process(element.clauses, **more)}, '{_LETTERS}', '{fold(_LETTERS)}')"


def has_part(column: Any, text: str) -> ColumnElement[bool]:
    """Whether the column holds ``text`` somewhere, with or without its marks; % and _ mean themselves."""
    return folded(column).contains(fold(text), autoescape=True)
