"""What the modules add in a browser: each behaviour of static/js/components/."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def gallery(tab: Page) -> Page:
    tab.goto("/gallery")
    return tab


@pytest.fixture
def editor(gallery: Page) -> Page:
    gallery.locator(".CodeMirror").scroll_into_view_if_needed()
    return gallery


def written(page: Page) -> str:
    return page.locator("textarea[name=text]").input_value()


def empty(page: Page) -> None:
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def test_the_theme_changes_at_once_and_is_kept(gallery: Page) -> None:
    gallery.locator("summary", has_text="Hiển thị").click()
    with gallery.expect_response(re.compile("/preferences$")):
        gallery.get_by_role("button", name="Tối").click()
    expect(gallery.locator("html")).to_have_class(re.compile("theme-dark"))
    assert gallery.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 26, 31)"
    gallery.reload()
    expect(gallery.locator("html")).to_have_class(re.compile("theme-dark"))


def test_a_menu_closes_by_escape_and_gives_the_focus_back(gallery: Page) -> None:
    summary = gallery.locator("summary", has_text="Hiển thị")
    summary.click()
    gallery.keyboard.press("Tab")
    gallery.keyboard.press("Escape")
    expect(gallery.locator("details[data-menu][open]")).to_have_count(0)
    expect(summary).to_be_focused()


def test_a_double_click_sends_a_form_once(gallery: Page) -> None:
    sent: list[str] = []

    def hold(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    gallery.route(re.compile(r"/gallery$"), hold)
    gallery.get_by_role("button", name="Lưu và tiếp tục").dblclick()
    gallery.wait_for_timeout(300)
    assert sent == ["POST"]


def test_leaving_with_something_unsaved_asks(gallery: Page) -> None:
    asked: list[str] = []
    gallery.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    gallery.route("**/gallery/draft", lambda route: route.fulfill(status=503))
    gallery.get_by_label("Mã số", exact=True).fill("QT-01")
    gallery.goto("about:blank")
    assert asked == ["beforeunload"]


def test_leaving_with_nothing_changed_asks_nothing(gallery: Page) -> None:
    asked: list[str] = []
    gallery.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    gallery.get_by_label("Mã số", exact=True).click()
    gallery.goto("about:blank")
    assert asked == []


def test_a_draft_saves_itself_and_takes_over_the_new_version(gallery: Page) -> None:
    form = gallery.locator("form[data-autosave]")
    before = int(form.locator("[name=seen]").input_value())
    gallery.get_by_label("Mã số", exact=True).fill("QT-01")
    expect(gallery.locator("[data-autosave-status]")).to_have_text("Đã tự lưu bản thảo lúc 14:05")
    assert int(form.locator("[name=seen]").input_value()) == before + 1


@pytest.mark.parametrize(
    ("status", "says"), [(409, "Người khác vừa lưu văn bản này"), (401, "Phiên làm việc đã hết")]
)
def test_a_draft_that_can_not_be_saved_says_why_and_keeps_what_was_typed(
    tab: Page, status: int, says: str
) -> None:
    tab.route("**/gallery/draft", lambda route: route.fulfill(status=status))
    tab.goto("/gallery")
    tab.get_by_label("Mã số", exact=True).fill("QT-01")
    expect(tab.locator("[data-autosave-status]")).to_contain_text(says)
    expect(tab.get_by_label("Mã số", exact=True)).to_have_value("QT-01")


def test_a_filter_shows_its_result_without_losing_the_focus(gallery: Page) -> None:
    chosen = gallery.locator(".filters").get_by_label("Loại")
    chosen.focus()
    gallery.evaluate("document.body.dataset.same = 'yes'")
    with gallery.expect_response(re.compile("kind=hd")):
        chosen.select_option("hd")
    expect(gallery).to_have_url(re.compile("kind=hd"))
    expect(chosen).to_be_focused()
    assert gallery.evaluate("document.body.dataset.same") == "yes"


def test_the_summary_of_errors_takes_the_focus_and_leads_into_the_field(tab: Page) -> None:
    tab.goto("/gallery?wrong=1")
    expect(tab.locator("[data-error-summary]")).to_be_focused()
    tab.locator("[data-error-summary] a").first.click()
    expect(tab.locator("input[name=title]")).to_be_focused()


def test_a_day_can_be_chosen_in_a_calendar(gallery: Page) -> None:
    field = gallery.locator("form[data-autosave] input[name=effective]")
    picker = gallery.locator("form[data-autosave] .calendar__picker")
    picker.evaluate("picker => { picker.value = '2026-12-31'; picker.dispatchEvent(new Event('change')); }")
    expect(field).to_have_value("31/12/2026")


def test_vietnamese_arrives_from_an_input_method_that_composes(editor: Page) -> None:
    empty(editor)
    devtools = editor.context.new_cdp_session(editor)
    for syllable, stages in (
        ("Quy", ["Q", "Qu", "Quy"]),
        (" trình", [" t", " tr", " tri", " trì", " trình"]),
    ):
        for stage in stages:
            at = {"selectionStart": len(stage), "selectionEnd": len(stage)}
            devtools.send("Input.imeSetComposition", {"text": stage, **at})
        devtools.send("Input.insertText", {"text": syllable})
    expect(editor.locator("textarea[name=text]")).to_have_value("Quy trình")


def test_vietnamese_arrives_from_unikey_which_takes_letters_back(editor: Page) -> None:
    empty(editor)
    editor.keyboard.type("trinh")
    for _letter in "inh":
        editor.keyboard.press("Backspace")
    editor.keyboard.insert_text("ình")
    expect(editor.locator("textarea[name=text]")).to_have_value("trình")


def test_the_keyboard_can_leave_the_editor(editor: Page) -> None:
    editor.locator(".CodeMirror").click()
    before = written(editor)
    editor.keyboard.press("Tab")
    assert not editor.evaluate("document.activeElement.closest('.CodeMirror')")
    assert written(editor) == before


def test_the_table_dialog_changes_the_table_at_the_cursor(editor: Page) -> None:
    editor.locator(".CodeMirror pre", has_text="Một cửa").click()
    editor.get_by_role("button", name="Bảng", exact=True).click()
    editor.get_by_label("Dòng 1, cột 2").fill("Bộ phận | Một cửa")
    editor.get_by_role("button", name="Thêm dòng").click()
    editor.keyboard.type("3")
    editor.get_by_role("button", name="Đưa bảng vào văn bản").click()
    lines = written(editor).splitlines()
    assert lines[4:] == [
        "| Bước | Người làm | Thời hạn |",
        "| --- | --- | ---: |",
        "| 1 | Bộ phận \\| Một cửa | 0,5 ngày |",
        "| 2 | Phòng chuyên môn | 10 ngày |",
        "| 3 |  |  |",
    ]


def test_the_table_dialog_begins_a_new_table_elsewhere(editor: Page) -> None:
    empty(editor)
    editor.keyboard.type("Đoạn đầu")
    editor.get_by_role("button", name="Bảng", exact=True).click()
    editor.keyboard.type("Cột 1")
    editor.get_by_role("button", name="Đưa bảng vào văn bản").click()
    assert written(editor).splitlines()[:4] == ["Đoạn đầu", "", "| Cột 1 |  |  |", "| --- | --- | --- |"]


def test_a_table_dialog_that_is_cancelled_changes_nothing(editor: Page) -> None:
    before = written(editor)
    editor.locator(".CodeMirror pre", has_text="Một cửa").click()
    editor.get_by_role("button", name="Bảng", exact=True).click()
    editor.get_by_label("Dòng 1, cột 2").fill("khác")
    editor.keyboard.press("Escape")
    assert written(editor) == before


def test_the_preview_is_the_servers(editor: Page) -> None:
    editor.get_by_role("button", name="Xem trước").click()
    sent = written(editor).replace("\n", "\r\n")  # as forms are sent
    expect(editor.locator(".editor__preview")).to_contain_text(f"{len(sent)} ký tự")


def test_the_plain_box_is_one_press_away_and_remembered(editor: Page) -> None:
    editor.get_by_role("button", name="Ô soạn đơn giản").click()
    expect(editor.locator("textarea[name=text]")).to_be_visible()
    editor.reload()
    expect(editor.locator(".CodeMirror")).to_have_count(0)
    expect(editor.locator("textarea[name=text]")).to_be_visible()
