"""A nonconformity through its pages: causes, actions, a check that fails, the next round."""

from __future__ import annotations

from datetime import timedelta

from qms.foundation.db import db
from qms.identity.operations import deactivate
from qms.kernel import clock
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.rules import State, TermKind
from tests.factories import documents
from tests.factories import nonconformities as nc
from tests.page import PageClient
from tests.people import actor, person


def address(found: Nonconformity, act: str = "") -> str:
    return f"/nonconformities/{found.code}/{act}".rstrip("/")


def state_of(found: Nonconformity) -> State:
    db.session.expire_all()
    return found.status


def go_once_around(client_of, found: Nonconformity, *, worked: str) -> None:
    """From the containment to the verdict, each by their own hands."""
    hoa: PageClient = client_of("hoa")
    hoa.fill(address(found, "contain"), text="Cất cân đi.")
    page = hoa.page(address(found, "whys"))
    fields = page.fields(action="whys") | {
        "rows-0-text": "Không ai xem tem",
        "rows-1-text": "Không có danh mục hạn",
        "rows-1-parent": "1",
        "rows-1-root": "y",
    }
    hoa.send(address(found, "whys"), fields)
    hoa.fill(address(found, "fishbone"), **{"headings-2-causes": "Tem quá nhỏ\nCân cũ"})
    cause = hoa.page(address(found, "cause"))
    assert "Không có danh mục hạn" in cause.body, "the root of the whys is proposed"
    hoa.fill(
        address(found, "cause"),
        text="Không có danh mục hạn hiệu chuẩn",
        cause=str(nc.term(TermKind.CAUSE, "TB-HC").id),
    )
    hoa.fill(
        address(found, "actions/new"),
        what="Lập danh mục",
        owner=str(person("minh").id),
        due_on=(clock.today() + timedelta(days=5)).strftime("%d/%m/%Y"),
    )
    hoa.fill(address(found, "start"), status=422)  # nobody has said how success is seen
    hoa.fill(address(found, "check-plan"), criterion="Không cân nào quá hạn", verifier=str(person("an").id))
    hoa.fill(address(found, "start"))
    number = len(found.actions)
    minh = client_of("minh")
    assert "Lập danh mục" in minh.page("/inbox").text
    minh.fill(address(found, f"actions/{number}/finish"), status=422)  # no proof
    minh.fill(address(found, f"actions/{number}/finish"), proof="Danh mục 12/DM")
    client_of("an").fill(address(found, "verify"), worked=worked, evidence="Xem 12 cân.")


def test_it_fails_once_is_reopened_and_closes_and_every_page_tells(client_of):
    found = nc.accepted()
    go_once_around(client_of, found, worked="no")
    assert state_of(found) is State.REOPENED
    go_once_around(client_of, found, worked="yes")
    assert state_of(found) is State.CLOSED
    page = client_of("binh").page(address(found))
    assert "Vòng 1, giữ nguyên" in page.text
    assert page.all("//main//*[local-name()='svg']//*[local-name()='title' and text()='5 Vì sao']")
    assert page.all("//main//*[local-name()='svg']//*[local-name()='title' and text()='Biểu đồ xương cá']")
    printed = client_of("binh").page(address(found, "print"))
    assert "Xem 12 cân." in printed.body
    history = client_of("lan").page(page.link("Toàn bộ lịch sử"))
    assert "chưa có hiệu lực" in history.text


def test_more_time_is_asked_and_answered_on_pages(client_of):
    found = nc.doing_it()
    until = (clock.today() + timedelta(days=40)).strftime("%d/%m/%Y")
    client_of("minh").fill(address(found, "actions/1/more-time"), wanted_until=until, reason="Chờ kiểm định")
    assert found.code in client_of("dung").page("/inbox").text
    client_of("dung").fill(address(found, "actions/1/answer"), answer="no", status=422)
    client_of("dung").fill(address(found, "actions/1/answer"), answer="no", note="Quá lâu")
    assert "Quá lâu" in client_of("minh").page(address(found)).text


def test_a_release_names_a_document_that_is_there(client_of):
    found, code = nc.with_cause(), documents.in_force().document.code
    given = {
        "what": "Ban hành lại",
        "kind": "release",
        "owner": str(person("minh").id),
        "due_on": clock.today().strftime("%d/%m/%Y"),
    }
    hoa = client_of("hoa")
    hoa.fill(address(found, "actions/new"), status=422, document="KHÔNG-CÓ", **given)
    hoa.fill(address(found, "actions/new"), document=code, **given)
    assert code in hoa.page(address(found)).text


def test_an_action_is_dropped_with_a_reason_and_people_are_replaced(client_of):
    found = nc.doing_it()
    nc.with_action(found, what="Thừa")
    client_of("hoa").fill(address(found, "actions/2/drop"), reason="Trùng")
    client_of("lan").fill(address(found, "hand-over"), **{"actions-0": str(person("binh").id)})
    db.session.expire_all()
    assert found.actions[0].owner.username == "binh"


def test_the_page_of_an_act_that_is_not_possible_leads_back_and_says_why(client_of):
    found = nc.accepted()
    for act in ("cause", "start", "actions/new", "check-plan", "whys"):
        assert client_of("hoa").page(address(found, act), status=302).location.endswith(found.code)


def test_a_form_that_has_not_seen_the_last_change_is_refused(client_of):
    found = nc.contained()
    hoa = client_of("hoa")
    page = hoa.page(address(found, "fishbone"))
    nc.with_cause(found)
    hoa.send(address(found, "fishbone"), page.fields(action="fishbone"), status=409)


def test_a_day_in_the_past_and_an_owner_who_left_bring_the_form_back_with_what_was_typed(client_of):
    found = nc.with_cause()
    hoa = client_of("hoa")
    typed = {"what": "Lập danh mục", "owner": str(person("minh").id), "due_on": "01/02/2020"}
    page = hoa.fill(address(found, "actions/new"), status=422, **typed)
    assert "trước hôm nay" in " ".join(page.errors())
    assert page.fields()["what"].strip() == "Lập danh mục"
    deactivate(person("minh"), actor=actor("quan"), reason="Nghỉ hưu")
    today = clock.today().strftime("%d/%m/%Y")
    page = hoa.send(
        address(found, "actions/new"),
        hoa.page(address(found, "actions/new")).fields() | typed | {"due_on": today},
        status=422,
    )
    assert page.fields()["what"].strip() == "Lập danh mục"
    assert state_of(found) is State.CAUSE


def test_a_move_that_the_table_does_not_have_is_refused_with_both_names_and_changes_nothing(client_of):
    found = nc.planned()
    hoa = client_of("hoa")
    fields = hoa.page(address(found, "start")).fields(action="start")
    hoa.send(address(found, "start"), fields | {"once": "first"})
    db.session.expire_all()
    again = {**fields, "once": "second", "seen": str(found.version)}
    page = hoa.send(address(found, "start"), again, status=422)
    assert "Không thể “Bắt đầu" in page.text
    assert "tình trạng là “Đang thực hiện”" in page.text
    assert state_of(found) is State.DOING


def test_a_planned_action_is_changed_on_its_page(client_of):
    found = nc.planned()
    hoa = client_of("hoa")
    hoa.fill(address(found, "actions/1/change"), what="Lập danh mục mới")
    assert "Lập danh mục mới" in hoa.page(address(found)).text
