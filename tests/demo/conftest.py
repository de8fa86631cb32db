"""An installation with the demonstration in it, made once; its first start was cut off half-way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from qms import create_app
from qms.audits.models import Finding, Line
from qms.demo import documents
from qms.documents import queries
from qms.foundation.db import db, read_only, see, seeing
from qms.identity.operations import actor_of
from qms.identity.queries import find_by_username
from qms.kernel import clock
from qms.nonconformities.models import Nonconformity
from qms.procedures.encoding import from_json
from qms.search.operations import add_short_form
from tests.conftest import NewDatabase, test_config
from tests.databases import PostgreSQLDatabase, SQLiteFile, shared_name
from tests.page import PageClient
from tests.sharing import own_copy


class CutOff(BaseException):
    """The machine went down."""


def start(app: Flask) -> str:
    """``flask qms demo``; what it says."""
    db.session.rollback()  # the command has connections of its own, which wait for no test
    result = app.test_cli_runner().invoke(args=["qms", "demo"])
    assert result.exit_code == 0, result.output
    return str(result.output)


def cut_off(*_anything: object) -> None:
    raise CutOff


@pytest.fixture(scope="session")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, new_database: NewDatabase
) -> Iterator[Flask]:
    def make(folder: Path) -> None:
        database = new_database(folder, shared_name("demo"))
        _make(app_in(folder, database))
        database.share()

    folder = own_copy(tmp_path_factory, worker_id, "demo", make)
    database = new_database(folder, f"qms_demo_{worker_id}_{os.getpid()}")
    database.take()
    app = app_in(folder, database)
    yield app
    with app.app_context():
        db.engine.dispose()
    database.remove()


def app_in(folder: Path, database: SQLiteFile | PostgreSQLDatabase) -> Flask:
    app = create_app(test_config(folder, database.url))
    app.extensions["test_database"] = database
    return app


def _make(app: Flask) -> None:
    """The demonstration, whose first start is cut off half-way."""
    with app.app_context():
        see(None)
        read_only(False)
        app.extensions["test_database"].make()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(documents, "_submit", cut_off)
            with pytest.raises(CutOff):
                app.test_cli_runner().invoke(args=["qms", "demo"])
        start(app)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def demo(demonstration: Flask) -> Iterator[Flask]:
    """The installation, inside its context; everything is in sight."""
    with demonstration.app_context():
        see(None)
        read_only(False)
        yield demonstration
        db.session.remove()


@pytest.fixture(scope="session")
def sheet(demonstration: Flask) -> Path:
    """The sheet of accounts."""
    return Path(demonstration.extensions["qms"].config.data_folder) / "demo-accounts.txt"


@pytest.fixture(scope="session")
def password(sheet: Path) -> str:
    """The password of all its accounts."""
    return sheet.read_text(encoding="utf-8").splitlines()[0].split()[-1]


@pytest.fixture(scope="session")
def places(demonstration: Flask) -> dict[str, object]:
    """What stands in addresses by a name or number that the demonstration does not fix."""
    with demonstration.app_context():
        see(None)
        revision = queries.get_revision(documents.DRAFTED, 2)
        coordinator = find_by_username("thuky")
        assert coordinator is not None
        with seeing([coordinator.organization_id]):
            added = add_short_form(short="QTNB", full="quy trình nội bộ", actor=actor_of(coordinator))
        db.session.commit()
        year = clock.today().year
        by_state = {
            state: db.session.scalar(select(Finding.id).where(Finding.state == state))
            for state in ("draft", "sent")
        }
        found = {
            "written": by_state["draft"],
            "sent": by_state["sent"],
            "disputed": db.session.scalar(select(Line.id).where(Line.is_disputed)),
            "year": year,
            "next_year": year + 1,
            "step": from_json(revision.structure).steps[1].id,
            "short_form": added.id,
            "check_token": revision.check_token,
        }
        found |= {
            row.state: row.code
            for row in db.session.scalars(select(Nonconformity).order_by(Nonconformity.id))
        }
        db.session.remove()
    return found


@pytest.fixture
def visitor(demo: Flask) -> PageClient:
    """A browser that nobody has signed in with."""
    return PageClient(demo)
