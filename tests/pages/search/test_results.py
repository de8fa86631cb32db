"""The search page: what staff type at the counter, who sees what, and what it says when nothing is there."""

from __future__ import annotations

import shutil

import pytest

from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.identity import queries as identity
from qms.search import operations
from tests.factories import documents, procedures


@pytest.fixture
def xray(app):
    """The procedure of X-ray licences in force, and an index that knows it."""
    revision = procedures.in_force("QT-ATBX-02")
    bring_in_line()
    return revision


def bring_in_line() -> None:
    operations.rebuild()
    db.session.commit()


def hits(page) -> list[str]:
    """The addresses of the hits, in order."""
    return [a.get("href") for a in page.all("//*[contains(@class,'record__title')]/a")]


def test_staff_types_without_marks_and_lands_on_the_procedure_in_force(client_of, xray):
    page = client_of("binh").page("/search?q=cap+giay+phep+x+quang")
    assert hits(page)[0] == "/procedures/QT-ATBX-02"
    assert [mark.text for mark in page.all("(//*[contains(@class,'record__title')])[1]//mark")] == [
        "Cấp giấy phép",
        "X-quang",
    ]


def test_a_step_says_where_it_stands_how_long_it_takes_and_who_does_it(client_of, xray):
    page = client_of("binh").page("/search?q=ai+ky+ket+qua+x+quang")
    assert hits(page)[0] == "/procedures/QT-ATBX-02/steps/6"
    first = " ".join(page.all("//li[contains(@class,'record')]")[0].text_content().split())
    assert first.startswith("QT-ATBX-02 · bước 6 · Xem xét, ký kết quả · Lãnh đạo Sở")


def test_questions_of_the_counter_lead_to_the_part_that_answers(client_of, xray):
    binh = client_of("binh")
    assert hits(binh.page("/search?q=can+cu+phap+ly+x+quang"))[0] == "/procedures/QT-ATBX-02#basis"
    papers = hits(binh.page("/search?q=th%C3%A0nh+ph%E1%BA%A7n+h%E1%BB%93+s%C6%A1+x-quang"))
    assert papers[0] == "/procedures/QT-ATBX-02#papers"


def test_an_empty_question_says_what_can_be_asked(client_of, app):
    assert "Bạn cần tìm gì?" in client_of("binh").page("/search").text


def test_nothing_found_says_what_to_try(client_of, xray):
    page = client_of("binh").page("/search?q=zzz+qqq")
    assert "Không tìm thấy kết quả nào cho “zzz qqq”" in page.text
    assert "Hãy thử ít chữ hơn" in page.text


def test_a_slip_is_read_and_said(client_of, xray):
    page = client_of("binh").page("/search?q=giay+pehp+x+quang")
    assert "giay phép x quang" in page.text
    assert hits(page)[0].startswith("/procedures/QT-ATBX-02")


def test_nobody_finds_a_draft_who_may_not_read_it(client_of, xray):
    documents.draft("HD-KT-09", title="Hướng dẫn cân Roberval")
    bring_in_line()
    for status in ("", "&status=under_way", "&status=any"):
        page = client_of("binh").page(f"/search?q=roberval{status}")
        assert hits(page) == []
    assert hits(client_of("lan").page("/search?q=roberval")) == []
    assert hits(client_of("lan").page("/search?q=roberval&status=under_way")) == [
        "/documents/HD-KT-09/revisions/1"
    ]


def test_a_right_that_was_lost_counts_though_the_index_is_late(client_of, xray):
    revision = documents.draft("HD-KT-09", title="Hướng dẫn cân Roberval")
    bring_in_line()
    minh = client_of("minh")
    assert hits(minh.page("/search?q=roberval&status=under_way")) == ["/documents/HD-KT-09/revisions/1"]
    revision = db.session.merge(revision)
    revision.author_id = identity.find_by_username("hoa").id
    revision.document.owner_id = None
    db.session.commit()
    assert hits(minh.page("/search?q=roberval&status=under_way")) == []


def test_another_organisation_finds_nothing_of_it(client_of, xray):
    khanh = client_of("khanh")
    page = khanh.page("/search?q=cap+giay+phep+x+quang")
    assert not [each for each in hits(page) if not each.startswith("/help/")]
    assert "QT-ATBX" not in page.body
    assert khanh.get("/search/suggest?q=cap+giay").json == {"suggestions": []}


