"""The list of abbreviations: everybody reads it, the coordinator keeps it, the search follows at once."""

from __future__ import annotations

from qms.foundation.db import db
from qms.search import operations, queries
from tests import people
from tests.factories import documents


def organization_of(username: str) -> int:
    found = people.person(username).organization_id
    assert found
    return found


def test_everybody_reads_the_usual_list_and_only_the_coordinator_is_offered_to_change_it(client_of):
    page = client_of("binh").page("/search/abbreviations")
    assert "thủ tục hành chính" in page.text
    assert not page.all("//main//form")
    assert client_of("lan").page("/search/abbreviations").all("//main//form")


def test_an_abbreviation_that_is_added_is_understood_from_then_on(client_of):
    documents.in_force("HD-KT-01", title="Hướng dẫn kiểm định phương tiện đo")
    operations.rebuild()
    lan = client_of("lan")
    assert "HD-KT-01" not in lan.page("/search?q=pt%C4%91").text
    lan.fill("/search/abbreviations/new", short="PTĐ", full="phương tiện đo")
    assert "HD-KT-01" in lan.page("/search?q=pt%C4%91").text
    own = queries.list_short_forms(organization_of("lan"))
    assert len(own) == len(queries.default_short_forms()) + 1


def test_a_line_is_changed_and_removed(client_of):
    operations.own_the_list(actor=people.actor("lan"))
    db.session.commit()
    line = next(each for each in queries.list_short_forms(organization_of("lan")) if each.short == "KPH")
    address = f"/search/abbreviations/{line.id}"
    lan = client_of("lan")
    lan.send(address, lan.page(address).fields(action=address) | {"full": "sự không phù hợp"})
    assert "sự không phù hợp" in lan.page("/search/abbreviations").text
    lan.fill(address, action=f"{address}/remove")
    lan.page(address, status=404)


def test_what_makes_no_abbreviation_is_refused_at_its_field(client_of):
    lan = client_of("lan")
    for values, sentence in (
        ({"short": "", "full": "x"}, "Chưa điền mục này"),
        ({"short": "???", "full": "x"}, "phải có chữ cái hoặc chữ số"),
        ({"short": "TTHC", "full": "TTHC"}, "Ghi đầy đủ nghĩa"),
        ({"short": "tthc", "full": "Thủ tục hành chính"}, "đã có trong danh sách"),
    ):
        page = lan.fill("/search/abbreviations/new", status=422, **values)
        assert any(sentence in error for error in page.errors()), page.errors()


def test_others_may_not_change_it(client_of):
    client_of("minh").page("/search/abbreviations/new", status=403)


def test_a_line_of_another_organisation_is_not_there(client_of):
    operations.own_the_list(actor=people.actor("chi"))
    db.session.commit()
    line = queries.list_short_forms(organization_of("chi"))[0]
    client_of("lan").page(f"/search/abbreviations/{line.id}", status=404)


def test_a_line_changed_by_somebody_else_meanwhile_is_not_overwritten(client_of):
    operations.own_the_list(actor=people.actor("lan"))
    db.session.commit()
    line = queries.list_short_forms(organization_of("lan"))[0]
    address = f"/search/abbreviations/{line.id}"
    lan = client_of("lan")
    fields = lan.page(address).fields(action=address)
    lan.send(address, fields | {"full": "nghĩa mới"})
    lan.send(address, fields | {"full": "một nghĩa khác", "once": ""}, status=409)
