"""Whoever reaches the database itself can change the trail, but not unnoticed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from qms.foundation import trail
from qms.foundation.access import SYSTEM
from qms.foundation.db import db

LENGTH = 40
Anchor = tuple[int, str]


@pytest.fixture
def anchor(app: Flask) -> Anchor:
    """A trail of forty entries more, the triggers taken away as an intruder would; the head kept outside."""
    for number in range(LENGTH):
        trail.record("identity.signed_in", trail.Subject("person", 1, f"người {number}"), actor=SYSTEM)
    db.session.commit()
    head = trail.verify()
    for name in ("update", "delete"):
        on = " ON trail_entries" if db.engine.dialect.name == "postgresql" else ""
        db.session.execute(text(f"DROP TRIGGER trail_entries_no_{name}{on}"))
    db.session.commit()
    return head.entries, head.head


def do(statement: str, **values: object) -> None:
    db.session.execute(text(statement), values)
    db.session.commit()
    db.session.expire_all()


def change(at: int) -> None:
    do("UPDATE trail_entries SET subject_label = 'người khác' WHERE sequence = :at", at=at)


def change_and_hash_anew(at: int) -> None:
    entry = entry_at(at)
    do("UPDATE trail_entries SET reason = 'khác' WHERE sequence = :at", at=at)
    entry = entry_at(at)
    do("UPDATE trail_entries SET hash = :hash WHERE sequence = :at", at=at, hash=entry.computed_hash())


def delete(at: int) -> None:
    do("DELETE FROM trail_entries WHERE sequence = :at", at=at)


def swap(at: int) -> None:
    for old, new in ((at, -1), (at + 1, at), (-1, at + 1)):
        do("UPDATE trail_entries SET sequence = :new WHERE sequence = :old", old=old, new=new)


def insert(at: int) -> None:
    """Make room before ``at`` and put a forged entry there that fits the one before it."""
    for old in range(entry_count(), at - 1, -1):
        do("UPDATE trail_entries SET sequence = :new WHERE sequence = :old", old=old, new=old + 1)
    forge(at)


def cut(at: int) -> None:
    do("DELETE FROM trail_entries WHERE sequence >= :at", at=at)


def write_anew(at: int) -> None:
    """Change one entry and hash everything after it again, as somebody with time and the program would."""
    do("UPDATE trail_entries SET reason = 'khác' WHERE sequence = :at", at=at)
    before = entry_at(at - 1).hash
    for sequence in range(at, entry_count() + 1):
        do(
            "UPDATE trail_entries SET previous_hash = :before WHERE sequence = :at",
            at=sequence,
            before=before,
        )
        before = entry_at(sequence).computed_hash()
        do("UPDATE trail_entries SET hash = :hash WHERE sequence = :at", at=sequence, hash=before)


def cut_and_go_on(at: int) -> None:
    cut(at)
    forge(at)


def forge(at: int) -> None:
    last = entry_at(at - 1)
    forged = trail.Entry(
        sequence=at, at=last.at, actor_id=None, actor_name="kẻ lạ", organization_id=None,
        action="identity.signed_in", subject_kind="person", subject_id=1, subject_label="x", facts={},
        changes={}, reason="", address="", previous_hash=last.hash,
    )  # fmt: skip
    forged.hash = forged.computed_hash()
    db.session.add(forged)
    db.session.commit()
    db.session.expire_all()


def entry_at(sequence: int) -> trail.Entry:
    return db.session.scalars(select(trail.Entry).where(trail.Entry.sequence == sequence)).one()


def entry_count() -> int:
    return int(db.session.execute(text("SELECT max(sequence) FROM trail_entries")).scalar_one())


SEEN_FROM_WITHIN: dict[Callable[[int], None], int] = {
    change: 0, change_and_hash_anew: 1, delete: 1, swap: 0, insert: 1,
}  # fmt: skip


@pytest.mark.parametrize("tamper", SEEN_FROM_WITHIN)
@pytest.mark.parametrize("place", ["early", "late"])
def test_tampering_is_found_at_its_entry(anchor: Anchor, tamper: Callable[[int], None], place: str) -> None:
    at = 3 if place == "early" else anchor[0] - 5
    tamper(at)
    verdict = trail.verify()
    assert verdict.fault_at is not None
    assert at <= verdict.fault_at <= at + SEEN_FROM_WITHIN[tamper] + 1


@pytest.mark.parametrize("tamper", [cut, write_anew, cut_and_go_on])
@pytest.mark.parametrize("place", ["early", "late"])
def test_what_the_chain_alone_cannot_see_is_found_by_the_head_kept_outside(
    anchor: Anchor, tamper: Callable[[int], None], place: str
) -> None:
    tamper(3 if place == "early" else anchor[0] - 5)
    assert trail.verify().is_whole, "the control: without the anchor this goes unnoticed"
    assert not trail.verify(anchor=anchor).is_whole


def test_a_trail_that_grew_since_still_fits_its_anchor(anchor: Anchor) -> None:
    trail.record("identity.signed_in", trail.Subject("person", 1, "x"), actor=SYSTEM)
    db.session.commit()
    assert trail.verify(anchor=anchor).is_whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_entries SET reason = 'x' WHERE sequence = 1",
        "DELETE FROM trail_entries WHERE sequence = 1",
        "DELETE FROM trail_entries",
    ],
)
def test_with_its_triggers_the_database_refuses_to_change_the_trail(app: Flask, statement: str) -> None:
    with pytest.raises(DatabaseError, match="never"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert trail.verify().is_whole
