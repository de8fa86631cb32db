"""The texts behind search: one row for each entry, derived from the rooms' records and replaced with them.

An index holds marks only. A mark is a number made of everything an entry says, so that a row that changed has
another mark: what an index remembers of a former text can't lead to a row any more, and a row that stayed the
same need not be indexed again.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from hashlib import blake2b
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from qms.foundation.db import Model, OrganizationScoped
from qms.foundation.searching.port import Entry
from qms.kernel.text import clean, clean_line


class SearchEntry(OrganizationScoped, Model):
    """An entry as it is searched and shown. Derived data: may be emptied and filled again at any time."""

    __tablename__ = "search_entries"

    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    record: Mapped[str] = mapped_column(index=True)
    key: Mapped[str]
    kind: Mapped[str]
    # No foreign key: rows are derived, and a record's own key already holds them in place.
    organization_id: Mapped[int] = mapped_column(index=True)
    audience: Mapped[list[str]] = mapped_column(JSON)
    status: Mapped[str]
    code: Mapped[str]
    title: Mapped[str]
    heading: Mapped[str]
    number: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text)
    url: Mapped[str]
    facets: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    # PostgreSQL's engine fills these with our own keys (keys.py); elsewhere they stay empty.
    names: Mapped[str | None] = mapped_column(Text().with_variant(TSVECTOR, "postgresql"), deferred=True)
    terms: Mapped[str | None] = mapped_column(Text().with_variant(TSVECTOR, "postgresql"), deferred=True)

    __table_args__ = (
        Index("ix_search_entries_names", "names", postgresql_using="gin").ddl_if(dialect="postgresql"),
        Index("ix_search_entries_terms", "terms", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )


class SearchWord(Model):
    """A word or pair of words that some entry had at some time, as a key: PostgreSQL has no list of its own."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(primary_key=True)


def row_of(entry: Entry) -> dict[str, Any]:
    """The column values of an entry, its texts cleaned so that places found in them are places shown."""
    row: dict[str, Any] = {
        **asdict(entry),
        "audience": sorted(entry.audience),
        "code": clean_line(entry.code),
        "title": clean_line(entry.title),
        "heading": clean_line(entry.heading),
        "text": clean(entry.text),
        "facets": {name: sorted(values) for name, values in entry.facets.items()},
        "facts": dict(entry.facts),
    }
    return {**row, "mark": _mark(row)}


def _mark(row: dict[str, Any]) -> int:
    return _number_of(json.dumps(row, sort_keys=True, ensure_ascii=False, default=str))


def group_of(record: str) -> int:
    """A number for a record, by which hits of one record are known as such."""
    return _number_of(record)


def _number_of(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1  # 63 bits: a signed BIGINT