def test_filters_live_in_the_address(client_of, xray):
    documents.in_force("HD-KT-01", title="Hướng dẫn giấy phép")
    bring_in_line()
    binh = client_of("binh")
    page = binh.page("/search?q=giay+phep&type=instruction")
    assert hits(page) == ["/documents/HD-KT-01"]
    assert page.one("//select[@name='type']/option[@selected]").get("value") == "instruction"
    steps = hits(binh.page("/search?q=giay+phep&kind=step"))
    assert steps
    assert all("/steps/" in each for each in steps)


@pytest.mark.parametrize(
    "query",
    [
        "q=%00&kind=nonsense&type=%27&unit=-1&field=x%3Ay&clause=9999&status=no&page=-3",
        "q=" + "a" * 5000,
        "q=%E2%80%AEgiay+phep%E2%80%8B&page=999999",
        "q=giay&in=document:99999999999999",
        "q=giay&in=nothing:1",
        "q=%22giay",
        "q=*",
    ],
)
def test_nonsense_in_the_address_is_a_page_all_the_same(client_of, xray, query):
    client_of("binh").page(f"/search?{query}")


def test_markup_typed_or_found_is_shown_as_text(client_of, app):
    documents.in_force("HD-KT-01", title="<b>Đậm</b> & nhạt", body="Chữ thường.")
    bring_in_line()
    page = client_of("binh").page("/search?q=dam+nhat+%3Cscript%3E")
    assert "<b>Đậm</b>" in page.text
    assert not page.all("//main//b")


def test_more_places_of_one_document_are_a_click_away(client_of, xray):
    page = client_of("binh").page("/search?q=ho+so&kind=step")
    within = page.link("chỗ khác trong tài liệu này")
    found = hits(client_of("binh").page(within))
    assert len(found) > 3
    assert all("QT-ATBX-02" in each for each in found)


def test_the_page_comes_in_english_too(client_of, xray):
    client = client_of("binh")
    client.set_cookie("lang", "en")
    client.page("/search?q=cap+giay+phep+x+quang")


# --- An index that is missing or damaged


def test_a_missing_index_is_told_and_made_anew_while_documents_stay_readable(client_of, xray):
    shutil.rmtree(house().config.index_folder)
    house().search.forget()
    binh = client_of("binh")
    page = binh.page("/search?q=x+quang", status=503)
    assert "Đang lập lại chỉ mục" in page.text
    assert page.answer.headers["Retry-After"]
    assert binh.get("/search/suggest?q=cap").status_code == 503
    binh.page("/documents/QT-ATBX-02")
    outbox.work_once()
    assert hits(binh.page("/search?q=cap+giay+phep+x+quang"))[0] == "/procedures/QT-ATBX-02"


def test_asking_often_for_a_missing_index_makes_it_anew_once(client_of, xray):
    shutil.rmtree(house().config.index_folder)
    house().search.forget()
    binh = client_of("binh")
    for _ in range(3):
        binh.page("/search?q=x+quang", status=503)
    assert outbox.health().waiting[operations.REBUILD] == 1


# --- Suggestions


def test_suggestions_are_titles_codes_and_steps_in_force(client_of, xray):
    documents.draft("HD-KT-09", title="Cấp giấy tờ khác")
    bring_in_line()
    binh = client_of("binh")
    answer = binh.get("/search/suggest?q=c%E1%BA%A5p+gi")
    assert answer.json["suggestions"][0] == {
        "code": "QT-ATBX-02",
        "title": "Cấp giấy phép tiến hành công việc bức xạ - Sử dụng thiết bị X-quang chẩn đoán trong y tế",
        "heading": "",
        "step": None,
        "url": "/procedures/QT-ATBX-02",
    }
    steps = binh.get("/search/suggest?q=xem+xet+ky").json["suggestions"]
    assert ("Xem xét, ký kết quả", 6) in [(each["heading"], each["step"]) for each in steps]


def test_suggestions_are_for_those_who_signed_in(client, app):
    assert client.get("/search/suggest?q=cap").status_code == 302
