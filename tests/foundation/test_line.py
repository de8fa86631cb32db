"""Writers of one process have their turns in the order in which they came, and nobody keeps a turn for ever.

PostgreSQL has many writers; there the same tests show that nobody waits at all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from qms.foundation import db as database
from qms.foundation.db import db, engine_now, reading
from qms.foundation.line import Line
from tests.databases import ON_POSTGRESQL

MANY = 30


def in_background(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def waiting_in(line: Line, number: int) -> None:
    while len(line._waiting) < number:
        time.sleep(0.001)


def test_who_came_first_has_the_first_turn() -> None:
    line, served = Line(), []
    line.join(0)

    def wait(number: int) -> None:
        assert line.join(30)
        served.append(number)
        line.leave()

    threads = []
    for number in range(MANY):
        threads.append(in_background(lambda number=number: wait(number)))
        waiting_in(line, number + 1)
    line.leave()
    for thread in threads:
        thread.join()
    assert served == list(range(MANY))


def test_who_loses_patience_holds_nobody_up() -> None:
    line = Line()
    line.join(0)
    assert not line.join(0.01)
    line.leave()
    assert line.join(0)


def write() -> None:
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE duty_runs SET name = name"))


def test_a_writer_waits_for_the_one_before_and_then_goes_on(app: Flask) -> None:
    done = threading.Event()

    def write_too() -> None:
        with app.app_context():
            write()
        done.set()

    with db.engine.begin():
        thread = in_background(write_too)
        assert done.wait(0.05) == ON_POSTGRESQL
    thread.join()
    assert done.is_set()


def test_whoever_waits_too_long_is_told_that_it_is_locked(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.01)
    told = []
    with db.engine.begin():
        try:
            write()
        except OperationalError as error:
            told.append(str(error.orig))
    assert told == ([] if ON_POSTGRESQL else ["database is locked"])
    write()


def test_a_transaction_that_fails_gives_its_turn_back(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE_SECONDS", 0.01)
    with pytest.raises(ZeroDivisionError), db.engine.begin():
        raise ZeroDivisionError
    connection = db.engine.connect()
    connection.begin()
    connection.invalidate()
    connection.close()
    write()


def test_readers_stand_in_no_line(app: Flask) -> None:
    with db.engine.begin(), reading(), engine_now().begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM persons")) > 0
