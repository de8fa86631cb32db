"""By keyboard alone: past the head, into menus, through forms and dialogs, along the flowchart."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.stories.browser.conftest import Browsers
from tests.world import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PROCEDURE = f"/procedures/{PLACES['effective'][0]}"
EDIT = f"/documents/{PLACES['draft'][0]}/revisions/1/edit"


def tab_until(tab: Page, selector: str, *, key: str = "Tab", at_most: int = 60) -> None:
    """Press Tab until the focus is on what the selector means, as a person would."""
    for _press in range(at_most):
        tab.keyboard.press(key)
        if tab.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by {key}")


def test_the_first_key_leads_past_the_head_of_the_page(browsers: Browsers) -> None:
    tab = browsers.tab_of("binh")
    tab.goto(PROCEDURE)
    tab.keyboard.press("Tab")
    expect(tab.locator(".skip-link")).to_be_focused()
    expect(tab.locator(".skip-link")).to_be_in_viewport()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.closest('main') !== null")


def test_a_menu_opens_walks_and_closes(browsers: Browsers) -> None:
    tab = browsers.tab_of("binh", screen="phone")
    tab.goto(PROCEDURE)
    menu = tab.locator(".site-header__menu")
    tab_until(tab, ".site-header__menu > summary")
    tab.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    tab_until(tab, ".site-header__menu a[href$='/documents']")
    tab.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    tab.keyboard.press("Enter")
    tab_until(tab, ".site-header__menu a[href$='/documents']")
    tab.keyboard.press("Enter")
    expect(tab.locator("main h1")).to_have_text("Danh mục tài liệu")


def test_the_flowchart_scrolls_and_its_steps_open(browsers: Browsers) -> None:
    tab = browsers.tab_of("binh", screen="tablet")
    tab.goto(PROCEDURE)
    region = tab.locator(".flowchart-region")
    tab_until(tab, ".flowchart-region")
    tab.keyboard.press("ArrowRight", delay=50)
    tab.keyboard.press("ArrowRight", delay=50)
    tab.wait_for_function("document.activeElement.scrollLeft > 0")
    expect(region).to_be_focused()
    tab_until(tab, "a.flowchart__step")
    tab.keyboard.press("Enter")
    expect(tab.locator("main h1")).to_contain_text("Bước 1:")


def test_a_table_is_put_into_a_draft_and_saved(browsers: Browsers) -> None:
    tab = browsers.tab_of("minh")
    tab.goto(EDIT)
    expect(tab.locator(".CodeMirror")).to_be_visible()
    tab_until(tab, ".CodeMirror textarea")
    tab.keyboard.press("Control+End")
    tab_until(tab, "[data-tool=table]", key="Shift+Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("dialog")).to_be_visible()
    tab.keyboard.type("Giấy tờ")
    tab_until(tab, "[data-act=cancel]", at_most=30)
    assert tab.evaluate("document.activeElement.closest('dialog') !== null")
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("dialog")).to_be_hidden()
    expect(tab.locator(".CodeMirror textarea")).to_be_focused()
    tab_until(tab, "main form.form button[type=submit]")
    tab.keyboard.press("Enter")
    expect(tab.locator("main .flashes")).to_contain_text("Đã lưu.")
    assert "| Giấy tờ |" in tab.locator("textarea[name=body]").input_value()
