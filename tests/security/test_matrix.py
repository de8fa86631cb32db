"""Who gets which answer where: every method of every route, in every state of its record, for every role.

What is expected stands in matrix.yaml, written down and read by people; a route without an entry fails. A refusal
changes nothing and leaves one line in the trail. No answer holds a word of what its reader may not read: what only few
may see carries a word of its own (tests/world), which is looked for in the whole answer, also in files and headers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
import yaml
from flask import Flask, g
from sqlalchemy import func, select

from qms.foundation import trail
from qms.foundation.access import Actor, Permission, require
from qms.foundation.db import db
from qms.kernel.errors import Forbidden, NotFound
from qms.web.guards import Guard
from tests.conftest import lay_anew
from tests.people import actor
from tests.security.surface import Door, changed, doors, state
from tests.world import PLACES, World, hidden_from, word_of

COLUMNS = {
    "nobody": None,
    "administrator": "quan",
    "coordinator": "lan",
    "leader": "dung",  # named to approve
    "reviewer": "hoa",  # named to review
    "auditor": "an",
    "author": "minh",
    "staff": "binh",  # of another unit
    "reader": "tu",
    "left": "thanh",  # left the office; their session was open
    "elsewhere": "chi",  # coordinator and administrator of the other organisation
}
ANY, EVERY = "any", "every"


def read_table() -> dict[str, dict[str, str]]:
    """Door -> state -> row of statuses."""
    written = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text())
    return {
        name: {place: row for places, row in rows.items() for place in _named(places)}
        for name, rows in written.items()
    }


def _named(places: str) -> list[str]:
    return list(PLACES) if places == EVERY else places.split(", ")


TABLE = read_table()
REFUSALS = {401, 403, 404}
AROUND = frozenset({"trail_entries"})  # where refusals and views are told


@dataclass(frozen=True)
class Cell:
    """One request of the matrix."""

    column: str
    place: str
    expected: int


def cells(name: str) -> Iterator[Cell]:
    for place, row in TABLE[name].items():
        for column, status in zip(COLUMNS, row.split(), strict=True):
            yield Cell(column, place, int(status))


def places_of(door: Door) -> set[str]:
    """The states that the entry of this route must name."""
    return set(PLACES) if {"code", "record_id"} & set(door.rule.arguments) else {ANY}


def test_every_route_has_its_entry_and_every_entry_its_route(app: Flask) -> None:
    surface = {door.name: places_of(door) for door in doors(app)}
    written = {name: set(rows) for name, rows in TABLE.items()}
    assert written.keys() - surface.keys() == set(), "these routes are gone: take them out of matrix.yaml"
    assert surface.keys() - written.keys() == set(), "say in matrix.yaml who may do this"
    assert {name for name in surface if surface[name] != written[name]} == set(), "name every state"


def test_a_route_that_nobody_wrote_down_is_noticed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.delitem(TABLE, "GET home.show")
    with pytest.raises(AssertionError, match=r"say in matrix\.yaml"):
        test_every_route_has_its_entry_and_every_entry_its_route(app)


def address_of(office: World, door: Door, cell: Cell) -> str:
    return door.address(office.app, **arguments_of(office, door, cell))


def arguments_of(office: World, door: Door, cell: Cell) -> dict[str, object]:
    place = "effective" if cell.place == ANY else cell.place
    username = COLUMNS[cell.column] or "lan"
    return office.arguments(door.endpoint, door.rule.arguments, state=place, username=username)


def faults_of(office: World, door: Door, cell: Cell) -> list[str]:
    """What is wrong with the answer to this visitor's request; unsafe ones come with an empty form and a good token."""
    username, address = COLUMNS[cell.column], address_of(office, door, cell)
    data = {"csrf_token": office.csrf_token()} if door.is_unsafe else None
    answer = office.visitor(username).open(address, method=door.method, data=data)
    whole = f"{answer.headers}\n{answer.get_data().decode(errors='replace')}"
    wrong = (
        [] if answer.status_code == cell.expected else [f"{answer.status_code} instead of {cell.expected}"]
    )
    wrong += [word for word in hidden_from(username) if word in whole and word not in address]
    if door.is_unsafe and answer.status_code < 400:
        lay_anew(office.app)
    return [f"{cell.place}, {cell.column}: {each}" for each in wrong]


