"""Procedures as the person at the counter reads them."""

from __future__ import annotations

from tests.factories import documents, procedures


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
