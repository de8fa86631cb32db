"""The log of the organisation, for its administrators."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from qms.foundation import trail
from qms.foundation.db import db
from tests import people


def lines(page) -> list[str]:
    return [" ".join(row.text_content().split()) for row in page.all("//tbody/tr")]


def act(action: str, who: str = "lan", label: str = "QT-05", **more) -> None:
    actor = people.actor(who)
    trail.record(action, trail.Subject("page", None, label, actor.organization_id), actor=actor, **more)
    db.session.commit()


def cells(answer) -> list[list[str]]:
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def test_it_begins_with_signing_in_and_refusals(client_of):
    act("access.refused", label="/users")
    page = client_of("quan").page("/log")
    assert any("Nguyễn Thị Lan" in line and "/users" in line for line in lines(page))
    assert not any("cơ quan" in line for line in lines(page))


def test_only_administrators_read_and_export_it(client_of):
    for username in ("lan", "dung", "an", "minh", "tu"):
        client_of(username).page("/log", status=403)
        client_of(username).page("/log.csv", status=403)


def test_it_shows_one_organisation_only(client_of):
    act("access.refused", who="khanh", label="/of-the-subdepartment")
    act("access.refused", who="minh", label="/of-the-department")
    assert "/of-the-subdepartment" not in client_of("quan").page("/log?action=all").text
    assert "/of-the-department" not in client_of("chi").page("/log?action=all").text


def test_a_try_under_an_unknown_name_is_shown_to_the_top_organisation_without_the_name(client, client_of):
    """The name is not kept: people type their password into the wrong field."""
    client.fill("/sign-in", username="nobody", password="something else", status=422)
    told = "một tên đăng nhập không có trong hệ thống"
    seen = lines(client_of("quan").page("/log"))
    assert any(told in line for line in seen)
    assert not any("nobody" in line for line in seen)
    assert not any(told in line for line in lines(client_of("chi").page("/log")))


def test_filters_by_person_action_and_day_live_in_the_address(client_of):
    with time_machine.travel(datetime(2026, 3, 1, 16, 59, tzinfo=UTC), tick=False):
        act("access.refused", who="minh", label="/at-2359-of-the-first")
    with time_machine.travel(datetime(2026, 3, 1, 17, 0, tzinfo=UTC), tick=False):
        act("access.refused", who="hoa", label="/at-0000-of-the-second")
    client = client_of("quan")
    of_the_day = client.page("/log?action=all&since=01/03/2026&until=01/03/2026").text
    assert ("/at-2359" in of_the_day, "/at-0000" in of_the_day) == (True, False)
    of_hoa = client.page(f"/log?person={people.person('hoa').id}").text
    assert ("/at-2359" in of_hoa, "/at-0000" in of_hoa) == (False, True)
    refusals = lines(client.page("/log?action=access.refused"))
    assert len(refusals) == 2


@pytest.mark.parametrize(
    "nonsense",
    ["person=abc", "person=99999999999999999999", "action=nothing", "since=31/02/2026", "until=x", "page=-3"]
    + ["endpoint=x", "_scheme=javascript", "_external=1", "since=%00", "person=%F0%28"],
)
def test_a_filter_that_makes_no_sense_hides_nothing(client_of, nonsense):
    act("access.refused", label="/kept")
    assert "/kept" in client_of("quan").page(f"/log?{nonsense}").text


def test_the_seal_of_a_day_is_the_last_entry_of_that_day(client_of):
    sequence, digest = trail.head()
    with time_machine.travel(datetime(2030, 1, 1, tzinfo=UTC), tick=False):
        act("access.refused")
        page = client_of("quan").page("/log?until=31/12/2029")
    assert digest in page.text
    assert f"Dòng số {sequence} ·" in page.text
    assert trail.verify(anchor=(sequence, digest)).is_whole


def test_the_file_holds_the_same_lines_as_plain_text(client_of):
    act("access.refused", label="/users")
    rows = cells(client_of("quan").get("/log.csv?action=access.refused"))
    assert rows[0] == ["Số thứ tự", "Thời điểm", "Việc đã xảy ra", "Lý do", "Địa chỉ mạng"]
    assert rows[1][2].startswith("Nguyễn Thị Lan ")
    assert rows[1][2].endswith(" /users.")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\n="])
def test_nothing_in_the_file_is_a_formula(client_of, start):
    act("identity.signed_out", reason=f"{start}cmd|'/c calc'!A1")
    rows = cells(client_of("quan").get("/log.csv"))
    assert any("calc" in cell for row in rows for cell in row)
    assert not any(
        cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in rows for cell in row
    )


def test_an_export_is_itself_recorded(client_of):
    client_of("quan").get("/log.csv")
    last = db.session.scalars(select(trail.Entry).order_by(trail.Entry.sequence.desc())).first()
    assert (last.action, last.actor_name) == ("history.log_exported", "Đỗ Văn Quân")
