"""What was in force on a day of the past: the list, the file, the document's page, for those who may look back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from qms.documents import content
from qms.documents.operations import deciding
from qms.documents.operations.taking_over import take_over
from qms.documents.queries.past import revisions_in_force_on
from qms.foundation.db import db
from qms.kernel import clock
from tests.factories.documents import approve, draft, in_force, next_draft, reviewed, submitted
from tests.people import actor

TODAY, DAY = clock.today(), timedelta(days=1)


@pytest.fixture
def history(app, monkeypatch):
    """HD-01 from paper, amended ten days later; HD-02 taken into force and withdrawn later; HD-03 never in force."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now - 30 * DAY)
    paper, ended = draft("HD-01", title="Bản trên giấy"), draft("HD-02")
    for revision, since in ((paper, 400), (ended, 60)):
        take_over(
            revision,
            actor=actor("lan"),
            title=revision.title,
            body=revision.body,
            structure="",
            rendered=content.rendered_texts(revision.document, revision.body, ""),
            issue=1,
            amendment=0,
            effective_on=TODAY - since * DAY,
            decision_number="1/QĐ",
        )
    monkeypatch.setattr(clock, "now", lambda: now - 20 * DAY)
    following = next_draft(paper)
    following.title = "Bản sửa đổi"
    db.session.commit()
    approve(reviewed(following), effective_on=TODAY - 20 * DAY)
    deciding.withdraw(ended, actor=actor("lan"), reason="Hết cần", decision_number="2/QĐ", seen=None)
    db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: now)
    submitted(code="HD-03")


def names(day):
    return [f"{each.document.code} {each.label}" for each in revisions_in_force_on(day)]


def test_each_day_has_its_set(history):
    assert names(TODAY - 401 * DAY) == []
    assert names(TODAY - 61 * DAY) == ["HD-01 01/00"], "in force on paper, long before it was taken over"
    assert names(TODAY - 21 * DAY) == ["HD-01 01/00", "HD-02 01/00"]
    assert names(TODAY - 20 * DAY) == ["HD-01 01/01"], "on the day of the change the new one counts"
    assert names(TODAY) == ["HD-01 01/01"]


def test_list_file_and_page_say_what_was_in_force_then(history, client_of):
    auditor, day = client_of("an"), TODAY - 21 * DAY
    page = auditor.page(f"/documents?on={day}")
    assert f"Tài liệu có hiệu lực ngày {day:%d/%m/%Y}" in page.text
    assert "Bản trên giấy" in page.text
    assert "Bản sửa đổi" not in page.text
    file = auditor.get(f"/documents/list.csv?on={day}").get_data(as_text=True)
    assert [line.split(";")[5] for line in file.splitlines()[1:]] == ["01/00", "01/00"]
    shown = auditor.page(page.link("HD-01"))
    assert shown.title == "Bản trên giấy"
    assert f"ngày {day:%d/%m/%Y}" in shown.text


def test_whoever_may_not_look_back_is_refused(history, client_of):
    day = TODAY - 21 * DAY
    reader = client_of("tu")
    reader.page(f"/documents?on={day}", status=403)
    reader.page(f"/documents/HD-01?on={day}", status=403)


def test_of_a_day_to_come_nothing_is_said(app, client_of):
    in_force("HD-01")
    page = client_of("an").page(f"/documents?on={TODAY + DAY}")
    assert "HD-01" in page.text
    assert "đến hôm nay" in page.text
