"""Read and confirm, and who has: the pages as readers, heads, owners and the coordinator use them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select

from qms.documents import content
from qms.documents.models import Revision
from qms.documents.operations import writing
from qms.foundation.db import db
from qms.identity import operations as identity
from qms.identity import queries as people
from qms.kernel import clock
from qms.procedures.encoding import to_json
from qms.procedures.queries import procedure_of
from qms.reading.models import ReadingDuty
from qms.reading.operations import keeping
from qms.reading.operations.confirming import confirm
from qms.reading.operations.keeping import Wanted
from qms.reading.queries.own import get_to_read
from qms.reading.rules import Question
from tests.factories import procedures
from tests.factories.documents import approved, in_force, next_draft
from tests.people import actor, person

CODE = "HD-KT-01"
READ, READERS = f"/reading/documents/{CODE}", f"/reading/documents/{CODE}/readers"
COUNTER = "Bộ phận tiếp nhận và trả kết quả"


@pytest.fixture
def revision(app) -> Revision:
    """In force, and Bình of the counter is asked to read it."""
    made = in_force(CODE)
    concern(made, units=[people.find_unit_named(COUNTER)])
    return made


def concern(revision: Revision, **whom: object) -> None:
    keeping.set_audience(revision.document, Wanted(**whom), actor=actor("lan"), seen=None)
    db.session.commit()


def make_late(days: int = 30) -> None:
    for duty in db.session.scalars(select(ReadingDuty)):
        duty.due_on = clock.today() - timedelta(days=days)
    db.session.commit()


def test_from_the_inbox_to_the_confirmation(revision, client_of):
    binh = client_of("binh")
    assert binh.page("/inbox").link(f"Đọc và xác nhận: {CODE}") == READ
    assert "Bạn chưa xác nhận" in binh.page(f"/documents/{CODE}").text
    page = binh.page(READ)
    assert "Hiệu chuẩn cân mỗi năm một lần" in page.text
    assert binh.fill(READ).location == "/reading"
    assert f"Bạn đã xác nhận đọc và hiểu {CODE} (01/00)" in binh.page("/reading").text
    assert "Bạn chưa xác nhận" not in binh.page(f"/documents/{CODE}").text
    assert "Bạn đã xác nhận bản này lúc" in binh.page(READ).text


def test_wrong_answers_are_named_and_may_be_given_again(revision, client_of):
    questions = [Question("Ai ký?", ("Giám đốc", "Người nhận"), 0), Question("Mấy ngày?", ("1", "2"), 1)]
    keeping.set_questions(revision.document, questions, pass_mark=100, actor=actor("lan"), seen=None)
    binh = client_of("binh")
    assert len(binh.fill(READ, status=422).errors()) == 2  # nothing was chosen
    binh.fill(READ, **{"answer-1": "0", "answer-2": "0"})
    page = binh.page(READ)
    assert "Đúng 1 trên 2 câu" in page.text
    assert [li.text_content() for li in page.all("//*[@id='confirm']//*[contains(@class,'notice')]//li")] == [
        "Mấy ngày?"
    ]
    binh.fill(READ, **{"answer-1": "0", "answer-2": "1"})
    assert "đã đọc và hiểu" in client_of("lan").page(READERS).text


def test_the_readers_own_steps_stand_first_when_they_changed(app, client_of):
    made = procedures.in_force()
    concern(made, people=[person("binh")])
    to_read = get_to_read(made.document.code, person("binh").id)
    confirm(to_read, actor=actor("binh"), seen=1)
    new = next_draft(made)
    procedure = procedure_of(new.structure)
    steps = list(procedure.steps)
    steps[1] = replace(steps[1], outputs=("Giấy tiếp nhận có mã QR",))  # the counter's
    steps[4] = replace(steps[4], name="Thẩm định kỹ hồ sơ")  # of another unit
    structure = to_json(replace(procedure, steps=tuple(steps)))
    writing.save_draft(
        new, actor=actor("minh"), seen=None, structure=structure,
        rendered=content.rendered_texts(new.document, new.body, structure),
    )  # fmt: skip
    db.session.commit()
    approved(new)
    page = client_of("binh").page(f"/reading/documents/{made.document.code}")
    own = page.one("//h3[.='Các bước của bạn']/following-sibling::table[1]").text_content()
    assert "Giấy tiếp nhận có mã QR" in own
    assert "Thẩm định kỹ hồ sơ" not in own
    assert "Thẩm định kỹ hồ sơ" in page.one("//*[@id='new']").text_content()


def test_whom_it_concerns_is_set_by_the_owner_line_by_line(revision, client_of):
    lan = client_of("lan")
    audience = f"/reading/documents/{CODE}/audience"
    refused = lan.fill(audience, status=422, people="Bùi Anh Tú\nNguyễn Văn Không")
    assert "Không có ai tên “Nguyễn Văn Không”" in refused.text
    lan.fill(audience, people="Bùi Anh Tú\nminh")
    page = lan.page(READERS)
    assert {"Bùi Anh Tú", "Trần Quang Minh", "Hoàng Thanh Bình"} <= {
        a.text_content() for a in page.all("//tbody//th//a")
    }
    assert "Bùi Anh Tú (tu)" in lan.page(audience).body


def test_questions_that_cannot_be_read_are_told_and_kept(revision, client_of):
    lan = client_of("lan")
    page = lan.fill(
        f"/reading/documents/{CODE}/questions", status=422, questions="Ai ký?\nGiám đốc\nNgười nhận"
    )
    assert "Câu 1: đặt dấu *" in page.text
    assert "Người nhận" in page.body
    lan.fill(
        f"/reading/documents/{CODE}/questions", questions="Ai ký?\n* Giám đốc\nNgười nhận", pass_mark="50"
    )
    assert "1 câu, mức đạt 50 phần trăm" in lan.page(READERS).text


def test_the_head_sees_who_is_late_and_nobody_elses_unit(revision, client_of):
    counter, other = people.find_unit_named(COUNTER), people.find_unit_named("Thanh tra Sở")
    identity.change_unit(
        counter, actor=actor("quan"), seen=counter.version, code=counter.code, name=counter.name, parent=None,
        head=person("tu"),
    )  # fmt: skip
    make_late()
    tu = client_of("tu")
    page = tu.page(tu.page("/").link(f"1 người của {COUNTER} đọc tài liệu quá hạn"))
    assert "1 tài liệu quá hạn" in page.text
    assert CODE in tu.page(page.link("Hoàng Thanh Bình")).text
    tu.page(f"/reading/units/{other.id}", status=403)
    tu.page("/reading/coverage", status=403)


def test_coverage_is_filtered_and_handed_out_as_files(revision, client_of):
    make_late()
    lan = client_of("lan")
    assert CODE in lan.page("/reading/coverage?show=late").text
    assert CODE not in lan.page("/reading/coverage?show=nobody").text
    assert "0 %" in lan.page("/reading/units").text
    assert f"{CODE};Hướng dẫn hiệu chuẩn cân" in lan.get("/reading/coverage.csv?show=late").get_data(
        as_text=True
    )
    assert COUNTER in lan.get("/reading/units.csv").get_data(as_text=True)
    assert "Hoàng Thanh Bình" in lan.get(f"{READERS}.csv?standing=late").get_data(as_text=True)
    for address in ("/reading/coverage.xlsx", "/reading/units.xlsx", f"{READERS}.xlsx"):
        assert lan.get(address).get_data()[:2] == b"PK"
    assert "Bảng" in lan.page("/dashboard#reading-by-unit").text


def test_what_an_inspector_is_shown_keeps_those_who_left(revision, client_of):
    confirm(get_to_read(CODE, person("binh").id), actor=actor("binh"), seen=1)
    identity.deactivate(person("binh"), actor=actor("quan"), reason="Nghỉ hưu")
    lan = client_of("lan")
    assert "Hoàng Thanh Bình" not in lan.page(READERS).text
    record = lan.page(f"/reading/documents/{CODE}/record")
    assert "Hoàng Thanh Bình" in record.text
    assert revision.content_hash in record.text


def test_the_days_hold_for_what_is_asked_from_then_on(revision, client_of):
    client_of("lan").fill("/reading/terms", days="20")
    concern(revision, people=[person("tu")])
    due = {duty.person.username: duty.due_on for duty in db.session.scalars(select(ReadingDuty))}
    assert due == {
        "binh": clock.today() + timedelta(days=10),
        "tu": clock.today() + timedelta(days=20),
    }


def test_the_pages_that_everybody_opens_ask_once_whether_it_is_read(revision, client_of):
    """A line on a page that is opened all day costs one statement; so does its absence."""
    binh, an = client_of("binh"), client_of("an")
    asked: list[str] = []

    def note(*heard: object) -> None:
        asked.append(str(heard[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        for client in (binh, an):
            asked.clear()
            client.page(f"/documents/{CODE}")
            assert len([each for each in asked if "reading_" in each]) == 1
    finally:
        event.remove(Engine, "before_cursor_execute", note)
