"""The inbox page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from qms.foundation import notifying
from qms.foundation.db import db
from qms.foundation.feature import Feature, NoticeText, Task
from qms.foundation.house import house
from qms.foundation.notifying import Notice
from qms.kernel import clock
from qms.kernel.paging import PAGE_SIZE
from tests import people
from tests.factories import documents


@pytest.fixture(autouse=True)
def trial_kind(app, monkeypatch):
    monkeypatch.setitem(house().notices, "trial.told", NoticeText("Đến lượt bạn: %(title)s", "Hạn %(due)s."))


@pytest.fixture
def tasks(app, monkeypatch) -> list[Task]:
    """What a room says waits for whoever asks."""
    given: list[Task] = []
    trial = Feature(name="trial", tasks=lambda _actor: given)
    monkeypatch.setattr(house(), "features", (*house().features, trial))
    return given


def tell(username: str, title: str) -> Notice:
    person = people.person(username)
    notice = notifying.send(
        "trial.told",
        person_id=person.id,
        organization_id=person.organization_id,
        url="/",
        facts={"title": title, "due": date(2026, 12, 1)},
    )
    db.session.commit()
    assert notice is not None
    return notice


def titles(page) -> list[str]:
    return [
        " ".join(a.text_content().split())
        for a in page.all(
            "//*[@id='notices']//*[@class='record__title' or contains(@class,'record__title ')]/a"
        )
    ]


def test_an_empty_inbox_says_that_nothing_waits(client_of):
    page = client_of("lan").page("/inbox")
    assert "Không có việc nào chờ bạn" in page.text


def test_what_is_late_comes_first_then_what_is_due_then_what_has_no_date(client_of, tasks):
    today = clock.today()
    tasks += [
        Task("no date", "/a", "trial"),
        Task("tomorrow", "/b", "trial", due_on=today + timedelta(days=1)),
        Task("long late", "/c", "trial", due_on=today - timedelta(days=9)),
        Task("late", "/d", "trial", due_on=today - timedelta(days=1)),
    ]
    page = client_of("lan").page("/inbox")
    links = [a.text_content().strip() for a in page.all("//*[@id='waiting']//li//a")]
    assert links == ["long late", "late", "tomorrow", "no date"]
    assert "quá hạn 9 ngày" in page.text
    assert "hạn ngày mai" in page.text


def test_a_notice_is_shown_in_words_with_its_dates_as_people_write_them(client_of):
    tell("lan", "QT-05 <i>Đo</i>")
    page = client_of("lan").page("/inbox")
    assert "Đến lượt bạn: QT-05 <i>Đo</i>" in page.text
    assert "Hạn 01/12/2026." in page.text


def test_unread_notices_come_before_read_ones(client_of):
    client = client_of("lan")
    old, new = tell("lan", "old"), tell("lan", "new")
    action = f"/inbox/{new.id}/read"
    client.send(action, client.page("/inbox").fields(action=action))
    assert [title.split()[-1] for title in titles(client.page("/inbox"))] == ["old", "new"]
    assert old.id < new.id


def test_marking_all_as_read_empties_the_count_in_the_navigation(client_of):
    client = client_of("lan")
    tell("lan", "one")
    assert client.page("/").all("//nav//*[contains(@class,'count')]")
    client.send("/inbox/read", client.page("/inbox").fields(action="/inbox/read"))
    page = client.page("/inbox")
    assert not page.all("//nav//*[contains(@class,'count')]")
    assert "one" in page.text


def test_nobody_marks_the_notice_of_somebody_else(client_of):
    notice = tell("lan", "for Lan")
    client = client_of("hoa")
    token = client.page("/inbox").fields(action="/sign-out")
    client.send(f"/inbox/{notice.id}/read", token, status=404)
    db.session.expire_all()
    assert notice.read_at is None


def test_many_notices_come_in_pages(client_of):
    for number in range(PAGE_SIZE + 1):
        tell("lan", f"n{number}")
    client = client_of("lan")
    assert len(titles(client.page("/inbox"))) == PAGE_SIZE
    assert len(titles(client.page("/inbox?page=2"))) == 1


def test_a_page_number_that_makes_no_sense_is_the_first_page(client_of):
    tell("lan", "one")
    for nonsense in ("-1", "0", "x", "9" * 5000, "²", ""):
        assert len(titles(client_of("lan").page(f"/inbox?page={nonsense}"))) == 1


def test_a_notice_of_a_kind_that_no_longer_exists_is_still_shown(client_of):
    person = people.person("lan")
    notifying.send("gone.kind", person_id=person.id, organization_id=person.organization_id, url="/")
    db.session.commit()
    assert "Thông báo của hệ thống quản lý chất lượng" in client_of("lan").page("/inbox").text


def test_a_notice_from_before_notices_named_their_revision_is_still_shown(client_of):
    documents.submitted(reviewer="hoa")
    for notice in db.session.scalars(db.select(Notice)):
        notice.facts = {name: value for name, value in notice.facts.items() if name != "number"}
    assert "Hướng dẫn hiệu chuẩn cân" in client_of("hoa").page("/inbox").text


def test_a_notice_about_a_draft_is_withheld_from_who_may_no_longer_read_it(client_of):
    revision = documents.submitted(reviewer="hoa")
    client = client_of("hoa")
    assert "Hướng dẫn hiệu chuẩn cân" in client.page("/inbox").text
    revision.reviewer = people.person("lan")
    page = client.page("/inbox")
    assert "không còn quyền xem" in page.text
    assert "HD-KT-01" not in page.text
    assert not page.all("//main//a[contains(@href,'/documents/')]")
