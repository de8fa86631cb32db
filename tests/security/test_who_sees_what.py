"""No page shows what its reader may not see: another organisation's things, a text that is not in force.

Lists with everything that can be chosen, the search, and all that the other organisation has. Every other address
is opened in test_matrix.py, which looks for the same words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from qms.foundation.db import db
from qms.search import operations as search
from tests.page import PageClient
from tests.security.surface import Door, doors
from tests.security.test_matrix import REFUSALS
from tests.world import ELSEWHERE, PLACES, SECRETS, World, hidden_from, word_of

READERS = ["quan", "dung", "hoa", "an", "binh", "tu"]  # the coordinator and the author of all may read all
QUERIES = ["?show=all&status=any", "?show=under_way&reads=yes&page=1", "?show=withdrawn&q=quy"]


def lists(office: World) -> Iterator[Door]:
    """What can be read and is chosen from by the part of the address behind the question mark."""
    yield from (door for door in readable_doors(office) if not door.rule.arguments)


def readable_doors(office: World) -> Iterator[Door]:
    yield from (door for door in doors(office.app) if door.method == "GET")


def answers(client: PageClient, address: str, queries: Collection[str]) -> Iterator[tuple[str, str]]:
    """Address and whole answer, for each query; who is refused without any is refused with all."""
    for query in queries:
        answer = client.get(address + query)
        if answer.status_code in REFUSALS:
            return
        yield address + query, f"{answer.headers}\n{answer.get_data().decode(errors='replace')}"


@pytest.mark.any_database
@pytest.mark.slow
@pytest.mark.parametrize("username", [*READERS, "chi"])
def test_no_choice_from_a_list_shows_a_word_that_its_reader_may_not_read(
    office: World, username: str
) -> None:
    """Without a choice, and for all else that can be read: test_matrix.py."""
    hidden, client = hidden_from(username), office.visitor(username)
    assert hidden
    met = {
        (address, word)
        for door in lists(office)
        for address, answer in answers(client, door.address(office.app), QUERIES)
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


@pytest.mark.any_database
@pytest.mark.slow
@pytest.mark.parametrize("username", READERS)
def test_the_search_finds_nothing_that_its_reader_may_not_read(searchable: World, username: str) -> None:
    """Asked for its word it does not give the code, asked for the code it does not give the word."""
    hidden = hidden_from(username)
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
@pytest.mark.parametrize("username", ["lan", "quan"])
def test_nothing_of_the_other_organisation_is_seen(office: World, username: str) -> None:
    """From the department; the matrix looks the other way (its column "elsewhere")."""
    client = office.visitor(username)
    met = {
        (address, secret)
        for door in readable_doors(office)
        for address, answer in answers(client, address_elsewhere(office, door), ["", *queries_of(door)])
        for secret in SECRETS["CCTDC"]
        if secret in answer and secret not in address  # what one typed oneself may stand in the answer
    }
    assert met == set()


def queries_of(door: Door) -> list[str]:
    return [] if door.rule.arguments else QUERIES


def address_elsewhere(office: World, door: Door) -> str:
    return door.address(office.app, **office.arguments_elsewhere(door.endpoint, door.rule.arguments))


def test_the_words_are_there_for_who_may_read_them(office: World) -> None:
    """The control: the same look finds every word for the coordinator, and the other side's for the other side."""
    client = office.visitor("lan")
    seen = "".join(
        answer
        for code, number in PLACES.values()
        for _address, answer in answers(client, f"/documents/{code}/revisions/{number}", [""])
    )
    assert [place for place in PLACES if word_of(place) not in seen] == []
    theirs = office.visitor("chi").page(f"/documents/{ELSEWHERE[0]}").body
    assert word_of("elsewhere") in theirs
