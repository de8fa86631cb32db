"""Engines to ask: one that knows the records of ground.py and is only asked, one that is empty and may be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from qms.foundation.db import db, see
from qms.foundation.searching.port import SearchEngine
from qms.foundation.searching.postgres_engine import PostgresEngine
from qms.foundation.searching.whoosh_engine import WhooshEngine
from tests.conftest import lay_anew
from tests.contracts.searching.ground import RECORDS
from tests.databases import ON_POSTGRESQL

# Whoosh knows nothing of the database, so it is asked once: in the run on SQLite.
ENGINES: dict[str, Callable[[Path], SearchEngine]] = (
    {"postgres": lambda _folder: PostgresEngine()} if ON_POSTGRESQL else {"whoosh": WhooshEngine}
)


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest,
    session_app: Flask,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[SearchEngine]:
    """Knows the records of ground.py. Shared by the tests of a file, which only ask it."""
    lay_anew(session_app)
    with session_app.app_context():
        see(None)
        engine = ENGINES[request.param](tmp_path_factory.mktemp("index"))
        engine.rebuild(RECORDS)
        yield engine
        db.session.remove()


@pytest.fixture(params=ENGINES)
def empty_engine(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> SearchEngine:
    """Knows nothing yet."""
    engine = ENGINES[request.param](tmp_path / "index")
    engine.rebuild([])
    return engine


@pytest.fixture
def changing_engine(empty_engine: SearchEngine) -> SearchEngine:
    """Knows the records of ground.py and may be changed."""
    empty_engine.bring_many_in_line(dict(RECORDS))
    return empty_engine
