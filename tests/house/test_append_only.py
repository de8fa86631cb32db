"""What is written once stays: refused by the application, and by the database to every program."""

from __future__ import annotations

import pytest
from sqlalchemy import MetaData, Table, delete, text, update
from sqlalchemy.exc import DBAPIError

from qms.foundation.db import AppendOnly, Base, WrittenOnce, db

WRITTEN_ONCE = sorted(
    (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, AppendOnly)),
    key=lambda model: model.__name__,
)
NEVER_DELETED = [
    "organizations",
    "units",
    "persons",
    "documents",
    "revisions",
    "decisions",
    "nonconformity_terms",
    "nonconformities",
    "nonconformity_rounds",
    "nonconformity_actions",
    "nonconformity_extensions",
    "reading_duties",
]


def table_of(name: str) -> Table:
    return Table(name, MetaData(), autoload_with=db.session.connection())


def count(name: str) -> int:
    return db.session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()


def test_there_is_something_to_guard():
    assert {"Entry", "Signature"} <= {model.__name__ for model in WRITTEN_ONCE}


@pytest.mark.parametrize("model", WRITTEN_ONCE, ids=lambda model: model.__name__)
@pytest.mark.parametrize("act", ["change", "delete"])
def test_the_application_refuses_to_touch_it(office, model, act):
    row = db.session.query(model).first()
    if act == "delete":
        db.session.delete(row)
    else:
        column = next(name for name, value in vars(row).items() if isinstance(value, str | list))
        setattr(row, column, "something else")
    with pytest.raises(WrittenOnce):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize("model", WRITTEN_ONCE, ids=lambda model: model.__name__)
def test_the_database_refuses_a_change_of_every_column(office, model):
    table = table_of(model.__tablename__)
    for column in table.columns:
        with pytest.raises(DBAPIError, match="never changed"):
            db.session.execute(update(table).values({column.name: column}))
        db.session.rollback()


@pytest.mark.parametrize("name", [*(model.__tablename__ for model in WRITTEN_ONCE), *NEVER_DELETED])
def test_the_database_refuses_to_delete_it(office, name):
    before = count(name)
    assert before > 0
    with pytest.raises(DBAPIError, match="never deleted"):
        db.session.execute(delete(table_of(name)))
    db.session.rollback()
    assert count(name) == before


def test_what_is_not_guarded_can_be_changed(office):
    """The control: it is the guard that refuses, not the way of asking."""
    notices = table_of("notices")
    db.session.execute(delete(notices))
    assert count("notices") == 0
