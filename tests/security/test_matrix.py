"""Who gets which answer where: every method of every route, in every state of its record, for every role.

What is expected stands in matrix.yaml, written down and read by people; a route without an entry fails. A refusal
changes nothing and leaves one line in the trail. No answer holds a word of what its reader may not read: what only few
may see carries a word of its own (tests/world), which is looked for in the whole answer, also in files and headers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask, current_app, g
from sqlalchemy import func, select

from qms.foundation import trail
from qms.foundation.access import Actor, Permission, require
from qms.foundation.db import db, seeing
from qms.kernel.errors import Forbidden, NotFound
from qms.web.guards import OPEN, Guard
from tests import amounts
from tests.conftest import lay_anew
from tests.databases import ON_POSTGRESQL
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
WITHOUT_A_SESSION = {"nobody", "left"}
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
FEW_REFUSED = amounts.of(4, 11, on_postgresql=1)  # by a request at each door
GROUPS = {
    f"{method} {room}": names
    for method, room in sorted({(name.split()[0], name.split()[1].partition(".")[0]) for name in TABLE})
    if (names := [name for name in TABLE if name.startswith(f"{method} {room}.")])
}
"""Doors that are tried together: an office laid anew for each door would cost more than what is tried there."""
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


def guard_says(office: World, door: Door, cell: Cell) -> int | None:
    """The status of the guard's refusal, asked without a request; None when it lets the visitor in."""
    guard = guard_of(office.app, door)
    if cell.column in WITHOUT_A_SESSION:
        return None if guard.permission is OPEN else 401
    arguments = tuple(arguments_of(office, door, cell).items())
    return asked(guard.permission, guard.on, arguments, COLUMNS[cell.column] or "")


@cache
def asked(
    permission: Permission,
    on: Callable[..., Any] | None,
    arguments: tuple[tuple[str, Any], ...],
    username: str,
) -> int | None:
    """What doors with the same guard ask of the same record is asked once: the office is the same before each test."""
    visitor = known_actor(username)
    try:
        with current_app.test_request_context(), seeing((visitor.organization_id,)):
            g.actor = visitor
            require(visitor, permission, on and on(**dict(arguments)))
    except NotFound:
        return 404
    except Forbidden:
        return 403
    return None


def guard_decides(office: World, door: Door, cell: Cell) -> bool:
    """Whether the guard alone says what is written down of this cell."""
    return guard_says(office, door, cell) == (cell.expected if cell.expected in REFUSALS else None)


@cache
def known_actor(username: str) -> Actor:
    return actor(username)


def door_named(office: World, name: str) -> Door:
    return next(door for door in doors(office.app) if door.name == name)


def by_request(name: str, wanted: list[Cell]) -> list[Cell]:
    """Of these cells those that are tried by a request; of the others the guard is asked, without one.

    By a request: every page that opens, for its words; of forms one state for each visitor and status. Refused are
    a few visitors at each door, others at the next, in another state each: the same lines refuse them all. On PostgreSQL,
    which has no say in who may, each state and status is tried with one visitor.
    """
    first, kinds = list(TABLE).index(name), defaultdict(list)
    for cell in wanted:
        is_page = cell.expected == 200 and name.startswith("GET")
        who = "" if ON_POSTGRESQL else cell.column
        kinds[cell.expected, who, cell.place if is_page else ""].append(cell)
    chosen = [alike[(first + number) % len(alike)] for number, alike in enumerate(kinds.values())]
    refused = [cell for cell in chosen if cell.expected in REFUSALS]
    few = [refused[(first + number) % len(refused)] for number in range(min(FEW_REFUSED, len(refused)))]
    return [cell for cell in chosen if cell not in refused or cell in few]


def tried(office: World, name: str, wanted: list[Cell]) -> list[Cell]:
    """The chosen cells, and of the others those in which it is not the guard that decides."""
    door, chosen = door_named(office, name), by_request(name, wanted)
    if ON_POSTGRESQL:
        return chosen
    return [cell for cell in wanted if cell in chosen or not guard_decides(office, door, cell)]


def faults_behind(office: World, name: str, cells_to_try: list[Cell]) -> list[str]:
    door = door_named(office, name)
    return [f"{name}, {fault}" for cell in cells_to_try for fault in faults_of(office, door, cell)]


@cache
def untouched() -> dict[str, str]:
    """The office as it is before each test."""
    return state(without=AROUND)


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_who_is_refused_is_told_nothing_and_changes_nothing(office: World, group: str) -> None:
    before, lines_before = untouched(), refused_entries()
    refused = {
        name: tried(office, name, [cell for cell in to_try(name) if cell.expected in REFUSALS])
        for name in GROUPS[group]
    }
    assert [fault for name, found in refused.items() for fault in faults_behind(office, name, found)] == []
    assert list(changed(before, state(without=AROUND))) == []
    forbidden = sum(1 for found in refused.values() for cell in found if cell.expected == 403)
    assert refused_entries() - lines_before == forbidden, "each refusal leaves one line in the trail"


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_who_may_is_let_in_and_meets_no_word_that_they_may_not_read(office: World, group: str) -> None:
    let_in = {
        name: tried(office, name, [cell for cell in to_try(name) if cell.expected not in REFUSALS])
        for name in GROUPS[group]
    }
    assert [fault for name, found in let_in.items() for fault in faults_behind(office, name, found)] == []


def test_a_right_that_everybody_has_is_noticed(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    door, cell = door_named(office, "GET documents.show_revision"), Cell("reader", "draft", 200)
    assert hidden_from(COLUMNS[cell.column])
    monkeypatch.setattr(Permission, "granted", lambda *_anything: True)
    asked.cache_clear()
    assert faults_of(office, door, cell) == [f"draft, reader: {word_of('draft')}"]
    assert not guard_decides(
        office, door_named(office, "POST documents.approve"), replace(cell, expected=403)
    )
    asked.cache_clear()
