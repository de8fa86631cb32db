"""The coordinator asks somebody to read; they read, err in a question, read again, confirm; the record names them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.stories.browser.conftest import Browsers
from tests.world import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE = PLACES["effective"][0]
READERS = f"/reading/documents/{CODE}/readers"


def press(tab: Page, name: str) -> None:
    """The button or link of this name in the main part."""
    main = tab.locator("main")
    main.get_by_role("button", name=name, exact=True).or_(
        main.get_by_role("link", name=name, exact=True)
    ).first.click()


def test_read_and_confirm(browsers: Browsers) -> None:
    keeper = browsers.tab_of("lan")
    keeper.goto(f"/documents/{CODE}")
    press(keeper, "Ai đã đọc")
    press(keeper, "Ai phải đọc")
    keeper.get_by_label("Người được nêu tên").fill("Bùi Anh Tú\nbinh")
    press(keeper, "Lưu")
    expect(keeper.locator("main .flash")).to_contain_text("1 người được yêu cầu đọc")

    reader = browsers.tab_of("tu", screen="phone")
    reader.goto("/")
    reader.locator("main").get_by_role("link", name=f"Đọc và xác nhận: {CODE}").first.click()
    expect(reader.locator("#new")).to_contain_text("Bạn đọc tài liệu này lần đầu")
    reader.get_by_label("Giám đốc").check()
    press(reader, "Tôi đã đọc và hiểu")
    expect(reader.locator("#confirm")).to_contain_text("Ai ký giấy hẹn?")
    expect(reader.locator("#confirm .notice")).to_contain_text("Đúng 0 trên 1 câu")
    reader.get_by_label("Người nhận").check()
    press(reader, "Tôi đã đọc và hiểu")
    expect(reader.locator("main .flash")).to_contain_text(f"Bạn đã xác nhận đọc và hiểu {CODE}")

    keeper.goto(f"{READERS}?standing=confirmed")
    expect(keeper.locator("tbody")).to_contain_text("Bùi Anh Tú")
    press(keeper, "In bản ghi")
    expect(keeper.locator("main")).to_contain_text("2 người đã xác nhận")
