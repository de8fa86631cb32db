"""The rows behind the index: brought in line with records, fetched for hits, rights compared once more."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

from sqlalchemy import Select, bindparam, delete, insert, select

from qms.foundation.db import db, seeing_all
from qms.foundation.searching.keys import Row
from qms.foundation.searching.models import SearchEntry, row_of
from qms.foundation.searching.port import Entry, Question, Reader

BATCH = 500  # values in one statement: below every database's limit of parameters

Thing = TypeVar("Thing")


class Shown(NamedTuple):
    """The columns of a row that a hit is made of."""

    mark: int
    record: str
    key: str
    kind: str
    organization_id: int
    audience: list[str]
    status: str
    code: str
    title: str
    heading: str
    number: int | None
    text: str
    url: str
    facets: dict[str, list[str]]
    facts: dict[str, Any]


class Named(NamedTuple):
    """What a suggestion needs of a row: its names, and who may see it."""

    mark: int
    kind: str
    organization_id: int
    audience: list[str]
    status: str
    code: str
    title: str
    heading: str
    number: int | None
    url: str


def _by_marks(fields: Sequence[str]) -> Select[*tuple[Any, ...]]:
    columns = (getattr(SearchEntry, name) for name in fields)
    return select(*columns).where(SearchEntry.mark.in_(bindparam("marks", expanding=True)))


_whole_rows = _by_marks(Shown._fields)
_names_of_rows = _by_marks(Named._fields)


def rows_of(records: Mapping[str, Sequence[Entry]]) -> dict[str, list[dict[str, Any]]]:
    """The rows that the records should have. An entry that names another record is a fault of its room."""
    rows = {}
    for record, entries in records.items():
        assert all(entry.record == record for entry in entries), f"an entry of another record in {record}"
        rows[record] = list({row["mark"]: row for row in map(row_of, entries)}.values())
    return rows


def replace_rows(rows: Mapping[str, Sequence[Row]]) -> None:
    """Make these the rows of their records, in the caller's transaction; rows that stay the same are left."""
    with seeing_all():
        there = marks_of(list(rows))
        wanted = {row["mark"]: row for of_record in rows.values() for row in of_record}
        delete_rows(there - wanted.keys())
        insert_rows(row for mark, row in wanted.items() if mark not in there)


def marks_of(records: Sequence[str]) -> set[int]:
    """The marks of the rows that these records have."""
    found: set[int] = set()
    for some in in_batches(records):
        found |= set(db.session.scalars(select(SearchEntry.mark).where(SearchEntry.record.in_(some))))
    return found


def all_marks() -> set[int]:
    """The marks of all rows of all organisations."""
    with seeing_all():
        return set(db.session.scalars(select(SearchEntry.mark)))


def all_records() -> set[str]:
    """The records that have a row, of all organisations."""
    with seeing_all():
        return set(db.session.scalars(select(SearchEntry.record).distinct()))


def delete_rows(marks: Collection[int]) -> None:
    for some in in_batches(sorted(marks)):
        db.session.execute(
            delete(SearchEntry).where(SearchEntry.mark.in_(some)),
            execution_options={"synchronize_session": False},
        )


def insert_rows(rows: Iterable[Row]) -> None:
    for some in in_batches(list(rows)):
        db.session.execute(insert(SearchEntry), [dict(row) for row in some])


def fetch(marks: Sequence[int]) -> dict[int, Shown]:
    """The rows with these marks that are still there, in one query."""
    if not marks:
        return {}
    return {row[0]: Shown._make(row) for row in db.session.execute(_whole_rows, {"marks": marks})}


def fetch_names(marks: Sequence[int]) -> dict[int, Named]:
    """The same without texts and facts: suggestions are asked for with every letter."""
    if not marks:
        return {}
    return {row[0]: Named._make(row) for row in db.session.execute(_names_of_rows, {"marks": marks})}


def may_see(row: Shown | Named, reader: Reader) -> bool:
    """Whether the reader may see what the row says, asked of the row itself."""
    return row.organization_id in reader.organizations and not set(row.audience).isdisjoint(reader.audiences)


def is_asked_for(row: Shown, question: Question) -> bool:
    """Whether a row that an engine came up with is one that may answer."""
    return (
        may_see(row, question.reader)
        and row.status in question.statuses
        and (not question.kinds or row.kind in question.kinds)
        and (not question.record or row.record == question.record)
    )


def in_batches(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    """The things, BATCH at a time."""
    for start in range(0, len(things), BATCH):
        yield things[start : start + BATCH]


class Spool:
    """Rows laid aside on disk until they may be written, so that long reading holds no writer up."""

    def __enter__(self) -> Self:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, row: Row) -> None:
        """Lay a row aside."""
        self._file.write(json.dumps(row) + "\n")

    def insert(self) -> None:
        """Write the rows to the database, a batch at a time."""
        self._file.seek(0)
        while batch := [json.loads(line) for line in islice(self._file, BATCH)]:
            insert_rows(batch)
