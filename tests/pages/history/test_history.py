"""The history page of a record."""

from __future__ import annotations

import pytest

from qms.foundation import trail
from qms.foundation.access import SYSTEM, Role
from qms.foundation.db import db
from qms.foundation.feature import Shown
from qms.foundation.house import house
from tests import people
from tests.factories import documents

RECORD = 7


@pytest.fixture(autouse=True)
def trial_room(app, monkeypatch):
    """A room with one record, number 7 of the department, whose history is not for readers."""
    own = people.person("lan").organization_id

    def show(actor, ids):
        shown = Shown("QT-05 <Đo>", "/documents/QT-05", with_history=not actor.has(Role.READER))
        return {RECORD: shown} if RECORD in ids and actor.organization_id == own else {}

    monkeypatch.setitem(house().subjects, "trial", show)
    monkeypatch.setitem(house().sentences, "trial.changed", "%(actor)s đổi %(subject)s thành %(what)s.")
    monkeypatch.setitem(house().sentences, "trial.viewed", "%(actor)s mở xem %(subject)s.")
    monkeypatch.setitem(house().field_labels, "state", "Tình trạng")
    monkeypatch.setitem(house().value_labels, "state", {"a": "Bản thảo", "b": "Có hiệu lực"}.__getitem__)


def record(action: str = "trial.changed", who: str = "lan", **more) -> None:
    actor = people.actor(who)
    subject = trail.Subject("trial", RECORD, "QT-05 <Đo>", actor.organization_id)
    trail.record(action, subject, actor=actor, facts={"what": "<b>", "state": "a"}, **more)
    db.session.commit()


def entries(page) -> list[str]:
    return [" ".join(li.text_content().split()) for li in page.all("//ol[contains(@class,'timeline')]/li")]


def test_acts_are_sentences_with_what_changed_and_why(client_of):
    record(changes={"state": ("a", "b"), "due_on": ("2026-11-01", None)}, reason="Sửa <lỗi>")
    (entry,) = entries(client_of("lan").page(f"/history/trial/{RECORD}"))
    assert "Nguyễn Thị Lan đổi QT-05 <Đo> thành <b>." in entry
    assert "Tình trạng: Bản thảo → Có hiệu lực" in entry
    assert "due on: 01/11/2026 → –" in entry
    assert "Lý do: Sửa <lỗi>" in entry


def test_the_newest_act_stands_first(client_of):
    record(who="lan")
    record(who="hoa")
    first, second = entries(client_of("lan").page(f"/history/trial/{RECORD}"))
    assert ("Hoa" in first, "Lan" in second) == (True, True)


def test_who_opened_it_is_shown_when_asked_for(client_of):
    record("trial.viewed")
    client = client_of("lan")
    page = client.page(f"/history/trial/{RECORD}")
    assert entries(page) == []
    assert "mở xem" in entries(client.page(page.link("Hiện cả lượt mở xem")))[0]


def test_an_act_of_the_system_itself_says_so(client_of):
    trail.record("trial.changed", trail.Subject("trial", RECORD, "QT-05"), actor=SYSTEM)
    db.session.commit()
    assert entries(client_of("lan").page(f"/history/trial/{RECORD}"))[0].startswith(
        "Hệ thống đổi QT-05 thành –."
    )


def test_an_act_without_a_sentence_shows_its_name(client_of):
    record("trial.100%_odd")
    assert "trial.100%_odd" in entries(client_of("lan").page(f"/history/trial/{RECORD}"))[0]


def test_a_long_change_is_folded_away_but_whole(client_of):
    record(changes={"body": ("x " * 500, "y " * 500)})
    page = client_of("lan").page(f"/history/trial/{RECORD}")
    folded = page.one("//ol[contains(@class,'timeline')]//details")
    assert folded.text_content().count("y") >= 500


def test_another_organisation_learns_not_even_that_the_record_exists(client_of):
    record()
    client_of("chi").page(f"/history/trial/{RECORD}", status=404)


def test_who_may_not_look_back_is_refused_and_that_is_recorded(client_of):
    record()
    client_of("tu").page(f"/history/trial/{RECORD}", status=403)
    assert db.session.get(trail.Entry, trail.head()[0]).action == "access.refused"


def test_a_kind_or_number_that_is_not_there_is_not_found(client_of):
    client = client_of("lan")
    for path in ("/history/trial/8", "/history/nothing/7", f"/history/trial/{'9' * 30}"):
        client.page(path, status=404)


def test_the_history_of_a_document_is_for_those_who_look_back_and_those_who_write(client_of):
    revision = documents.in_force("HD-KT-01", author="minh")
    address = f"/history/document/{revision.document_id}"
    for username in ("lan", "hoa", "dung", "an", "quan", "minh"):
        assert "HD-KT-01" in client_of(username).page(address).title
    client_of("binh").page(address, status=403)
    client_of("chi").page(address, status=404)


def test_the_state_of_a_document_is_told_in_words(client_of):
    revision = documents.submitted(code="HD-KT-01")
    page = client_of("lan").page(f"/history/document/{revision.document_id}")
    assert "in_review" not in page.text
    assert any("Lê Thị Hoa" in entry and "Phạm Tiến Dũng" in entry for entry in entries(page))
