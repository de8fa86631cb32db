"""Writing pages: the editor, two people at once, sending for review, double clicks, bad input."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qms.documents.operations import writing
from qms.documents.queries import find_document, get_revision, list_types
from qms.documents.rules import State
from qms.foundation.db import db
from qms.identity import operations as identity
from qms.kernel import clock
from tests.factories import documents
from tests.people import PASSWORD, actor, person

EDIT = "/documents/HD-KT-01/revisions/1/edit"


@pytest.fixture
def minh(app, client_of):
    documents.draft()
    return client_of("minh")


def revision():
    return get_revision("HD-KT-01", 1)


def test_a_draft_is_saved_and_rendered(minh):
    minh.fill(EDIT, body="# Một\n\nHai **ba**.")
    page = minh.page("/documents/HD-KT-01/revisions/1")
    assert page.all("//article//strong[.='ba']")


def test_the_page_saves_by_itself_and_learns_the_new_version(minh):
    fields = minh.page(EDIT).fields()
    answer = minh.post(EDIT, data=fields | {"body": "Tự lưu."}, headers={"X-Autosave": "1"})
    assert answer.json["fields"]["seen"] == revision().version
    assert revision().body == "Tự lưu."


def test_the_second_of_two_to_save_sees_both_texts_and_who_and_when(minh, client_of):
    stale = minh.page(EDIT).fields()
    client_of("lan").fill(EDIT, body=documents.TEXT.replace("mỗi năm một lần", "mỗi quý một lần"))
    mine = documents.TEXT.replace("mỗi năm một lần", "hai năm một lần")
    page = minh.send(EDIT, stale | {"body": mine}, status=409)
    assert "Nguyễn Thị Lan" in page.text
    assert "mỗi quý" in page.one("//textarea[@id='theirs']").text
    assert "hai năm" in page.one("//textarea[@id='mine']").text
    minh.send(EDIT, page.fields() | {"body": mine})
    assert "hai năm" in revision().body


def test_changes_in_different_places_are_offered_together(minh, client_of):
    stale = minh.page(EDIT).fields()
    client_of("lan").fill(EDIT, body=documents.TEXT.replace("thiết bị đo", "phương tiện đo"))
    typed = stale | {"body": documents.TEXT + "\nThêm một câu.\n"}
    as_browsers_send = {name: value.replace("\n", "\r\n") for name, value in typed.items()}
    page = minh.send(EDIT, as_browsers_send, status=409)
    merged = page.one("//textarea[@name='body']").text
    assert "phương tiện đo" in merged
    assert "Thêm một câu." in merged


def test_what_is_not_a_draft_is_not_edited(minh):
    documents.submitted(revision())
    assert minh.page(EDIT, status=302).location.endswith("/documents/HD-KT-01/revisions/1")


def test_others_do_not_edit(minh, client_of):
    for name, status in (("binh", 403), ("hoa", 403), ("chi", 404)):
        client_of(name).page(EDIT, status=status)


def test_a_double_click_on_send_signs_once(minh):
    fields = minh.page("/documents/HD-KT-01/revisions/1/submit").fields()
    fields |= {"reviewer": str(person("hoa").id), "approver": str(person("dung").id), "password": PASSWORD}
    first = minh.send("/documents/HD-KT-01/revisions/1/submit", fields)
    second = minh.send("/documents/HD-KT-01/revisions/1/submit", fields)
    assert first.location == second.location
    assert len(revision().signatures) == 1


def test_a_wrong_password_keeps_the_choices_and_signs_nothing(minh):
    page = minh.fill(
        "/documents/HD-KT-01/revisions/1/submit",
        status=422,
        reviewer=str(person("hoa").id),
        approver=str(person("dung").id),
        password="sai",
    )
    assert page.errors()
    assert page.one("//select[@name='reviewer']/option[@selected]").get("value") == str(person("hoa").id)
    assert revision().state == State.DRAFT


def test_an_effective_date_in_the_past_is_refused_at_its_field(minh, client_of):
    documents.reviewed(revision())
    page = client_of("dung").fill(
        "/documents/HD-KT-01/revisions/1/approve", status=422, effective_on="01/01/2020", password=PASSWORD
    )
    assert page.all(
        "//div[contains(@class,'field--wrong')]//input[@name='effective_on'][@value='01/01/2020']"
    )
    assert revision().state == State.AWAITING_APPROVAL


def test_a_code_is_never_given_twice(minh, client_of):
    lan = client_of("lan")
    type_id = (
        lan.page("/documents/new").one("//select[@name='type']/option[contains(.,'Hướng dẫn')]").get("value")
    )
    page = lan.fill("/documents/new", status=422, type=type_id, title="Khác", code="hd-kt-01")
    assert page.one("//input[@name='title']").get("value") == "Khác"


@pytest.mark.parametrize("code", ["../../etc", "a~b", "<script>", "QT 01/", "x" * 80])
def test_a_code_that_is_no_code_is_refused(client_of, code):
    lan = client_of("lan")
    type_id = (
        lan.page("/documents/new").one("//select[@name='type']/option[contains(.,'Hướng dẫn')]").get("value")
    )
    lan.fill("/documents/new", status=422, type=type_id, title="Khác", code=code)


def test_a_code_with_a_slash_and_a_space_has_an_address(app, client_of):
    documents.draft("QT 01/CX-HCTP")
    client_of("lan").page("/documents/QT_01~CX-HCTP")


def test_invisible_characters_in_a_title_do_not_come_in(minh):
    minh.fill(EDIT, title="Hướng\u200bdẫn \u202eđo")
    assert revision().title == "Hướngdẫn đo"


def test_a_text_of_five_megabytes_is_refused_and_nothing_is_saved(minh):
    line = "Tiếp nhận và thẩm định hồ sơ đề nghị.\n"
    text = line * (5_000_000 // len(line.encode()))
    page = minh.fill(EDIT, status=422, body=text)
    assert page.errors()
    kept = page.fields()["body"]
    assert (len(kept.split()), kept[:200].split()) == (len(text.split()), text[:200].split())
    assert revision().body == documents.TEXT


def test_script_in_a_text_comes_out_dead(minh):
    minh.fill(EDIT, body="<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))")
    page = minh.page("/documents/HD-KT-01/revisions/1")
    assert not page.all("//article//script | //article//img/@src | //article//@onerror")
    assert not page.all("//article//a[starts-with(@href,'javascript')]")


def test_a_session_that_ends_in_the_middle_keeps_what_was_typed(minh):
    fields = minh.page(EDIT).fields() | {"body": "Một buổi sáng viết dài."}
    identity.sign_out_everywhere(person("minh"), actor=actor("minh"))
    page = minh.send(EDIT, fields, status=401)
    again = page.fields(action="/sign-in/again") | {"username": "minh", "password": PASSWORD}
    page = minh.send("/sign-in/again", again, status=200)
    minh.send(EDIT, page.fields(action=EDIT))
    assert revision().body == "Một buổi sáng viết dài."


def by_itself(client, fields, body):
    """The page saves by itself; the answer."""
    return client.post(EDIT, data=fields | {"body": body}, headers={"X-Autosave": "1"})


def test_save_pressed_while_the_page_saves_by_itself_is_no_conflict(minh):
    fields = minh.page(EDIT).fields()
    by_itself(minh, fields, "Một.")
    minh.send(EDIT, fields | {"body": "Một hai."})
    assert revision().body == "Một hai."


def test_what_the_page_sent_by_itself_and_comes_after_save_overwrites_nothing(minh):
    fields = minh.page(EDIT).fields()
    minh.send(EDIT, fields | {"body": "Một hai."})
    assert by_itself(minh, fields, "Một.").status_code == 409
    assert revision().body == "Một hai."


def test_a_save_between_those_of_a_page_is_still_a_conflict(minh, client_of):
    fields = minh.page(EDIT).fields()
    by_itself(minh, fields, "Một.")
    client_of("lan").fill(EDIT, body="Của Lan.")
    minh.send(EDIT, fields | {"body": "Một hai."}, status=409)
    assert revision().body == "Của Lan."


def test_a_form_sent_again_with_more_in_it_is_not_taken_for_a_double_click(minh):
    fields = minh.page(EDIT).fields()
    minh.send(EDIT, fields | {"body": "Một."})
    minh.send(EDIT, fields | {"body": "Một hai."})
    assert revision().body == "Một hai."


@pytest.mark.parametrize("code", ["new", "Types", "list.csv", "preview"])
def test_a_code_that_is_the_address_of_a_page_is_refused_at_its_field(client_of, code):
    lan = client_of("lan")
    type = next(type for type in list_types() if type.key == "instruction")
    page = lan.fill("/documents/new", status=422, type=str(type.id), title="Hướng dẫn", code=code)
    assert page.errors() == [
        f"Mã: “{code}” không dùng làm mã được vì trùng địa chỉ một trang của hệ thống. Hãy thêm số, ví dụ {code}-01."
    ]
    assert page.one("//input[@name='title']").get("value") == "Hướng dẫn"
    assert find_document(code) is None


def test_revisions_to_compare_are_chosen_in_fields_like_any_other(client_of):
    documents.next_draft(documents.in_force())
    page = client_of("minh").page("/documents/HD-KT-01/compare?old=2&new=1")
    chosen = page.all("//div[@class='field']//select/option[@selected]/text()")
    assert chosen[0] == "01/01 – Bản thảo"
    assert chosen[1].startswith("01/00 – Đang có hiệu lực – ")


def test_a_number_that_can_not_be_read_is_told_once(app, client_of):
    documents.draft()
    address = f"/documents/types/{revision().document.type_id}"
    page = client_of("lan").fill(address, status=422, review_months="nhiều")
    assert page.errors() == ["Số tháng giữa hai lần xem xét: Hãy nhập số nguyên."]


def test_the_row_of_the_amendment_table_is_written_by_the_author_and_found_by_the_approver(minh, client_of):
    minh.fill(
        "/documents/HD-KT-01/revisions/1/submit",
        reviewer=str(person("hoa").id),
        approver=str(person("dung").id),
        change_place="mục 2",
        change_what="Thêm bước kiểm tra",
        change_why="Thông tư mới",
        password=PASSWORD,
    )
    documents.reviewed_by("hoa", revision())
    fields = client_of("dung").page("/documents/HD-KT-01/revisions/1/approve").fields()
    assert (fields["change_place"], fields["change_what"].strip()) == ("mục 2", "Thêm bước kiểm tra")
    assert fields["change_why"].strip() == "Thông tư mới"


def test_who_reviewed_and_approved_the_revision_in_force_is_proposed_for_the_next(client_of):
    documents.next_draft(documents.in_force())
    fields = client_of("minh").page("/documents/HD-KT-01/revisions/2/submit").fields()
    assert (fields["reviewer"], fields["approver"]) == (str(person("hoa").id), str(person("dung").id))


def test_a_revision_that_waits_says_for_whom_and_leads_to_what_changes(client_of):
    documents.submitted(documents.next_draft(documents.in_force()))
    page = client_of("lan").page("/documents/HD-KT-01/revisions/2")
    assert "Đến lượt Lê Thị Hoa" in page.text
    assert page.link("Xem nội dung thay đổi") == "/documents/HD-KT-01/compare?old=1&new=2"


def test_an_approval_that_was_overtaken_comes_back_with_what_was_typed(minh, client_of):
    approve = "/documents/HD-KT-01/revisions/1/approve"
    documents.reviewed(revision())
    typed = {"change_what": "Thêm bước đối chiếu", "password": PASSWORD}
    opened = client_of("dung").page(approve).fields() | typed
    writing.recall(revision(), actor=actor("minh"), reason="Còn thiếu", seen=None)
    documents.write(revision(), body="# Mục đích\n\nĐã viết lại.")
    db.session.commit()
    documents.reviewed(revision())
    dung = client_of("dung")
    page = dung.send(approve, opened | {"csrf_token": dung.page(approve).fields()["csrf_token"]}, status=409)
    assert "Nội dung đã thay đổi sau khi bạn mở trang" in page.errors()[0]
    assert "Đã viết lại." in page.text
    assert page.one("//textarea[@name='change_what']").text == "\nThêm bước đối chiếu"
    assert revision().state == State.AWAITING_APPROVAL
    dung.send(approve, page.fields() | {"password": PASSWORD})
    assert revision().state == State.EFFECTIVE


def test_who_answers_the_periodic_review_is_asked_at_the_top_of_the_page(client_of):
    document = documents.in_force(owner="hoa").document
    document.next_review_on = clock.today() + timedelta(days=29)
    page = client_of("hoa").page("/documents/HD-KT-01")
    assert page.all("//*[contains(@class,'notice')]//a/@href")[0] == "/documents/HD-KT-01/still-valid"
    assert "Đến hạn xem xét" not in client_of("binh").page("/documents/HD-KT-01").text
    document.next_review_on = clock.today() + timedelta(days=31)
    assert "Đến hạn xem xét" not in client_of("hoa").page("/documents/HD-KT-01").text


def test_a_revision_in_which_nothing_was_changed_is_said_to_be_so_before_anybody_signs(client_of):
    in_force = documents.in_force()
    documents.submitted(documents.next_draft(in_force, body=in_force.body), reviewer="hoa")
    said = "Không có gì thay đổi"
    assert said in client_of("hoa").page("/documents/HD-KT-01/revisions/2/review").text
    assert said in client_of("lan").page("/documents/HD-KT-01/compare").text


def test_a_changed_title_is_a_change(client_of):
    in_force = documents.in_force()
    revision = documents.next_draft(in_force, body=in_force.body)
    revision.title = "Hướng dẫn hiệu chuẩn cân điện tử"
    page = client_of("lan").page("/documents/HD-KT-01/compare")
    assert page.one("//*[@id='changes']//ins").text == "Hướng dẫn hiệu chuẩn cân điện tử"
    assert "Không có gì thay đổi" not in page.text


def test_who_saves_in_two_windows_is_not_told_of_somebody_else(minh):
    first, second = minh.page(EDIT).fields(), minh.page(EDIT).fields()
    minh.send(EDIT, first | {"body": "Một."})
    page = minh.send(EDIT, second | {"body": "Hai."}, status=409)
    assert page.title == "Bạn đã lưu bản thảo này ở cửa sổ khác"
    assert page.one("//textarea[@id='theirs']").text.strip() == "Một."


def test_a_later_revision_is_not_approved_before_it_says_what_changed(client_of):
    second = documents.next_draft(documents.in_force("HD-KT-02"))
    documents.reviewed(second)
    approve = "/documents/HD-KT-02/revisions/2/approve"
    page = client_of("dung").fill(approve, status=422, password=PASSWORD, change_what=" ")
    assert "bảng theo dõi sửa đổi" in page.errors()[0]
    client_of("dung").fill(approve, password=PASSWORD, change_what="Thêm một câu")
    assert get_revision("HD-KT-02", 2).is_in_force
