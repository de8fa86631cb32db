"""An installation with the demonstration in it, made once; its first start was cut off half-way."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from qms import create_app
from qms.demo import documents
from qms.foundation.db import db, read_only, see
from tests import databases
from tests.conftest import test_config
from tests.page import PageClient


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


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("demo")
    database = databases.database(folder, f"qms_demo_{worker_id}_{os.getpid()}")
    app = create_app(test_config(folder, database.url))
    with app.app_context():
        see(None)
        read_only(False)
        database.make()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(documents, "_submit", cut_off)
            with pytest.raises(CutOff):
                app.test_cli_runner().invoke(args=["qms", "demo"])
        start(app)
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()
    database.remove()


@pytest.fixture
def demo(demonstration: Flask) -> Iterator[Flask]:
    """The installation, inside its context; everything is in sight."""
    with demonstration.app_context():
        see(None)
        read_only(False)
        yield demonstration
        db.session.remove()


@pytest.fixture
def sheet(demo: Flask) -> Path:
    """The sheet of accounts."""
    return Path(demo.extensions["qms"].config.data_folder) / "demo-accounts.txt"


@pytest.fixture
def password(sheet: Path) -> str:
    """The password of all its accounts."""
    return sheet.read_text(encoding="utf-8").splitlines()[0].split()[-1]


@pytest.fixture
def visitor(demo: Flask) -> PageClient:
    """A browser that nobody has signed in with."""
    return PageClient(demo)
