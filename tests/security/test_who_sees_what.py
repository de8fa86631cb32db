"""No page shows what its reader may not see: another organisation's things, a text that is not in force.

Every address that can be read is opened, with the records of every state and without; what only few may see
carries a word of its own (tests/world.py), which is looked for in the whole answer, also in files and headers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest
from sqlalchemy import select

from qms.documents import queries
from qms.documents.policy import READ
from qms.foundation.access import can
from qms.foundation.db import db
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.policy import READ as READ_NONCONFORMITY
from qms.search import operations as search
from tests.people import actor
from tests.security.surface import Door, doors
from tests.security.test_matrix import places_of
from tests.world import ELSEWHERE, PLACES, SECRET_NONCONFORMITY, SECRETS, World, word_of

READERS = ["quan", "dung", "hoa", "an", "binh", "tu"]  # the coordinator and the author of all may read all
QUERIES = [
    "",
    "?show=all",
    "?show=under_way",
    "?show=withdrawn",
    "?q=quy",
    "?reads=yes&page=1",
    "?old=1&new=2",
]


def answers(office: World, username: str, door: Door, addresses: set[str]) -> Iterator[tuple[str, str]]:
    """Address and whole answer of everything behind a door, by this person."""
    client = office.visitor(username)
    for address in sorted(addresses):
        for query in QUERIES if not door.rule.arguments else [""]:
            answer = client.get(address + query, follow_redirects=True)
            yield address + query, f"{answer.headers}\n{answer.get_data().decode(errors='replace')}"


def addresses_of(
    office: World, door: Door, username: str, organization: str = "SKHCN", places: Collection[str] = PLACES
) -> set[str]:
    """The door's address with the department's records in these states, or with the other organisation's."""
    if organization != "SKHCN":
        return {door.address(office.app, **office.arguments_elsewhere(door.endpoint, door.rule.arguments))}
    return {
        door.address(
            office.app,
            **office.arguments(
                door.endpoint,
                door.rule.arguments,
                state="effective" if place == "any" else place,
                username=username,
            ),
        )
        for place in places_of(door)
        if place in ("any", *places)
    }


def readable_doors(office: World) -> list[Door]:
    return [door for door in doors(office.app) if door.method == "GET"]


def unreadable_words(username: str) -> set[str]:
    """Words of the department's revisions that this person may not read."""
    reader = actor(username)
    hidden = {
        word_of(place)
        for place, (code, number) in PLACES.items()
        if not can(reader, READ, queries.get_revision(code, number))
    }
    found = db.session.scalars(
        select(Nonconformity).where(Nonconformity.title.contains(SECRET_NONCONFORMITY))
    ).one()
    return hidden if can(reader, READ_NONCONFORMITY, found) else hidden | {SECRET_NONCONFORMITY}


@pytest.mark.slow
@pytest.mark.parametrize("username", READERS)
def test_no_reader_meets_a_word_of_a_text_that_they_may_not_read(office: World, username: str) -> None:
    hidden = unreadable_words(username)
    assert hidden
    met = {
        (address, word)
        for door in readable_doors(office)
        for address, answer in answers(office, username, door, addresses_of(office, door, username))
        for word in hidden
        if word in answer
    }
    assert met == set()


@pytest.fixture
def searchable(office: World) -> World:
    """The office with an index of its own records: the index outlives each test's database."""
    search.rebuild()
    db.session.commit()
    return office


@pytest.mark.slow
@pytest.mark.parametrize("username", READERS)
def test_the_search_finds_nothing_that_its_reader_may_not_read(searchable: World, username: str) -> None:
    """Asked for its word it does not give the code, asked for the code it does not give the word."""
    hidden = unreadable_words(username)
    client = searchable.visitor(username)
    met = []
    for place, (code, _number) in PLACES.items():
        word = word_of(place)
        if word not in hidden:
            continue
        for page in ("/search?status=any&q=", "/search?status=under_way&q=", "/search/suggest?q="):
            by_word, by_code = (client.get(page + asked).get_data(as_text=True) for asked in (word, code))
            known = code in (PLACES["effective"][0], PLACES["next_draft"][0])  # another revision may be read
            met += [page + word] if code in by_word and not known else []
            met += [page + code] if word in by_code else []
    assert met == []


def test_the_search_finds_everything_for_who_may_read_it(searchable: World) -> None:
    """The control."""
    client = searchable.visitor("lan")
    for place, (code, _number) in PLACES.items():
        found = client.get(f"/search?status=any&q={code}").get_data(as_text=True)
        assert word_of(place) in found or place == "superseded", place


@pytest.mark.slow
@pytest.mark.parametrize(("username", "other"), [("chi", "SKHCN"), ("lan", "CCTDC"), ("quan", "CCTDC")])
def test_nothing_of_one_organisation_is_seen_from_the_other(office: World, username: str, other: str) -> None:
    met = {
        (address, secret)
        for door in readable_doors(office)
        for address, answer in answers(
            office, username, door, addresses_of(office, door, "lan", other, ("draft", "effective"))
        )
        for secret in SECRETS[other]
        if secret in answer and secret not in address  # what one typed oneself may stand in the answer
    }
    assert met == set()


def test_the_words_are_there_for_who_may_read_them(office: World) -> None:
    """The control: the same look finds every word for the coordinator, and the other side's for the other side."""
    seen = "".join(
        answer
        for door in readable_doors(office)
        if door.endpoint in ("documents.show_revision", "documents.index")
        for _address, answer in answers(office, "lan", door, addresses_of(office, door, "lan"))
    )
    assert [place for place in PLACES if word_of(place) not in seen] == []
    theirs = office.visitor("chi").page(f"/documents/{ELSEWHERE[0]}").body
    assert word_of("elsewhere") in theirs
