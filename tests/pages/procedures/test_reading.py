"""Procedures as the person at the counter reads them."""

from __future__ import annotations

from qms.documents.operations import deciding
from qms.foundation.db import db
from qms.kernel import clock
from qms.procedures import queries
from tests.factories import documents, procedures
from tests.people import actor


def test_the_counter_sees_what_to_hand_in_how_long_how_much_and_who_does_what(client_of):
    procedures.in_force("QT-ATBX-02")
    page = client_of("binh").page("/procedures/QT-ATBX-02")
    for part in ("papers", "times", "fees", "steps", "flowchart"):
        assert page.all(f"//section[@id='{part}'] | //*[@id='{part}']"), part
    assert "25 ngày" in page.text
    assert page.link("Thẩm định") == "/procedures/QT-ATBX-02/steps/5"
    assert page.all("//*[local-name()='svg']//*[local-name()='a'][@href='/procedures/QT-ATBX-02/steps/5']")


def test_each_step_has_an_address_with_its_neighbours(client_of):
    procedures.in_force("QT-ATBX-02")
    page = client_of("binh").page("/procedures/QT-ATBX-02/steps/2")
    assert page.all("//a[@rel='prev']/@href") == ["/procedures/QT-ATBX-02/steps/1"]
    assert page.all("//a[@rel='next']/@href") == ["/procedures/QT-ATBX-02/steps/3"]
    client_of("binh").page("/procedures/QT-ATBX-02/steps/99", status=404)


def test_whoever_signs_reads_all_that_is_written_about_each_step(client_of):
    documents.submitted(procedures.draft("QT-KHCN-02"))
    step = procedures.real("QT-KHCN-02").procedure.steps[0]
    for place in ("", "/review", "/print"):
        text = client_of("hoa").page(f"/documents/QT-KHCN-02/revisions/1{place}").text
        for said in (step.instructions.splitlines()[0], *step.outputs, *(form.title for form in step.forms)):
            assert said in text, (place, said)


def test_a_draft_is_not_to_be_seen_at_the_counter(client_of):
    procedures.draft("QT-ATBX-02")
    client_of("binh").page("/procedures/QT-ATBX-02", status=404)
    assert "QT-ATBX-02" not in client_of("binh").page("/procedures").text


def test_a_document_without_steps_is_no_procedure(client_of):
    documents.in_force("HD-KT-01")
    client_of("binh").page("/procedures/HD-KT-01", status=404)


def test_the_flowchart_prints_as_the_table_that_agencies_know(client_of):
    procedures.in_force("QT-ATBX-02")
    page = client_of("binh").page("/procedures/QT-ATBX-02/flowchart")
    assert page.all("//*[local-name()='svg']")


def test_the_list_groups_procedures_by_field_of_work(client_of):
    procedures.in_force("QT-ATBX-02")
    page = client_of("tu").page("/procedures")
    assert page.link("Cấp giấy phép") == "/procedures/QT-ATBX-02"


def test_the_list_is_narrowed_by_part_of_a_title_typed_without_marks_and_stays_in_its_field(client_of):
    procedures.in_force("QT-ATBX-02")
    procedures.in_force("QT-HTQL-03")
    page = client_of("tu").page("/procedures?q=giay phep")
    assert "QT-ATBX-02" in page.text
    assert "QT-HTQL-03" not in page.text
    kept = client_of("tu").page("/procedures?field=An toàn").one("//main//form//input[@name='field']")
    assert kept.get("value") == "An toàn"
    assert "Không có quy trình nào" in client_of("tu").page("/procedures?q=khong co dau").text


