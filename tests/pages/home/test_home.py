"""The home page: what waits, what is late, what is new, what I opened last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from qms.foundation import outbox, trail
from qms.foundation.db import db
from qms.foundation.feature import Feature, Recent, Task
from qms.foundation.house import house
from qms.identity.operations import set_up
from qms.kernel import clock
from tests import people
from tests.factories import documents, procedures
from tests.people import person


@pytest.fixture
def room(app, monkeypatch):
    """A room that offers whatever a test puts into its lists."""

    class Room:
        tasks: list[Task] = []
        news: list[Recent] = []

    trial = Feature(name="trial", tasks=lambda _actor: Room.tasks, recent=lambda _actor: Room.news)
    monkeypatch.setattr(house(), "features", (*house().features, trial))
    Room.tasks, Room.news = [], []
    return Room


def links(page, section: str) -> list[str]:
    return [" ".join(a.text_content().split()) for a in page.all(f"//*[@id='{section}']//li//a")]


def test_a_new_person_finds_a_search_box_and_no_empty_boxes(client_of):
    page = client_of("tu").page("/")
    page.one("//main//form[@role='search']//input[@name='q']")
    assert "Không có việc nào chờ bạn" in page.text
    assert "Không có gì mới trong ba mươi ngày qua." in page.text
    assert "Những tài liệu bạn mở sẽ được ghi nhớ ở đây." in page.text


def test_the_only_search_box_is_the_pages_own(client_of):
    client_of("tu").page("/").one("//form[@role='search']")


def test_late_tasks_stand_apart_from_those_that_wait(client_of, room):
    today = clock.today()
    room.tasks += [
        Task("in time", "/a", "trial", due_on=today),
        Task("late", "/b", "trial", due_on=today - timedelta(days=2)),
    ]
    page = client_of("lan").page("/")
    assert (links(page, "late"), links(page, "waiting")) == (["late"], ["in time"])


def test_many_tasks_are_cut_short_and_the_inbox_has_the_rest(client_of, room):
    room.tasks += [Task(f"task {n}", "/a", "trial") for n in range(13)]
    page = client_of("lan").page("/")
    assert len(links(page, "waiting")) == 10
    assert page.link("Còn 3 việc trong hộp việc") == "/inbox"


def test_what_is_new_is_of_the_last_thirty_days_newest_first(client_of, room):
    today = clock.today()
    room.news += [
        Recent("old", "/o", today - timedelta(days=30)),
        Recent("older", "/a", today - timedelta(days=9)),
        Recent("newest", "/b", today),
    ]
    assert links(client_of("lan").page("/"), "new") == ["newest", "older"]


def test_a_document_in_force_is_new_to_everybody(client_of):
    documents.in_force("HD-KT-07", title="Hướng dẫn cân")
    assert links(client_of("tu").page("/"), "new") == ["HD-KT-07 Hướng dẫn cân"]


def test_what_i_opened_last_is_remembered_once_each_newest_first(client_of):
    for code in ("HD-KT-01", "HD-KT-02"):
        documents.in_force(code, title=code)
    client = client_of("binh")
    for code in ("HD-KT-02", "HD-KT-01", "HD-KT-02", "HD-KT-01"):
        client.page(f"/documents/{code}")
    assert links(client.page("/"), "opened") == ["HD-KT-01 HD-KT-01", "HD-KT-02 HD-KT-02"]
    assert links(client_of("minh").page("/"), "opened") == []


def test_eight_records_are_remembered(client_of):
    client = client_of("lan")
    for number in range(9):
        documents.draft(f"HD-KT-{number}")
        client.page(f"/documents/HD-KT-{number}")
    assert links(client.page("/"), "opened")[-1].startswith("HD-KT-1 ")


def test_what_i_may_no_longer_see_is_forgotten(client_of):
    revision = documents.in_force("HD-KT-01")
    client = client_of("binh")
    client.page("/documents/HD-KT-01")
    client_of("dung").fill("/documents/HD-KT-01/withdraw", reason="Không còn", decision_number="9/QĐ-SKHCN")
    assert links(client.page("/"), "opened") == []
    assert revision.document.code == "HD-KT-01"


def test_administrators_of_the_installation_see_how_the_worker_fares(client_of):
    silent = "Tiến trình nền không hoạt động."
    assert silent in client_of("quan").page("/").text
    outbox.work_once()
    page = client_of("quan").page("/")
    assert silent not in page.text
    assert page.link("Chi tiết") == "/upkeep"
    for username in ("lan", "chi", "tu"):
        assert not client_of(username).page("/").all("//*[@id='upkeep']")


def test_a_date_at_the_edge_of_a_day_is_the_offices_day(client_of, room):
    room.tasks.append(Task("today", "/a", "trial", due_on=date(2026, 5, 2)))
    with time_machine.travel("2026-05-01T17:30:00+00:00", tick=False):  # 00:30 on the second in Hà Nội
        assert "hạn hôm nay" in client_of("lan").page("/").text


def test_an_administrator_is_told_of_a_role_that_nobody_has(client_of):
    client = client_of("quan")
    assert links(client.page("/"), "waiting") == []
    person("lan").is_active = False
    page = client.page("/")
    (only,) = links(page, "waiting")
    assert "Thư ký ISO" in only
    assert page.link("Thư ký ISO") == "/people"
    assert links(client_of("hoa").page("/"), "waiting") == []


def test_an_administrator_of_a_new_organisation_is_told_what_is_missing(client_of):
    begun = set_up(
        code="SYT",
        name="Sở Y tế",
        short_name="Sở Y tế",
        administrator="Võ Thị Sáu",
        username="sau",
        email="",
        language="vi",
        parent=None,
        another=True,
    )
    begun.administrator.must_change_password = False
    page = client_of("sau").page("/")
    assert page.link("Lập các đơn vị") == "/units/new"
    assert len(links(page, "waiting")) == 4


def test_records_out_of_sight_take_no_place_among_those_opened_last(client_of):
    documents.in_force("HD-KT-01", title="A")
    client = client_of("tu")
    client.page("/documents/HD-KT-01")
    for number in range(9000, 9012):
        gone = trail.Subject("document", number, "gone")
        trail.record("documents.viewed", gone, actor=people.actor("tu"))
    db.session.commit()
    assert links(client.page("/"), "opened") == ["HD-KT-01 A"]


def test_a_procedure_opened_or_new_leads_to_its_page_for_the_counter(client_of):
    procedures.in_force("QT-ATBX-02")
    documents.in_force("HD-KT-01")
    client = client_of("binh")
    client.page("/procedures/QT-ATBX-02")
    client.page("/documents/HD-KT-01")
    page = client.page("/")
    for section in ("opened", "new"):
        led_to = set(page.all(f"//*[@id='{section}']//a/@href"))
        assert led_to == {"/procedures/QT-ATBX-02", "/documents/HD-KT-01"}, section
