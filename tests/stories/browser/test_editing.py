"""Drafts in the editor: two people at once, Save while the page saves itself, a session that ends in the middle."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from qms.documents.queries import get_revision
from qms.foundation.access import SYSTEM
from qms.foundation.db import db
from qms.identity import operations as identity
from tests.judging import judge
from tests.people import PASSWORD, person
from tests.stories.browser.conftest import Browsers
from tests.world import PLACES, word_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE, NUMBER = PLACES["draft"]
EDIT = f"/documents/{CODE}/revisions/{NUMBER}/edit"
TEXT = f"# Mục đích {word_of('draft')}\n\nLàm theo {word_of('draft')}.\n"
PLAIN = "if (location.protocol === 'http:') localStorage.setItem('editor', 'plain')"


def editor_of(browsers: Browsers, username: str) -> Page:
    """The draft in this person's editor, in the dark."""
    return edited_in(browsers.tab_of(username), browsers)


def edited_in(tab: Page, browsers: Browsers) -> Page:
    tab.context.add_cookies([browsers.site.cookie("theme", "dark")])
    tab.add_init_script(PLAIN)
    tab.goto(EDIT)
    return tab


def write(tab: Page, text: str) -> None:
    tab.locator("textarea[name=body]").fill(text)


def press(tab: Page, name: str) -> None:
    tab.get_by_role("button", name=name, exact=True).click()


def saved() -> str:
    """The draft's text now; no transaction stays open, which would hold up the server."""
    db.session.rollback()
    text = get_revision(CODE, NUMBER).body
    db.session.rollback()
    return text


def test_the_second_of_two_to_save_sees_both_texts_and_loses_nothing(browsers: Browsers) -> None:
    minh, lan = editor_of(browsers, "minh"), editor_of(browsers, "lan")
    write(lan, TEXT.replace("Làm theo", "Làm đúng theo"))
    press(lan, "Lưu")
    expect(lan.locator(".flashes")).to_contain_text("Đã lưu.")
    write(minh, TEXT.replace("Làm theo", "Luôn làm theo"))
    press(minh, "Lưu")

    expect(minh.locator("main h1")).to_have_text("Người khác đã lưu bản thảo này")
    expect(minh.locator("main .notice")).to_contain_text("Nguyễn Thị Lan")
    expect(minh.locator("main .notice")).to_contain_text(re.compile(r"\d\d:\d\d"))
    expect(minh.get_by_label("Nội dung của Nguyễn Thị Lan")).to_have_value(re.compile("Làm đúng theo"))
    expect(minh.locator("#mine")).to_have_value(re.compile("Luôn làm theo"))
    expect(minh.locator("#body")).to_have_value(re.compile("Luôn làm theo"))
    expect(minh.locator("#compare .diff__source mark")).to_have_count(
        2
    )  # one place, as each of them wrote it
    expect(minh.locator("#compare .diff__source mark").first).not_to_contain_text("Mục đích")
    judge(minh)
    minh.locator("#body").fill(TEXT.replace("Làm theo", "Luôn làm đúng theo"))
    press(minh, "Lưu nội dung này")
    expect(minh.locator(".flashes")).to_contain_text("Đã lưu.")
    assert "Luôn làm đúng theo" in saved()


def test_save_pressed_while_the_page_saves_itself_is_no_conflict_with_oneself(browsers: Browsers) -> None:
    tab = edited_in(browsers.of("minh").new_page(), browsers)
    on_its_way: list[Route] = []

    def hold_the_answer(route: Route) -> None:
        if "x-autosave" not in route.request.headers:
            return route.fallback()
        route.fetch()  # the server has it; the page does not know yet
        return on_its_way.append(route)

    tab.route(f"**{EDIT}", hold_the_answer)
    tab.clock.install()
    write(tab, TEXT + "\nMột câu.\n")
    tab.clock.run_for(3_000)
    while not on_its_way:
        tab.wait_for_timeout(20)
    assert "Một câu." in saved()
    write(tab, TEXT + "\nMột câu. Câu nữa.\n")
    press(tab, "Lưu")
    expect(tab.locator(".flashes")).to_contain_text("Đã lưu.")
    assert "Một câu. Câu nữa." in saved()


def test_what_is_typed_before_and_after_a_draft_saved_itself_is_kept(browsers: Browsers) -> None:
    tab = browsers.tab_of("minh")
    tab.goto(EDIT)
    tab.locator(".CodeMirror").click()
    tab.keyboard.press("Control+End")
    tab.keyboard.type("Một câu.")
    expect(tab.locator("[data-autosave-status]")).to_contain_text("tự lưu")
    assert "Một câu." in saved()
    tab.keyboard.type(" Câu nữa.")
    tab.locator("main form button[type=submit]").first.click()
    expect(tab.locator("main .flashes")).to_contain_text("Đã lưu.")
    assert "Một câu. Câu nữa." in saved()


def test_the_preview_is_the_text_as_it_will_look(browsers: Browsers) -> None:
    tab = editor_of(browsers, "minh")
    tab.locator("[data-tool=preview]").click()
    expect(tab.locator(".editor__preview h2").first).to_contain_text("Mục đích")


def lose_the_session(browsers: Browsers, tab: Page) -> None:
    identity.sign_out_everywhere(person("minh"), actor=SYSTEM)
    db.session.commit()


def lose_the_cookie(browsers: Browsers, tab: Page) -> None:
    tab.context.clear_cookies()
    tab.context.add_cookies([browsers.site.cookie("theme", "dark")])


@pytest.mark.parametrize("lose", [lose_the_session, lose_the_cookie])
def test_what_was_typed_survives_the_end_of_the_session(
    browsers: Browsers, lose: Callable[[Browsers, Page], None]
) -> None:
    tab = editor_of(browsers, "minh")
    write(tab, TEXT + "\nMột buổi sáng viết dài.\n")
    lose(browsers, tab)
    press(tab, "Lưu")
    expect(tab.locator("main h1")).to_have_text("Đăng nhập lại")
    expect(tab.locator("main")).to_contain_text("Một buổi sáng viết dài.")
    if lose is lose_the_session:
        judge(tab)
    tab.locator("main [name=username]").fill("minh")
    tab.locator("main [name=password]").fill(PASSWORD)
    press(tab, "Đăng nhập")
    expect(tab.locator("main h1")).to_have_text("Gửi lại biểu mẫu")
    expect(tab.locator("main")).to_contain_text("Một buổi sáng viết dài.")
    if lose is lose_the_cookie:
        judge(tab)
    press(tab, "Gửi biểu mẫu")
    expect(tab.locator(".flashes")).to_contain_text("Đã lưu.")
    assert "Một buổi sáng viết dài." in saved()
