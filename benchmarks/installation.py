"""An installation of a given size, filled from the synthetic corpus, in a folder of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from benchmarks.corpus import Corpus
from config import Config
from qms import create_app
from qms.documents.models import Document, Revision
from qms.documents.queries import find_type
from qms.documents.rules import State, content_hash
from qms.foundation.access import SYSTEM, Role
from qms.foundation.db import db, learn_of_tables
from qms.foundation.markdown import render
from qms.foundation.migrating import upgrade
from qms.foundation.outbox import work_once
from qms.identity import operations
from qms.identity import queries as people
from qms.kernel import clock
from qms.procedures.encoding import to_json
from qms.procedures.structure import END, Duration, Exit, Party, PartyKind, Procedure, Step, TimeUnit
from qms.search.operations import rebuild

PASSWORD = "trời xanh mây trắng"
READER, COORDINATOR, REVIEWER, LEADER = "lan", "minh", "hoa", "binh"
PEOPLE = {
    READER: ("Nguyễn Thị Lan", Role.STAFF),
    COORDINATOR: ("Trần Quang Minh", Role.COORDINATOR),
    REVIEWER: ("Lê Thu Hoa", Role.REVIEWER),
    LEADER: ("Phạm Văn Bình", Role.LEADER),
}
RENDERED = 40  # so many texts are really rendered; the others borrow one, for pages cost the same


@contextmanager
def installed(size: int, *, searchable: bool = False) -> Iterator[Flask]:
    """An installation in a folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield build(Path(folder), size, searchable=searchable)


def build(folder: Path, size: int, *, searchable: bool = False) -> Flask:
    """An application with ``size`` procedures in force and the PEOPLE; searchable, with its index as well."""
    app = open_in(folder)
    with app.app_context():
        upgrade()
        _people()
        _documents(size)
        db.session.commit()
        learn_of_tables(clock.now())  # as the worker does within the hour
        db.session.commit()
        if searchable:
            rebuild()
            db.session.commit()
            work_once()
    return app


def open_in(folder: Path) -> Flask:
    """The application of the installation in a folder; QMS_DATABASE_URL and QMS_SEARCH are heeded as ever.

    Forms need no token: they are sent without a page.
    """
    given = {**os.environ, "QMS_DATA": str(folder), "QMS_SECRET_KEY": "measured " * 5}
    app = create_app(Config.from_environment(given))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def _people() -> None:
    organization = operations.found_organization(
        code="SKHCN", name="Sở Khoa học và Công nghệ", short_name="Sở KH&CN", parent=None, actor=SYSTEM
    )
    for username, (name, role) in PEOPLE.items():
        person, _password = operations.add_person(
            organization=organization,
            username=username,
            name=name,
            roles=[role],
            password=PASSWORD,
            actor=SYSTEM,
        )
        person.must_change_password = False
    db.session.flush()


def _documents(size: int) -> None:
    type_ = find_type("procedure")
    assert type_ is not None
    lan = people.find_by_username(READER)
    assert lan is not None
    now, common = clock.now(), {"organization_id": type_.organization_id}
    documents: list[dict[str, Any]] = []
    revisions: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    for number, made in enumerate(Corpus(docs=size, seed=9001).documents(), 1):
        if len(kept) < RENDERED:
            kept.append(asdict(render(made["body"])))
        structure = to_json(_procedure(made))
        documents.append(
            common
            | {
                "id": number,
                "code": made["code"],
                "title": made["title"],
                "type_id": type_.id,
                "field": made["field"],
            }
            | {"clauses": ["8.5.1"], "review_months": 12, "created_at": now, "version": 1}
        )
        revisions.append(
            common
            | {"id": number, "document_id": number, "number": 1, "issue": 1, "amendment": 0, "version": 1}
            | {"state": State.EFFECTIVE.value, "title": made["title"], "body": made["body"]}
            | {"structure": structure, "rendered": {"": kept[number % len(kept)]}}
            | {
                "author_id": lan.id,
                "editor_ids": [lan.id],
                "edited_at": now,
                "state_since": now,
                "created_at": now,
            }
            | {"effective_on": date(2026, 1, 5), "effective_at": now, "is_significant": True}
            | dict.fromkeys(("change_place", "change_what", "change_why", "return_reason"), "")
            | dict.fromkeys(("withdrawal_reason", "withdrawal_decision"), "")
            | {"decision_number": "12/QĐ-SKHCN", "content_hash": _hash_of(made, structure)}
        )
    for start in range(0, size, 500):
        db.session.execute(insert(Document), documents[start : start + 500])
        db.session.execute(insert(Revision), revisions[start : start + 500])


def _hash_of(made: dict[str, Any], structure: str) -> str:
    return content_hash(
        code=made["code"], title=made["title"], issue=1, amendment=0, body=made["body"], structure=structure
    )


def _procedure(made: dict[str, Any]) -> Procedure:
    steps = tuple(
        Step(
            id=f"b{step['no']}",
            name=step["name"],
            responsible=Party(PartyKind.UNIT, step["role"]),
            duration=Duration(Decimal(str(step["days"])), TimeUnit.WORKING_DAY),
            exits=tuple(Exit(f"b{to}") for to in step["to"]) or (Exit(END),),
        )
        for step in made["steps"]
    )
    return Procedure(field=made["field"], steps=steps)


def sign_in(app: Flask, username: str = READER) -> FlaskClient:
    """A client that has signed in."""
    client = app.test_client()
    with app.app_context():
        person = people.find_by_username(username)
        assert person is not None
        token = operations.sign_in(person, address="127.0.0.1", device="bench")
        db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


def codes(app: Flask) -> list[str]:
    """The codes of all documents."""
    with app.app_context():
        return list(db.session.scalars(db.select(Document.code).order_by(Document.id)))
