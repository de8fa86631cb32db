"""The law changes: the coordinator enters it, whoever owns a procedure that cites it is told and answers, with a proof."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from qms.kernel import clock
from tests.factories.laws import DECREE
from tests.people import PASSWORD
from tests.stories.browser.conftest import Browsers
from tests.stories.browser.test_nonconformity import press
from tests.world import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEW = "07/2027/NĐ-CP"


def test_a_new_decree_is_entered_and_answered_for(browsers: Browsers) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).strftime("%d/%m/%Y")
    code = PLACES["effective"][0]
    tab = browsers.tab_of("lan")
    tab.goto("/laws")
    press(tab, "Nhập văn bản")
    tab.locator("[name=number]").fill(NEW)
    tab.locator("[name=title]").fill("Công việc bức xạ")
    tab.locator("[name=in_force_from]").fill(tomorrow)
    press(tab, "Nhập")
    press(tab, "Thay thế, sửa đổi văn bản khác")
    tab.get_by_label("Thay thế", exact=True).check()
    tab.locator("[name=number]").fill(DECREE.lower())
    press(tab, "Lưu")

    tab.goto("/")
    tab.locator("main").get_by_role("link", name=f"{DECREE} bị thay thế").click()
    row = tab.get_by_role("row").filter(has_text=code)
    expect(row).to_contain_text("Chờ rà soát")
    row.get_by_role("link", name="Không cần sửa").click()
    tab.locator("[name=reason]").fill("Điều 20 giữ nguyên")
    tab.locator("[name=password]").fill(PASSWORD)
    press(tab, "Ký")
    expect(tab.get_by_role("row").filter(has_text=code)).to_contain_text("Điều 20 giữ nguyên")
    press(tab, "In kết quả rà soát")
    expect(tab.get_by_role("row").filter(has_text=code)).to_contain_text("SHA-256")

    reader = browsers.tab_of("binh")
    reader.goto(f"/procedures/{code}")
    reader.locator("main").get_by_role("link", name=DECREE, exact=True).first.click()
    expect(reader.get_by_role("row").filter(has_text=NEW).first).to_contain_text("Được thay thế bởi")
