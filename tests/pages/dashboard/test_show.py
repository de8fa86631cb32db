"""The dashboard: figures of all rooms, each chart with its table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine

from qms.kernel import clock
from tests.factories import audits
from tests.factories import nonconformities as nc
from tests.page import Page

LATER = timedelta(days=45)


def table(page: Page, part: str) -> list[list[str]]:
    """The cells of the table of one part."""
    rows: list[Any] = page.all(f"//section[@id='{part}']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_each_chart_says_the_same_as_its_table(client_of):
    nc.reported()
    nc.doing_it()
    nc.to_check()
    audits.approved(audits.programme())
    with time_machine.travel(clock.now() + LATER, tick=False):
        lan = client_of("lan")
        page = lan.page("/dashboard")
        listed = lan.page("/nonconformities?show=late").all("//tbody/tr")
    assert table(page, "open-nonconformities") == [
        ["Đã báo cáo", "0", "0", "1", "0", "1"],
        ["Đang thực hiện", "0", "0", "1", "0", "1"],
        ["Chờ kiểm tra hiệu lực", "0", "0", "1", "0", "1"],
    ]
    late = table(page, "late-by-unit")
    assert sorted(numbers for _unit, *numbers in late) == [["0", "1", "1"], ["1", "0", "1"]]
    assert len(listed) == 2  # the list behind the figure
    assert page.all("//section[@id='open-nonconformities']//tfoot//td")[-1].text == "3"
    assert [row[0] for row in table(page, "checks-of-effect")] == [
        "Quá hạn",
        "Trong 7 ngày",
        "Trong 30 ngày",
        "Muộn hơn",
    ]
    for part in page.all("//section[.//table]"):
        words = " ".join(
            text.text_content() for text in part.xpath(".//*[local-name()='svg']//*[local-name()='text']")
        )
        for row in table(page, part.get("id")):
            assert row[0].replace(" ", "") in words.replace(" ", "")  # long labels stand on two lines


def test_the_programme_shows_what_has_begun_and_what_is_late(client_of):
    programme = audits.approved(audits.programme())
    after_its_month = clock.now().replace(month=12, day=20)
    with time_machine.travel(after_its_month, tick=False):
        page = client_of("dung").page("/dashboard")
    assert table(page, "audit-programme") == [
        ["Tháng 6", "0", "0", "0", str(len(programme.items)), str(len(programme.items))]
    ]
    assert "chưa cử trưởng đoàn" in page.text


def test_an_office_that_begins_sees_that_nothing_is_open(client_of):
    page = client_of("dung").page("/dashboard")
    assert "Không có mục nào đang mở." in page.text
    assert page.all("//main//table") == []
    assert "Chưa có chương trình đánh giá" in page.text
