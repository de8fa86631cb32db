"""The trail: who did what to which record, when and why. Rows are added, never changed, and chained by hash.

Each entry's hash covers its content and the hash before it, so a change anywhere breaks the chain from there
on. Cutting the end off leaves a whole chain; that is why the head is also kept outside (see ``head``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, Connection, ForeignKey, Index, Row, Table, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from qms.foundation.access import Actor
from qms.foundation.db import AppendOnly, Model, UtcDateTime, db, engine_now, reading, writing
from qms.kernel import clock

CHAIN_LOCK = 0x514D53  # "QMS": PostgreSQL's advisory lock that puts appends in one line
FIRST_HASH = "0" * 64


class Entry(AppendOnly, Model):
    """One line of the trail."""

    __tablename__ = "trail_entries"
    __table_args__ = (
        Index("ix_trail_entries_subject", "subject_kind", "subject_id"),
        Index(None, "actor_id", "sequence"),
        Index(None, "organization_id", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    actor_name: Mapped[str]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    action: Mapped[str] = mapped_column(index=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None]
    subject_label: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str]
    address: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)

    def computed_hash(self) -> str:
        return _hash_of({column.key: getattr(self, column.key) for column in _entries.columns})


_entries = cast("Table", Entry.__table__)
_adding = insert(_entries)
_in_order = select(_entries).order_by(_entries.c.sequence)
_newest = select(_entries.c.sequence, _entries.c.hash).order_by(_entries.c.sequence.desc()).limit(1)


def _hash_of(entry: Mapping[str, Any]) -> str:
    """SHA-256 of what the chain protects: the entry's content with the hash before it, as canonical JSON."""
    content = json.dumps(
        {
            "sequence": entry["sequence"],
            "at": entry["at"].astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": [entry["actor_id"], entry["actor_name"]],
            "organization": entry["organization_id"],
            "action": entry["action"],
            "subject": [entry["subject_kind"], entry["subject_id"], entry["subject_label"]],
            "facts": entry["facts"],
            "changes": entry["changes"],
            "reason": entry["reason"],
            "address": entry["address"],
            "previous": entry["previous_hash"],
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True)
class Subject:
    """The record that an entry speaks of."""

    kind: str
    id: int | None
    label: str
    organization_id: int | None = None


def record(
    action: str,
    subject: Subject,
    *,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    changes: Mapping[str, tuple[Any, Any]] | None = None,
    reason: str = "",
) -> None:
    """Add an entry in the present transaction; it stays or goes with the change it speaks of.

    ``action`` is ``room.verb`` in the past tense and has a sentence in the room's feature; ``facts`` fill
    that sentence; ``changes`` maps a field to its former and its new value.
    """
    session = db.session()
    session.flush()  # the change itself comes before what is said of it
    _append(session.connection(), action, subject, actor, facts or {}, changes or {}, reason)


def record_apart(
    action: str,
    subject: Subject,
    *,
    actor: Actor,
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add an entry in a short transaction of its own: for what must outlive a refusal, and for views."""
    with writing(), db.engine.begin() as connection:
        _append(connection, action, subject, actor, facts or {}, {}, reason)


def _append(
    connection: Connection,
    action: str,
    subject: Subject,
    actor: Actor,
    facts: Mapping[str, Any],
    changes: Mapping[str, tuple[Any, Any]],
    reason: str,
) -> None:
    """Chain an entry on to the last one. Plain statements, because every view of a text passes here."""
    sequence, previous = _last(connection)
    entry = {
        "sequence": sequence + 1,
        "at": clock.now(),
        "actor_id": actor.person_id,
        "actor_name": actor.name,
        "organization_id": subject.organization_id or actor.organization_id,
        "action": action,
        "subject_kind": subject.kind,
        "subject_id": subject.id,
        "subject_label": subject.label,
        "facts": _plain(facts),
        "changes": {name: _plain(list(pair)) for name, pair in changes.items()},
        "reason": reason,
        "address": actor.address,
        "previous_hash": previous,
    }
    connection.execute(_adding, {**entry, "hash": _hash_of(entry)})


def keep_apart() -> None:
    """End the present transaction keeping what is in it: for what must outlive the refusal that follows."""
    db.session.commit()


def _last(connection: Connection) -> tuple[int, str]:
    """Sequence and hash of the newest entry; nobody else can add one until this transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": CHAIN_LOCK})
    found = connection.execute(_newest).first()
    return (found.sequence, found.hash) if found else (0, FIRST_HASH)


def _plain(value: Any) -> Any:
    """The value as JSON gives it back, so that the hash is the same before and after storing."""
    return json.loads(json.dumps(value, ensure_ascii=False, default=str))


# --- Reading and verifying -------------------------------------------------------------------------------


def entries_of(kind: str, record_id: int, *, newest_first: bool = True) -> list[Entry]:
    """The history of one record."""
    order = Entry.sequence.desc() if newest_first else Entry.sequence
    query = select(Entry).where(Entry.subject_kind == kind, Entry.subject_id == record_id).order_by(order)
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Verdict:
    """What verification found: how many entries, the head's hash, and the first fault if there is one."""

    entries: int
    head: str
    fault_at: int | None = None
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        return self.fault_at is None


def verify(*, anchor: tuple[int, str] | None = None) -> Verdict:
    """Walk the chain from the first entry; stop at the first one that does not fit.

    ``anchor`` is a (sequence, hash) kept outside, from a mail or a print: finds a cut end and a chain that
    was written anew.
    """
    expected, before, seen_anchor = 1, FIRST_HASH, anchor is None
    with closing(_all_entries()) as entries:
        for entry in entries:
            fault = _fault(entry, expected, before, anchor)
            if fault:
                return Verdict(expected - 1, before, entry.sequence, fault)
            seen_anchor = seen_anchor or (anchor is not None and entry.sequence == anchor[0])
            expected, before = expected + 1, entry.hash
    if not seen_anchor:
        return Verdict(expected - 1, before, expected, "entries after this one are missing")
    return Verdict(expected - 1, before)


def _fault(entry: Row[Any], expected: int, before: str, anchor: tuple[int, str] | None) -> str:
    if entry.sequence != expected:
        return f"entry {expected} is missing"
    if entry.previous_hash != before:
        return "does not follow the entry before it"
    if _hash_of(entry._asdict()) != entry.hash:
        return "content was changed"
    if anchor and entry.sequence == anchor[0] and entry.hash != anchor[1]:
        return "is not the entry that was kept outside"
    return ""


def _all_entries() -> Generator[Row[Any]]:
    """Every entry in its order, as plain rows: records would cost as much again as the hashes."""
    with (
        reading(),
        engine_now().connect() as connection,
        connection.execute(_in_order, execution_options={"yield_per": 1000}) as rows,
    ):
        yield from rows


def head(*, before: datetime | None = None) -> tuple[int, str]:
    """Sequence and hash of the newest entry (made before a moment); (0, zeros) while there is none."""
    query = select(Entry).order_by(Entry.sequence.desc()).limit(1)
    last = db.session.scalars(query.where(Entry.at < before) if before else query).first()
    return (last.sequence, last.hash) if last else (0, FIRST_HASH)
