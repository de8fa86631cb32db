"""Staff search in a browser: by keyboard with suggestions, and without any script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from qms.foundation.db import db
from qms.search import operations
from tests import browsing
from tests.factories import procedures
from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """A served application in which two procedures are in force."""
    for code in ("QT-ATBX-02", "QT-ATBX-03"):
        procedures.in_force(code)
    operations.rebuild()
    db.session.commit()
    with browsing.served(app) as address:
        yield address


def signed_in(chrome: Browser, address: str, *, scripts: bool = True) -> Page:
    page = chrome.new_context(base_url=address, java_script_enabled=scripts).new_page()
    page.set_default_timeout(10_000)
    page.goto("/sign-in")
    page.locator("[name=username]").fill("binh")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator("main h1")).to_have_text("Việc của tôi")
    return page


def test_slash_goes_to_the_box_arrows_walk_and_enter_opens_the_step(chrome: Browser, address: str):
    page = signed_in(chrome, address)
    page.goto("/procedures")
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    page.keyboard.type("xem xet ky", delay=15)
    options = page.get_by_role("option")
    expect(options).to_have_count(3)  # the step in both procedures, and a text of the guide
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".search-box [role=status]")).to_have_text("3 gợi ý; dùng phím mũi tên để chọn")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    chosen = options.nth(1).get_attribute("id")
    expect(box).to_have_attribute("aria-activedescendant", chosen or "")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_contain_text("Xem xét, ký kết quả")


def test_escape_closes_the_suggestions_and_enter_then_searches(chrome: Browser, address: str):
    page = signed_in(chrome, address)
    page.keyboard.press("/")
    page.keyboard.type("gia han", delay=15)
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".record__title").first).to_contain_text("Gia hạn giấy phép")


def test_a_slash_typed_in_a_field_stays_a_slash(chrome: Browser, address: str):
    page = signed_in(chrome, address)
    page.goto("/search?q=x-quang")
    box = page.locator("main input[type=search]")
    box.click()
    page.keyboard.type("/2020", delay=10)
    expect(box).to_have_value("x-quang/2020")


def test_the_step_in_force_is_found_without_scripts(chrome: Browser, address: str):
    page = signed_in(chrome, address, scripts=False)
    box = page.locator("main input[type=search]")
    box.fill("cap giay phep x quang")
    box.press("Enter")
    page.locator(".record__title a").first.click()
    expect(page.locator("main h1")).to_contain_text("Cấp giấy phép")
