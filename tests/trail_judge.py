"""Judges what any test brings about, wherever it is tried, without a list of acts to keep:

- every entry of the trail can be told as a sentence, in both languages;
- every record that a request, an effect or a duty changes in a test of pages is spoken of in the same transaction.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import wraps
from typing import Any

from flask import has_app_context, has_request_context
from sqlalchemy import Engine, event, inspect
from sqlalchemy.engine import Connection
from sqlalchemy.orm import RelationshipDirection, Session, object_session

from qms.documents.models import Revision
from qms.foundation import outbox, trail
from qms.foundation.house import house
from qms.foundation.texts import catalogue
from qms.foundation.trail import Entry

MADE_UP = ("trial.",)  # actions that tests of the trail itself invent
_PLACE = re.compile(r"%\((\w+)\)s")

# What keeps the house and says nothing of a record: sessions, notices, the outbox, the search, forms already answered.
BOOKKEEPING = {
    "answered_forms", "check_misses", "duty_runs", "effects", "file_texts", "notices", "search_entries",
    "search_words", "sign_in_failures", "sign_ins", "trail_entries",
}  # fmt: skip
# Who goes on writing a draft is spoken of once, when they begin (documents.operations.writing.ONE_EDIT).
WRITTEN_ON = {
    "revisions": {
        "title",
        "body",
        "structure",
        "rendered",
        "last_editor_id",
        "last_form",
        "edited_at",
        "editor_ids",
    },
    "documents": {"title"},
    "persons": {"language"},  # in which they read pages: their own affair
}
NOT_CONTENT = {"version", "updated_at"}
KINDS = {"nonconformities": "nonconformity"}

Subject = tuple[str, int | None]


def judge_every_entry() -> None:
    """From now on, in this process."""
    if not event.contains(Engine, "before_execute", _hear):
        event.listen(Engine, "before_execute", _hear)
        event.listen(Session, "after_begin", _begin)
        event.listen(Session, "after_flush", _note_changes)
        event.listen(Session, "before_commit", _judge_changes)
        outbox._run_duty = _at_work(outbox._run_duty)
        outbox._run_next_effect = _at_work(outbox._run_next_effect)


# --- Entries --------------------------------------------------------------------------------------------------


def _hear(connection: Connection, statement: Any, several: Any, values: Any, _options: Any) -> None:
    if statement is not trail._adding or not has_app_context():
        return
    values = dict(several[0]) if several else dict(values)
    connection.info.setdefault("told", set()).add((values["subject_kind"], values["subject_id"]))
    if not values["action"].startswith(MADE_UP):
        faults = list(faults_of(Entry(**values)))
        assert not faults, f"{values['action']}: {'; '.join(faults)}"


def faults_of(entry: Entry) -> list[str]:
    """Why people could not read this entry; empty when they can."""
    sentence = house().sentences.get(entry.action)
    if sentence is None:
        return [f"no room has a sentence for it in its feature.py ({entry.action})"]
    faults = []
    english = sentence._args[0] if hasattr(sentence, "_args") else str(sentence)
    if catalogue("vi").gettext(english) == english:
        faults.append("the sentence has no Vietnamese")
    unfilled = set(_PLACE.findall(english)) - {"actor", "subject"} - entry.facts.keys()
    if unfilled:
        faults.append(f"facts are missing for {sorted(unfilled)}")
    unnamed = entry.changes.keys() - house().field_labels.keys()
    if unnamed:
        faults.append(f"no room has field labels for {sorted(unnamed)}")
    return faults


# --- Records --------------------------------------------------------------------------------------------------

judging: list[bool] = []  # not empty while the tests of pages run, which carry out every act


_working: ContextVar[bool] = ContextVar("a worker is at work", default=False)


def _at_work(act: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(act)
    def judged(*arguments: Any) -> Any:
        token = _working.set(True)
        try:
            return act(*arguments)
        finally:
            _working.reset(token)

    return judged


def _begin(_session: Session, transaction: Any, connection: Connection) -> None:
    if transaction.nested:
        return
    connection.info.pop("told", None)
    connection.info.pop("changed", None)


def _note_changes(session: Session, _context: Any) -> None:
    if not (judging and (has_request_context() or _working.get())):
        return
    noted = session.connection().info.setdefault("changed", {})
    for row in (*session.new, *session.dirty, *session.deleted):
        if row.__tablename__ not in BOOKKEEPING and (row not in session.dirty or _differs(row)):
            noted[f"{row.__tablename__} {inspect(row).identity or id(row)}"] = row


def _differs(row: Any) -> bool:
    state = inspect(row)
    return any(
        state.attrs[column.key].history.has_changes()
        for column in state.mapper.column_attrs
        if column.key not in NOT_CONTENT | WRITTEN_ON.get(row.__tablename__, set())
    )


OWNERS = {"revision": Revision}  # what hangs on a part of a record is told of with the record


def subjects_of(row: Any, depth: int = 3) -> Iterator[Subject]:
    """What an entry about this row may speak of: the row, or a record of which it is a part."""
    yield kind_of(row), row.id
    if hasattr(row, "subject_kind"):
        yield row.subject_kind, row.subject_id
        if row.subject_kind in OWNERS and depth:
            owner = object_session(row).get(OWNERS[row.subject_kind], row.subject_id)
            yield from subjects_of(owner, depth - 1)
    for key in row.__table__.foreign_keys:
        yield singular(key.column.table.name), getattr(row, key.parent.key)
    for relation in inspect(row).mapper.relationships if depth and inspect(row).persistent else ():
        if relation.direction is RelationshipDirection.MANYTOONE and getattr(row, relation.key) is not None:
            yield from subjects_of(getattr(row, relation.key), depth - 1)


def kind_of(row: Any) -> str:
    return singular(row.__tablename__)


def singular(table: str) -> str:
    """A kind of subject is the name of its table, of one."""
    return KINDS.get(table, table.removesuffix("s"))


def _judge_changes(session: Session) -> None:
    if not session.in_transaction() or session.in_nested_transaction():
        return
    session.flush()  # what was changed last is told of too
    known = session.connection().info
    told, changed = known.pop("told", set()), known.pop("changed", {})
    untold = [name for name, row in changed.items() if not told.intersection(subjects_of(row))]
    assert not untold, f"changed without a word in the trail: {untold}; told: {told}"
