"""The master list: filters in the address, order, pages, the file."""

from __future__ import annotations

import csv
import io

import pytest

from qms.foundation.db import db
from tests.factories import documents


@pytest.fixture
def some(app):
    documents.in_force("HD-KT-02", title="Hướng dẫn kiểm định đồng hồ nước")
    documents.in_force("HD-KT-10", title="An toàn phòng thử nghiệm")
    documents.draft("HD-KT-30", title="Bản thảo chưa ai duyệt")


def codes(page):
    return [" ".join(each.text_content().split()) for each in page.all("//main//tbody//th")]


def test_staff_see_what_is_in_force_and_no_title_of_a_draft(some, client_of):
    for address in (
        "/documents",
        "/documents?show=all",
        "/documents?show=under_way",
        "/documents?q=bản thảo&show=all",
    ):
        page = client_of("binh").page(address)
        assert "HD-KT-30" not in codes(page)
        assert "chưa ai duyệt" not in " ".join(each.text_content() for each in page.all("//main//tbody"))


def test_the_coordinator_sees_what_is_under_way(some, client_of):
    assert codes(client_of("lan").page("/documents?show=under_way")) == ["HD-KT-30"]


def test_the_order_lives_in_the_address(some, client_of):
    client = client_of("binh")
    assert codes(client.page("/documents")) == ["HD-KT-02", "HD-KT-10"]
    assert codes(client.page("/documents?sort=-code")) == ["HD-KT-10", "HD-KT-02"]
    assert codes(client.page("/documents?sort=title")) == ["HD-KT-10", "HD-KT-02"]


@pytest.mark.parametrize("typed", ["đồng hồ", "ĐỒNG HỒ", "dong ho", "kt-02"])
def test_a_title_is_found_with_marks_or_without_in_capitals_or_not(some, client_of, typed):
    assert codes(client_of("binh").page(f"/documents?q={typed}")) == ["HD-KT-02"]


@pytest.mark.parametrize("typed", ["%", "_", "h_ớng"])
def test_signs_of_the_database_mean_themselves(some, client_of, typed):
    page = client_of("binh").page(f"/documents?q={typed}")
    assert page.all("//main//tbody//th") == []


def test_units_are_ordered_by_name_and_titles_as_a_dictionary_does(app, client_of):
    documents.in_force("HD-KT-01", title="Vận hành cân", unit="Văn phòng Sở")
    documents.in_force("HD-KT-02", title="Đo độ ẩm", unit="Phòng Quản lý công nghệ")
    client = client_of("binh")
    assert codes(client.page("/documents?sort=unit")) == ["HD-KT-02", "HD-KT-01"]
    assert codes(client.page("/documents?sort=title")) == ["HD-KT-02", "HD-KT-01"]


@pytest.mark.parametrize(
    "nonsense",
    ["sort=password_hash", "page=-3", "page=99999999999", "type=x", "unit=-1", "show=secrets", "clause=';--"],
)
def test_nonsense_in_the_address_is_left_out(some, client_of, nonsense):
    client_of("binh").page(f"/documents?{nonsense}")


def test_an_empty_result_says_so_and_offers_the_way_back(some, client_of):
    page = client_of("binh").page("/documents?q=không có gì như thế")
    assert page.link("Bỏ") == "/documents"


def test_the_file_has_the_same_rows_and_no_formulas(app, client_of):
    documents.in_force("HD-KT-02", title="=HYPERLINK(1)")
    answer = client_of("binh").get("/documents/list.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["HD-KT-02"]
    assert rows[1][1] == "'=HYPERLINK(1)"


def test_another_organisations_documents_are_not_listed(some, client_of):
    assert codes(client_of("chi").page("/documents?show=all")) == []
    client_of("chi").page("/documents/HD-KT-02", status=404)


def test_what_is_under_way_says_in_which_state_it_is_and_whose_turn(client_of):
    documents.submitted(documents.next_draft(documents.in_force("HD-KT-02")))
    page = client_of("lan").page("/documents?show=under_way")
    (row,) = page.all("//tbody/tr")
    said = " ".join(row.text_content().split())
    assert "01/01" in said
    assert "Đang soát xét" in said
    assert "Lê Thị Hoa" in said
    assert row.xpath(".//th//a/@href") == ["/documents/HD-KT-02/revisions/2"]


def test_lines_and_filters_that_are_kept_say_a_new_name_of_a_unit_at_once(app, client_of):
    revision = documents.in_force("HD-KT-02", unit="Văn phòng Sở")
    client = client_of("binh")
    assert "Văn phòng Sở" in client.page("/documents").one("//tbody/tr").text_content()
    revision.document.unit.name = "Văn phòng chung"
    db.session.commit()
    page = client.page("/documents")
    assert "Văn phòng chung" in page.one("//tbody/tr").text_content()
    assert "Văn phòng chung" in page.one("//select[@name='unit']").text_content()
    assert "Văn phòng chung" in client.page("/documents/HD-KT-02").one("//*[@id='facts']").text_content()
    assert "Văn phòng Sở" not in page.text + client.page("/documents/HD-KT-02").text


def test_the_number_of_documents_is_counted_with_the_filters_and_without(some, client_of):
    for query, number in (("", "2"), ("?q=đồng hồ", "1"), ("?show=all", "2"), ("?show=withdrawn", "0")):
        said = client_of("binh").page(f"/documents{query}").one("//*[@class='results__count']")
        assert said.text_content().split()[0] == number
