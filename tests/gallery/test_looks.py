"""Every component in both themes: nothing for axe to find, nothing wider than the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["/gallery", "/gallery?wrong=1", "/gallery/sheet", "/sign-in", "/nowhere"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def choose(window: BrowserContext, address: str, **preferences: str) -> None:
    window.add_cookies(
        [{"name": name, "value": value, "url": address} for name, value in preferences.items()]
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(window: BrowserContext, address: str, path: str, theme: str) -> None:
    choose(window, address, theme=theme)
    tab = window.new_page()
    tab.goto(address + path)
    found = Axe().run(tab, options={"runOnly": RULES}).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == []


def test_axe_sees_what_is_wrong(window: BrowserContext, address: str) -> None:
    """The control of the test above."""
    tab = window.new_page()
    tab.goto(address + "/sign-in")
    tab.evaluate("document.querySelector('label').remove()")
    found = Axe().run(tab, options={"runOnly": RULES}).response["violations"]
    assert "label" in [each["id"] for each in found]


@pytest.mark.parametrize("size", ["normal", "large"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_small_phone(
    window: BrowserContext, address: str, path: str, size: str
) -> None:
    choose(window, address, size=size)
    tab = window.new_page()
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.goto(address + path)
    assert tab.evaluate("document.documentElement.scrollWidth") == 320


def test_the_page_is_whole_without_scripts(chrome: Browser, address: str) -> None:
    window = chrome.new_context(java_script_enabled=False)
    tab = window.new_page()
    tab.goto(address + "/gallery")
    tab.locator("summary", has_text="Hiển thị").click()
    tab.get_by_role("button", name="Tối").click()
    assert "theme-dark" in (tab.locator("html").get_attribute("class") or "")
    assert tab.locator("textarea[name=text]").is_visible()
    window.close()


def test_printing_shows_no_controls(tab: Page, address: str) -> None:
    tab.goto(address + "/gallery")
    tab.emulate_media(media="print")
    assert not tab.locator(".site-header").is_visible()
    assert not tab.get_by_role("link", name="Sửa đổi", exact=True).is_visible()
    assert tab.locator("h1").is_visible()


def test_paper_is_light_even_for_those_who_work_in_the_dark(tab: Page, address: str) -> None:
    choose(tab.context, address, theme="dark")
    tab.goto(address + "/gallery/sheet")
    tab.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(20, 36, 43)"


def test_head_and_mark_stand_on_every_page_of_paper(tab: Page, address: str) -> None:
    """A browser repeats the head of a table; where it may be broken, Chromium would not."""
    tab.goto(address + "/gallery/sheet")
    tab.emulate_media(media="print")
    head = tab.locator(".sheet__running")
    style = head.evaluate("each => [getComputedStyle(each).display, getComputedStyle(each).breakInside]")
    assert style == ["table-header-group", "avoid"]
    expect(head).to_contain_text("Bản đã hết hiệu lực")
    expect(head).to_contain_text("QT-HT-04")


def test_a_table_stays_a_table_on_paper(tab: Page, address: str) -> None:
    """Paper is narrower than many a phone is wide, and yet no phone."""
    tab.set_viewport_size({"width": 640, "height": 900})
    tab.goto(address + "/gallery")
    tab.emulate_media(media="print")
    row = tab.locator(".table--cards tbody tr").first
    assert row.evaluate("each => getComputedStyle(each).display") == "table-row"
