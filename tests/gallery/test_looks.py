"""Every component in both themes: nothing for axe to find, nothing wider than the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browsing import Site, open_window
from tests.judging import judge, judgement_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = ["/gallery", "/gallery?wrong=1", "/gallery/sheet", "/sign-in", "/nowhere"]

# What the judge must see, each where it names it: text too faint in one theme, an unnamed field, something too wide.
FAULTS = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .theme-dark .site-header, .theme-dark h1 { color: #333; background: #222; }
    .theme-light main label { color: #ddd; background: #fff; }
    @media (max-width: 360px) { h1 { width: 500px; } }
  `);
  document.adoptedStyleSheets = [sheet];
  document.querySelector("input[name=username]").removeAttribute("id");
}"""


@pytest.fixture
def dark_tab(tab: Page, site: Site) -> Page:
    tab.context.add_cookies([site.cookie("theme", "dark")])
    return tab


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_for_everybody_and_every_screen(dark_tab: Page, path: str) -> None:
    dark_tab.goto(path)
    judge(dark_tab)


def test_the_judge_sees_what_is_wrong(dark_tab: Page) -> None:
    """The control of the test above."""
    dark_tab.goto("/sign-in")
    dark_tab.evaluate(FAULTS)
    found = judgement_of(dark_tab)
    rules = {where: {each.split(":")[0] for each in what} for where, what in found.items()}
    assert rules["dark"] == {"color-contrast", "label"}
    assert rules["light"] == {"color-contrast"}
    assert any("<h1" in each for each in found["wider than a phone"])


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_a_small_phone_in_any_size_of_text(tab: Page, path: str) -> None:
    tab.set_viewport_size({"width": 320, "height": 640})
    tab.goto(path)
    widths = {}
    for size in ("normal", "large"):
        tab.locator("html").evaluate(
            "(html, size) => html.classList.replace('size-normal', `size-${size}`)", size
        )
        widths[size] = tab.evaluate("document.documentElement.scrollWidth")
    assert widths == {"normal": 320, "large": 320}


def test_the_page_is_whole_without_scripts(chrome: Browser, site: Site) -> None:
    window = open_window(chrome, site.address, java_script_enabled=False)
    tab = window.new_page()
    tab.goto("/gallery")
    tab.locator("summary", has_text="Hiển thị").click()
    tab.get_by_role("button", name="Tối").click()
    assert "theme-dark" in (tab.locator("html").get_attribute("class") or "")
    assert tab.locator("textarea[name=text]").is_visible()
    window.close()


def test_printing_shows_no_controls(tab: Page) -> None:
    tab.goto("/gallery")
    tab.emulate_media(media="print")
    assert not tab.locator(".site-header").is_visible()
    assert not tab.get_by_role("link", name="Sửa đổi", exact=True).is_visible()
    assert tab.locator("h1").is_visible()


def test_paper_is_light_even_for_those_who_work_in_the_dark(dark_tab: Page) -> None:
    dark_tab.goto("/gallery/sheet")
    dark_tab.emulate_media(media="print")
    assert dark_tab.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(20, 36, 43)"


def test_head_and_mark_stand_on_every_page_of_paper(tab: Page) -> None:
    """A browser repeats the head of a table; where it may be broken, Chromium would not."""
    tab.goto("/gallery/sheet")
    tab.emulate_media(media="print")
    head = tab.locator(".sheet__running")
    style = head.evaluate("each => [getComputedStyle(each).display, getComputedStyle(each).breakInside]")
    assert style == ["table-header-group", "avoid"]
    expect(head).to_contain_text("Bản đã hết hiệu lực")
    expect(head).to_contain_text("QT-HT-04")


def test_a_table_stays_a_table_on_paper(tab: Page) -> None:
    """Paper is narrower than many a phone is wide, and yet no phone."""
    tab.set_viewport_size({"width": 640, "height": 900})
    tab.goto("/gallery")
    tab.emulate_media(media="print")
    row = tab.locator(".table--cards tbody tr").first
    assert row.evaluate("each => getComputedStyle(each).display") == "table-row"
