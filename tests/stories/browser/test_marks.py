"""What is not in force says so: on the screen, and on each page of paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.judging import judge
from tests.stories.browser.conftest import Browsers
from tests.world import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AT_THE_HEAD_OF_EACH_PAGE = "element => getComputedStyle(element).display"


@pytest.mark.parametrize(("state", "label"), [("superseded", "Đã bị thay thế"), ("withdrawn", "Đã thu hồi")])
def test_what_is_not_in_force_is_marked_on_the_screen_and_on_paper(
    browsers: Browsers, state: str, label: str
) -> None:
    code, number = PLACES[state]
    tab = browsers.tab_of("lan")
    tab.context.add_cookies([browsers.site.cookie("theme", "dark")])
    tab.goto(f"/documents/{code}/revisions/{number}")
    expect(tab.locator("main .notice").first).to_contain_text(label)
    expect(tab.locator(".running")).to_be_hidden()
    if state == "withdrawn":
        judge(tab)
    tab.emulate_media(media="print")
    expect(tab.locator(".running")).to_have_text(f"{code} (01/00) · {label}")
    assert tab.locator(".running").evaluate(AT_THE_HEAD_OF_EACH_PAGE) == "table-header-group"
    expect(tab.locator(".site-header")).to_be_hidden()
    expect(tab.locator(".printed")).to_contain_text("Nguyễn Thị Lan")
    tab.goto(f"/documents/{code}/revisions/{number}/print")
    expect(tab.locator(".sheet__running")).to_contain_text(label)
    assert tab.locator(".sheet__running").evaluate(AT_THE_HEAD_OF_EACH_PAGE) == "table-header-group"
