"""Looking across: causes, what repeats and one common action for it; the trees of terms."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from qms.foundation.db import db
from qms.kernel import clock
from qms.nonconformities import overview, queries
from qms.nonconformities.rules import TermKind
from tests.factories import nonconformities as nc
from tests.people import person


def test_causes_are_drawn_and_stand_in_a_table(client_of):
    nc.with_cause()
    nc.with_cause(title="Khác")
    nc.with_cause(title="Nữa", cause="CN-HD")
    page = client_of("dung").page("/nonconformities/causes")
    assert len(page.all("//main//*[local-name()='svg' and @role='img']")) == 1
    rows = page.all("//main//tbody/tr")
    cells = [" ".join(cell.text_content() for cell in row) for row in rows]
    assert len(page.all("//*[@class='drawing__point']")) == len(rows)  # the curve of what is reached so far
    assert cells == ["Hết hạn hiệu chuẩn, kiểm định 2 67 %", "Chưa được hướng dẫn, đào tạo 1 100 %"]


def test_what_repeats_is_proposed_for_one_common_action(client_of):
    first, second = nc.with_cause(), nc.with_cause(title="Lại hết hạn")
    lan = client_of("lan")
    page = lan.page("/nonconformities/repeats")
    assert "Cùng nguyên nhân" in page.text
    lan.fill(
        page.link("Lập hành động chung"),
        what="Lịch hiệu chuẩn chung",
        owner=str(person("minh").id),
        due_on=clock.today().strftime("%d/%m/%Y"),
    )
    db.session.expire_all()
    assert first.actions[0] is second.actions[0].common
    assert first.actions[0].name in lan.page(f"/nonconformities/{second.code}").text


def test_after_a_year_it_does_not_repeat_any_more(app):
    nc.with_cause()
    nc.with_cause()
    with time_machine.travel(clock.now() + timedelta(days=366), tick=False):
        assert overview.repetitions(clock.today()) == []


def test_void_ones_repeat_nothing(app):
    first, second = nc.with_cause(), nc.with_cause()
    nc.reporting.declare_void(second, actor=nc.actor("lan"), reason="Trùng", seen=None)
    db.session.commit()
    assert overview.repetitions(clock.today()) == []
    assert first.is_open


def test_lines_that_are_kept_say_a_new_title_and_a_new_name_at_once(client_of):
    found = nc.with_cause(title="Cân sai")
    lan = client_of("lan")
    assert "Cân sai" in lan.page("/nonconformities").one("//tbody/tr").text_content()
    found.title, found.owner.name = "Cân lệch 5 g", "Đỗ Văn Mới"
    db.session.commit()
    line = lan.page("/nonconformities").one("//tbody/tr").text_content()
    assert "Cân lệch 5 g" in line
    assert "Đỗ Văn Mới" in line
    assert "Cân sai" not in line


def test_a_severity_says_who_hears_when(client_of):
    lan = client_of("lan")
    term = nc.term(TermKind.SEVERITY, "NANG")
    address = f"/nonconformities/terms/{term.id}"
    lan.fill(address, remind_before="2 ngày", status=422)
    lan.fill(address, leader_after_days="5", coordinator_after_days="4", status=422)
    lan.fill(address, remind_before="0, 14", leader_after_days="2", coordinator_after_days="2")
    db.session.refresh(term)
    assert (term.remind_before, term.leader_after_days, term.coordinator_after_days) == ("14, 0", 2, 2)
    assert "14, 0" in lan.page("/nonconformities/terms").text


def test_a_term_is_added_and_ended_and_is_offered_no_more(client_of):
    lan = client_of("lan")
    added = {"code": "CN-MOI", "name_vi": "Người mới", "name_en": "New people"}
    parent = nc.term(TermKind.CAUSE, "CN")
    lan.fill("/nonconformities/terms/new/cause", parent=str(parent.id), **added)
    lan.fill("/nonconformities/terms/new/cause", status=422, **added)  # the code is taken
    term = nc.term(TermKind.CAUSE, "CN-MOI")
    assert term.parent_id == parent.id
    lan.fill(f"/nonconformities/terms/{term.id}", valid_until=clock.today().strftime("%d/%m/%Y"))
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        codes = {each.code for each in queries.list_terms(TermKind.CAUSE, on=clock.today())}
    assert "CN-MOI" not in codes
    assert "CN" in codes
    lan.page("/nonconformities/terms/new/nothing", status=404)
