"""SQLite learns how large its tables are, so that it finds rows by the index that leads to few."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import event, insert

from qms.documents.models import Document, Revision
from qms.documents.queries import list_by_ids
from qms.foundation.db import db, learn_of_tables, seeing
from qms.kernel import clock
from tests.factories import documents

MANY = 400


def test_the_revisions_of_a_few_documents_are_not_looked_for_among_all(app: Flask) -> None:
    office = documents.in_force().organization_id
    _copy(MANY)
    learn_of_tables(clock.now())
    db.session.commit()
    db.engine.dispose()
    with seeing([office]):
        if db.engine.dialect.name == "sqlite":  # PostgreSQL learns by itself
            assert "ix_revisions_organization_id" not in _plan_of_revisions()
        assert len(list_by_ids([1, 2, 3])) == 3


def _copy(number: int) -> None:
    """So many more documents in force like the one that is there."""
    for model in (Document, Revision):
        row = db.session.execute(db.select(*model.__table__.columns)).one()._asdict()
        copies = [_another(row, n) for n in range(2, number)]
        db.session.execute(insert(model.__table__), copies)
    db.session.commit()


def _another(row: dict[str, object], number: int) -> dict[str, object]:
    changed = {"id": number, "code": f"HD-{number}", "document_id": number, "check_token": f"token-{number}"}
    return row | {name: value for name, value in changed.items() if name in row}


def _plan_of_revisions() -> str:
    """How SQLite goes about reading the revisions of three documents."""
    asked: list[tuple[str, object]] = []

    def hear(_c: object, _cursor: object, statement: str, values: object, *_more: object) -> None:
        asked.append((statement, values))

    db.session.expire_all()
    event.listen(db.engine, "before_cursor_execute", hear)
    list_by_ids([1, 2, 3])
    event.remove(db.engine, "before_cursor_execute", hear)
    statement, values = next(each for each in asked if "FROM revisions" in each[0])
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    return " ".join(row[3] for row in rows)
