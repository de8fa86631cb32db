"""The main job with scripts switched off: staff read, a writer writes, others review and approve."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from qms.documents.queries import get_revision
from qms.documents.rules import State
from qms.foundation.db import db
from tests.people import PASSWORD
from tests.stories.browser.conftest import Browsers
from tests.world import PLACES, word_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.usefixtures("searchable")
def test_staff_search_read_and_walk_from_step_to_step(browsers: Browsers) -> None:
    tab = browsers.tab_of("binh", java_script_enabled=False)
    tab.goto("/")
    box = tab.locator("input[type=search]").first
    box.fill(word_of("effective"))
    box.press("Enter")
    tab.locator(".record__title a").filter(has_text="Tiếp nhận").first.click()
    expect(tab.locator("main h1")).to_contain_text("Bước 1:")
    tab.locator("main a[rel=next]").click()
    expect(tab.locator("main h1")).to_contain_text("Bước 2:")
    tab.locator("main").get_by_role("link", name="Toàn bộ quy trình").click()
    tab.locator(".flowchart-figure__wide a.flowchart__step").nth(2).click()
    expect(tab.locator("main h1")).to_contain_text("Bước 3:")


def test_the_master_list_is_narrowed_and_the_theme_changed(browsers: Browsers) -> None:
    tab = browsers.tab_of("binh", java_script_enabled=False)
    tab.goto("/documents")
    tab.locator("main [name=q]").fill(PLACES["effective"][0])
    tab.locator("main form button[type=submit]").first.click()
    expect(tab.locator("main tbody tr")).to_have_count(1)
    tab.locator(".site-header summary", has_text="Hiển thị").click()
    tab.get_by_role("button", name="Tối").click()
    expect(tab.locator("html.theme-dark")).to_have_count(1)
    expect(tab.locator("main tbody tr")).to_have_count(1)


def test_a_draft_is_written_in_a_plain_box(browsers: Browsers) -> None:
    code, number = PLACES["draft"]
    tab = browsers.tab_of("minh", java_script_enabled=False)
    tab.goto(f"/documents/{code}/revisions/{number}/edit")
    expect(tab.locator(".editor__tools")).to_be_hidden()
    tab.get_by_label("Nội dung", exact=True).fill("# Mục đích\n\nViết không cần tập lệnh.\n")
    tab.get_by_role("button", name="Lưu và xem").click()
    expect(tab.locator("article")).to_contain_text("Viết không cần tập lệnh.")


def test_a_revision_is_reviewed_and_approved(browsers: Browsers) -> None:
    code, number = PLACES["in_review"]
    for username, act, button, then in (
        ("hoa", "review", "Ký soát xét", "Chờ phê duyệt"),
        ("dung", "approve", "Ký phê duyệt", "Đang có hiệu lực"),
    ):
        tab = browsers.tab_of(username, java_script_enabled=False)
        tab.goto(f"/documents/{code}/revisions/{number}/{act}")
        tab.locator("main [name=password]").fill(PASSWORD)
        tab.get_by_role("button", name=button).click()
        expect(tab.locator("main")).to_contain_text(then)
    db.session.rollback()
    assert get_revision(code, number).state == State.EFFECTIVE
