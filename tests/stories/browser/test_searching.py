"""Staff search by keyboard, with suggestions; without scripts: test_without_scripts.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.stories.browser.conftest import Browsers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.usefixtures("searchable")]


@pytest.fixture
def tab(browsers: Browsers) -> Page:
    tab = browsers.tab_of("binh")
    tab.goto("/procedures")
    return tab


def test_slash_goes_to_the_box_arrows_walk_and_enter_opens_the_step(tab: Page) -> None:
    tab.keyboard.press("/")
    box = tab.get_by_role("combobox")
    expect(box).to_be_focused()
    tab.keyboard.type("xem xet ky")
    options = tab.get_by_role("option")
    expect(options).to_have_count(3)  # the step in both procedures, and a text of the guide
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(tab.locator(".search-box [role=status]")).to_have_text("3 gợi ý; dùng phím mũi tên để chọn")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    chosen = options.nth(1).get_attribute("id")
    expect(box).to_have_attribute("aria-activedescendant", chosen or "")
    tab.keyboard.press("Enter")
    expect(tab.locator("main h1")).to_contain_text("Xem xét, ký kết quả")


def test_escape_closes_the_suggestions_and_enter_then_searches(tab: Page) -> None:
    tab.keyboard.press("/")
    tab.keyboard.type("tiep nhan")
    expect(tab.get_by_role("listbox")).to_be_visible()
    tab.keyboard.press("Escape")
    expect(tab.get_by_role("listbox")).to_be_hidden()
    tab.keyboard.press("Enter")
    expect(tab.locator(".record__title").first).to_contain_text("Tiếp nhận")


def test_an_answer_that_comes_after_escape_opens_nothing(tab: Page) -> None:
    tab.keyboard.press("/")
    tab.keyboard.type("tiep")
    expect(tab.get_by_role("listbox")).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tab.route("**/search/suggest?q=tiep+nhan", hold)
    with tab.expect_request("**/search/suggest?q=tiep+nhan"):
        tab.keyboard.type(" nhan")
    tab.keyboard.press("Escape")
    late = {"code": "QT-01", "title": "Muộn", "heading": "", "step": None, "url": "/"}
    held[0].fulfill(json={"suggestions": [late]})
    tab.evaluate("fetch('/search/suggest?q=ho').then(answer => answer.text())")  # answered after that one
    expect(tab.get_by_role("listbox")).to_be_hidden()


def test_a_slash_typed_in_a_field_stays_a_slash(tab: Page) -> None:
    tab.goto("/search?q=x-quang")
    box = tab.locator("main input[type=search]")
    box.click()
    tab.keyboard.type("/2020")
    expect(box).to_have_value("x-quang/2020")
