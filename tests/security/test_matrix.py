"""Who gets which answer where: every method of every route, in every state of its record, for every role.

What is expected stands in matrix.yaml, written down and read by people; a route without an entry fails. A refusal
changes nothing, leaves one line in the trail, and does not say what it refuses to show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from flask import Flask
from sqlalchemy import func, select

from qms.foundation import trail
from qms.foundation.db import db
from tests.conftest import lay_anew
from tests.page import Page
from tests.security.surface import Door, changed, doors, state
from tests.world import PLACES, World, word_of

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


def knock(office: World, door: Door, cell: Cell) -> Page:
    """The answer to this visitor's request; unsafe ones come with an empty form and a good token."""
    username = COLUMNS[cell.column]
    place = "effective" if cell.place == ANY else cell.place
    known = office.arguments(door.endpoint, door.rule.arguments, state=place, username=username or "lan")
    data = {"csrf_token": office.csrf_token()} if door.is_unsafe else None
    address = door.address(office.app, **known)
    return Page(office.visitor(username).open(address, method=door.method, data=data))


def refused_entries() -> int:
    count = db.session.scalar(select(func.count()).where(trail.Entry.action == "access.refused"))
    db.session.rollback()
    return count or 0


def to_try(name: str) -> list[Cell]:
    """The cells that are tried: who has no session is turned away before any record is looked for, and nobody
    elsewhere reaches one, so one state does for them."""
    found = list(cells(name))
    once = ("nobody", "left", "elsewhere")
    return [cell for cell in found if cell.column not in once or cell.place in (ANY, "draft")]


def door_named(office: World, name: str) -> Door:
    return next(door for door in doors(office.app) if door.name == name)


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_who_is_refused_is_told_nothing_and_changes_nothing(office: World, name: str) -> None:
    door = door_named(office, name)
    refused = [cell for cell in to_try(name) if cell.expected in REFUSALS]
    before, lines_before = state(without=AROUND), refused_entries()
    wrong, told = [], []
    for cell in refused:
        page = knock(office, door, cell)
        if page.status != cell.expected:
            wrong.append(f"{cell.place}, {cell.column}: {page.status} instead of {cell.expected}")
        if cell.place != ANY and word_of(cell.place) in page.body:
            told.append(f"{cell.place}, {cell.column}")
    assert wrong == []
    assert told == [], "a refusal does not name what it refuses"
    assert list(changed(before, state(without=AROUND))) == []
    forbidden = sum(1 for cell in refused if cell.expected == 403)
    assert refused_entries() - lines_before == forbidden, "each refusal leaves one line in the trail"


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_who_may_is_let_in(office: World, name: str) -> None:
    wrong = []
    door = door_named(office, name)
    for cell in to_try(name):
        if cell.expected in REFUSALS:
            continue
        page = knock(office, door, cell)
        if page.status != cell.expected:
            wrong.append(f"{cell.place}, {cell.column}: {page.status} instead of {cell.expected}")
        if door.is_unsafe and page.status < 400:
            lay_anew(office.app)
    assert wrong == []