def test_a_long_list_comes_in_pages(client_of, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    procedures.in_force("QT-ATBX-02")
    procedures.in_force("QT-HTQL-03")
    shown = [client_of("tu").page(f"/procedures?page={number}").text for number in (1, 2, 3)]
    for code in ("QT-ATBX-02", "QT-HTQL-03"):
        assert [code in text for text in shown].count(True) == 1
    assert "Không có quy trình nào" in shown[2]


def figures_of(page):
    return [
        " ".join(each.text_content().split())
        for each in page.all("//main//*[contains(@class,'stat__value')]")
    ]


def test_of_what_a_procedure_does_not_speak_its_page_does_not_speak_either(client_of):
    procedures.in_force("QT-HTQL-03")
    page = client_of("binh").page("/procedures/QT-HTQL-03")
    assert figures_of(page) == []
    assert page.all("//section/@id")[0] == "steps"
    for part in ("papers", "times", "fees", "where"):
        assert not page.all(f"//*[@id='{part}']"), part
    assert "phí" not in page.text.lower()


def test_where_nothing_is_said_of_fees_it_does_not_say_that_there_are_none(client_of):
    procedures.in_force("QT-ĐĐ-09")
    page = client_of("binh").page("/procedures/QT-ĐĐ-09")
    assert figures_of(page) == ["10 ngày làm việc", "2 giấy tờ", "5 bước"]
    assert "không thu phí" not in page.text


def test_no_fee_is_said_where_the_procedure_says_so(client_of):
    procedures.in_force("QT-ATBX-01")
    page = client_of("binh").page("/procedures/QT-ATBX-01")
    assert "không thu phí" in figures_of(page)
    assert page.one("//*[@id='fees']//div[dt='Lệ phí']/dd/strong").text == "không thu"


def test_the_one_fee_that_is_charged_stands_at_the_top_with_its_amount(client_of):
    procedures.in_force("QT-ATBX-07")
    assert "200.000 đ" in figures_of(client_of("binh").page("/procedures/QT-ATBX-07"))


def test_the_note_of_another_case_stands_apart_from_its_time(client_of):
    procedures.in_force("QT-ATBX-01")
    page = client_of("binh").page("/procedures/QT-ATBX-01")
    assert "07 ngày làm việc · " in page.text


def test_only_fields_with_a_procedure_in_force_can_be_chosen(client_of):
    procedures.in_force("QT-ATBX-02").document.field = "An toàn bức xạ"
    procedures.in_force("QT-SHTT-01").document.field = "Sở hữu trí tuệ"
    documents.in_force("HD-KT-09")
    page = client_of("tu").page("/procedures?field=Sở hữu trí tuệ")
    assert [a.text.strip() for a in page.all("//nav[contains(@class,'section-nav')]//a")] == [
        "Tất cả lĩnh vực",
        "An toàn bức xạ",
        "Sở hữu trí tuệ",
    ]
    assert "QT-ATBX-02" not in page.text


def test_a_form_that_is_in_force_is_one_click_from_the_step_that_uses_it(client_of):
    procedures.in_force("QT-HTQL-03")
    step = client_of("binh").page("/procedures/QT-HTQL-03/steps/1")
    assert not step.all("//*[@id='forms']//a")
    documents.in_force("BM-HTQL-03-01", title="Phiếu báo cáo sự không phù hợp", type_key="form")
    client = client_of("binh")
    for address in ("/procedures/QT-HTQL-03/steps/1", "/procedures/QT-HTQL-03", "/documents/QT-HTQL-03"):
        assert client.page(address).all("//main//a/@href[.='/documents/BM-HTQL-03-01']"), address


def test_whoever_looks_for_a_withdrawn_procedure_learns_since_when_it_must_not_be_used(client_of):
    revision = procedures.in_force("QT-ATBX-02")
    deciding.withdraw(revision, actor=actor("lan"), reason="Đã thay", decision_number="9/QĐ", seen=None)
    db.session.commit()
    said = f"QT-ATBX-02 đã thu hồi ngày {clock.today():%d/%m/%Y}"
    for address in ("/procedures/QT-ATBX-02", "/procedures/QT-ATBX-02/steps/2", "/documents/QT-ATBX-02"):
        assert said in client_of("binh").page(address, status=404).text