def refused_entries() -> int:
    count = db.session.scalar(select(func.count()).where(trail.Entry.action == "access.refused"))
    db.session.rollback()
    return count or 0


def to_try(name: str) -> list[Cell]:
    """The cells that are tried: who has no session is turned away before any record is looked for, so one state does
    for them; nobody elsewhere reaches one, so a draft and what is in force do."""
    enough = {"nobody": {"draft"}, "left": {"draft"}, "elsewhere": {"draft", "effective"}}
    return [
        cell for cell in cells(name) if cell.place in enough.get(cell.column, PLACES) or cell.place == ANY
    ]


def guard_of(app: Flask, door: Door) -> Guard:
    return app.view_functions[door.endpoint].guard  # type: ignore[attr-defined]  # set by web/guards.py


def guard_refuses(office: World, door: Door, cell: Cell) -> bool:
    """Whether the guard, asked without a request, refuses as it is written down."""
    guard, visitor = guard_of(office.app, door), known_actor(COLUMNS[cell.column] or "")
    g.actor = visitor
    try:
        require(visitor, guard.permission, guard.on and guard.on(**arguments_of(office, door, cell)))
    except NotFound:
        return cell.expected == 404
    except Forbidden:
        return cell.expected == 403
    return False


@cache
def known_actor(username: str) -> Actor:
    return actor(username)


def refused_once(name: str) -> tuple[list[Cell], list[Cell]]:
    """Of the refused cells, one for each visitor, each in another state as far as there are any; and the others."""
    refused = [cell for cell in to_try(name) if cell.expected in REFUSALS]
    chosen = []
    for number, column in enumerate(COLUMNS):
        own = [cell for cell in refused if cell.column == column]
        chosen += own[number % len(own) :][:1] if own else []
    return chosen, [cell for cell in refused if cell not in chosen]


def door_named(office: World, name: str) -> Door:
    return next(door for door in doors(office.app) if door.name == name)


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_who_is_refused_is_told_nothing_and_changes_nothing(office: World, name: str) -> None:
    """Each visitor once by a request. In every other state the guard is asked, which is what refuses; where it is not
    the guard, by a request again."""
    door = door_named(office, name)
    refused, others = refused_once(name)
    refused += [cell for cell in others if not guard_refuses(office, door, cell)]
    before, lines_before = untouched(), refused_entries()
    assert [fault for cell in refused for fault in faults_of(office, door, cell)] == []
    assert list(changed(before, state(without=AROUND))) == []
    forbidden = sum(1 for cell in refused if cell.expected == 403)
    assert refused_entries() - lines_before == forbidden, "each refusal leaves one line in the trail"


@cache
def untouched() -> dict[str, str]:
    """The office as it is before each test."""
    return state(without=AROUND)


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_who_may_is_let_in_and_meets_no_word_that_they_may_not_read(office: World, name: str) -> None:
    door = door_named(office, name)
    let_in = [cell for cell in to_try(name) if cell.expected not in REFUSALS]
    assert [fault for cell in let_in for fault in faults_of(office, door, cell)] == []


def test_a_right_that_everybody_has_is_noticed(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    door, cell = door_named(office, "GET documents.show_revision"), Cell("reader", "draft", 200)
    assert hidden_from(COLUMNS[cell.column])
    monkeypatch.setattr(Permission, "granted", lambda *_anything: True)
    assert faults_of(office, door, cell) == [f"draft, reader: {word_of('draft')}"]
    assert not guard_refuses(
        office, door_named(office, "POST documents.approve"), replace(cell, expected=403)
    )
