"""Every page of the application as the people of the demonstration see it, in a real browser.

WCAG 2.2 AA by axe in both themes, nothing wider than a small phone, nothing in the console, no other host.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests import browsing

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

# Endpoint -> who looks at it, and where. Numbers are of the demonstration, which is always made alike.
PAGES = {
    "documents.abandon": ("thuky", "/documents/BM-VP-02/revisions/1/abandon"),
    "documents.answer_review": ("thuky", "/documents/CSCL-01/still-valid"),
    "documents.approve": ("giamdoc", "/documents/QT-ATBX-01/revisions/2/approve"),
    "documents.change_facts": ("thuky", "/documents/CSCL-01/facts"),
    "documents.change_type": ("thuky", "/documents/types/1"),
    "documents.compare": ("thuky", "/documents/QT-ATBX-01/compare"),
    "documents.edit": ("thuky", "/documents/BM-VP-02/revisions/1/edit"),
    "documents.index": ("thuky", "/documents?show=all"),
    "documents.new": ("thuky", "/documents/new"),
    "documents.print_revision": ("congtac", "/documents/BM-HTQL-07/revisions/1/print"),
    "documents.recall": ("thuky", "/documents/MHHT-01/revisions/1/recall"),
    "documents.request_changes": ("giamdoc", "/documents/QT-ATBX-01/revisions/2/return"),
    "documents.review": ("phogiamdoc", "/documents/MHHT-01/revisions/1/review"),
    "documents.revise": ("thuky", "/documents/CSCL-01/revise"),
    "documents.revoke": ("giamdoc", "/documents/HD-MC-01/revisions/1/revoke"),
    "documents.send": ("thuky", "/documents/BM-VP-02/revisions/1/submit"),
    "documents.show": ("congtac", "/documents/BM-HTQL-07"),
    "documents.show_revision": ("giamdoc", "/documents/QT-ATBX-01/revisions/2"),
    "documents.types": ("thuky", "/documents/types"),
    "documents.withdraw": ("giamdoc", "/documents/CSCL-01/withdraw"),
    "help.index": ("congtac", "/help"),
    "help.show": ("congtac", "/help/life-of-a-document"),
    "history.show": ("thuky", "/history/document/1?reads=yes"),
    "history.show_log": ("quantri", "/log?action=all"),
    "home.show": ("thuky", "/"),
    "identity.account": ("congtac", "/account"),
    "identity.deactivate_person": ("quantri", "/people/6/deactivate"),
    "identity.edit_organization": ("quantri", "/organization"),
    "identity.edit_person": ("quantri", "/people/6/edit"),
    "identity.edit_position": ("quantri", "/positions/1"),
    "identity.edit_unit": ("quantri", "/units/1"),
    "identity.new_person": ("quantri", "/people/new"),
    "identity.new_unit": ("quantri", "/units/new"),
    "identity.password": ("congtac", "/account/password"),
    "identity.people": ("quantri", "/people"),
    "identity.permissions": ("danhgia", "/permissions"),
    "identity.positions": ("quantri", "/positions"),
    "identity.show_person": ("quantri", "/people/6"),
    "identity.sign_in": ("", "/sign-in"),
    "identity.units": ("quantri", "/units"),
    "inbox.show": ("giamdoc", "/inbox"),
    "procedures.edit_facts": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/facts"),
    "procedures.edit_step": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/steps/{step}"),
    "procedures.edit_steps": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/steps"),
    "procedures.index": ("motcua", "/procedures"),
    "procedures.remove_step": ("khoahoc", "/procedures/QT-KHCN-02/revisions/2/steps/{step}/remove"),
    "procedures.show": ("motcua", "/procedures/QT-ATBX-02"),
    "procedures.show_flowchart": ("motcua", "/procedures/QT-ATBX-02/flowchart"),
    "procedures.show_step": ("motcua", "/procedures/QT-ATBX-02/steps/2"),
    "search.add_short_form": ("thuky", "/search/abbreviations/new"),
    "search.change_short_form": ("thuky", "/search/abbreviations/{short_form}"),
    "search.results": ("motcua", "/search?q=cap+giay+phep+x+quang"),
    "search.short_forms": ("thuky", "/search/abbreviations"),
    "upkeep.show": ("quantri", "/upkeep"),
}
NOT_PAGES = {
    "static",
    "documents.download",
    "documents.signed_content",
    "history.export_log",
    "search.suggest",
}
OTHER_VIEWS = {
    "documents.show of a draft sent back": ("chuyenvien", "/documents/HD-ATBX-01/revisions/1"),
    "documents.index of a reader": ("congtac", "/documents"),
    "search.results of nothing": ("motcua", "/search?q=zzzzzz"),
    "home.show of an administrator": ("quantri", "/"),
    "home.show of a reader": ("congtac", "/"),
    "inbox.show of a reader": ("congtac", "/inbox"),
    "404": ("congtac", "/documents/NO-SUCH"),
    "403": ("congtac", "/upkeep"),
}


def test_every_page_is_among_them(demo: Flask) -> None:
    pages = {rule.endpoint for rule in demo.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - NOT_PAGES == set(PAGES)


@pytest.fixture(scope="module")
def address(demonstration: Flask) -> Iterator[str]:
    with browsing.served(demonstration) as address:
        yield address


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def window_of(chrome: Browser, address: str, password: str) -> Iterator[Callable[[str], BrowserContext]]:
    """A signed-in window for one of the accounts; for nobody with an empty name."""
    windows: dict[str, BrowserContext] = {}

    def open_window(username: str) -> BrowserContext:
        if username not in windows:
            windows[username] = chrome.new_context(
                viewport={"width": 1440, "height": 900},
                reduced_motion="reduce",  # a colour on its way to another is neither
            )
            windows[username].set_default_timeout(60_000)
            if username:
                _sign_in(windows[username], address, username, password)
        return windows[username]

    yield open_window
    for window in windows.values():
        window.close()


def _sign_in(window: BrowserContext, address: str, username: str, password: str) -> None:
    tab = window.new_page()
    tab.goto(f"{address}/sign-in")
    tab.fill("[name=username]", username)
    tab.fill("[name=password]", password)
    tab.locator("main button").click()
    tab.wait_for_url(f"{address}/")
    tab.close()


@pytest.mark.parametrize("view", [*PAGES, *OTHER_VIEWS])
def test_a_page_is_for_everybody_and_every_screen(
    window_of: Callable[[str], BrowserContext], address: str, places: dict[str, object], view: str
) -> None:
    username, path = {**PAGES, **OTHER_VIEWS}[view]
    tab = window_of(username).new_page()
    wrong = _listen(tab, address)
    tab.goto(address + path.format(**places))
    assert _violations(tab, RULES) == []
    _go_dark(tab)
    assert _violations(tab, ["wcag2aa"]) == []
    tab.set_viewport_size({"width": 360, "height": 740})
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    assert wrong == []
    tab.close()


def _listen(tab: Page, address: str) -> list[str]:
    """What goes wrong in the page from now on: faults of scripts, refusals of the policy, other hosts."""
    wrong: list[str] = []
    tab.on("console", lambda said: wrong.append(said.text) if _is_fault(said) else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
    return wrong


def _is_fault(said: ConsoleMessage) -> bool:
    """Whether the console tells of a fault; an answer of 403 or 404 that was asked for is none."""
    return said.type in ("error", "warning") and not said.text.startswith("Failed to load resource")


def _violations(tab: Page, rules: list[str]) -> list[tuple[str, str]]:
    found = Axe().run(tab, options={"runOnly": rules}).response["violations"]
    return [(each["id"], each["nodes"][0]["html"][:200]) for each in found]


def _go_dark(tab: Page) -> None:
    """As the page is for those who have chosen the dark theme."""
    tab.evaluate("document.querySelector('[data-dark]').media = 'all'")
