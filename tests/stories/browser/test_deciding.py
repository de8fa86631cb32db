"""Approvals that are refused keep what was typed; one that is clicked twice is signed once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from qms.documents.queries import get_revision
from qms.documents.rules import Meaning, State
from qms.foundation.db import db
from qms.kernel import clock
from tests.judging import judge
from tests.people import PASSWORD
from tests.stories.browser.conftest import Browsers
from tests.world import PLACES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE, NUMBER = PLACES["awaiting_approval"]
HERE = f"/documents/{CODE}/revisions/{NUMBER}"


def approval_of(tab: Page, password: str) -> dict[str, str]:
    """The approval's page, filled in; gives what was typed, without the password."""
    typed = {
        "effective_on": f"{clock.today() + timedelta(days=7):%d/%m/%Y}",
        "decision_number": "12/QĐ-SKHCN",
        "change_place": "Bước 3",
        "change_what": "Thêm đối chiếu",
        "change_why": "Thông tư mới",
    }
    tab.goto(f"{HERE}/approve")
    for name, value in typed.items():
        tab.locator(f"main [name={name}]").fill(value)
    tab.locator("main [name=is_significant][value=no]").check()
    tab.locator("main [name=password]").fill(password)
    return typed


def press(tab: Page, name: str) -> None:
    tab.locator("main").get_by_role("button", name=name, exact=True).click()


def state_and_approvals() -> tuple[State, int]:
    db.session.rollback()
    revision = get_revision(CODE, NUMBER)
    found = State(revision.state), [each.what for each in revision.signatures].count(Meaning.APPROVED)
    db.session.rollback()
    return found


def test_a_wrong_password_refuses_the_approval_and_keeps_what_was_typed(browsers: Browsers) -> None:
    tab = browsers.tab_of("dung")
    tab.context.add_cookies([browsers.site.cookie("theme", "dark")])
    typed = approval_of(tab, "không phải mật khẩu")
    press(tab, "Ký phê duyệt")
    expect(tab.locator("[data-error-summary]")).to_be_focused()
    expect(tab.locator("[data-error-summary]")).to_contain_text("Mật khẩu")
    for name, value in typed.items():
        expect(tab.locator(f"main [name={name}]")).to_have_value(value)
    expect(tab.locator("main [name=is_significant][value=no]")).to_be_checked()
    expect(tab.locator("main [name=password]")).to_have_value("")
    assert state_and_approvals() == (State.AWAITING_APPROVAL, 0)
    judge(tab)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_on_approve_signs_once(browsers: Browsers, scripts: bool) -> None:
    tab = browsers.tab_of("dung", java_script_enabled=scripts)
    approval_of(tab, PASSWORD)
    tab.locator("main").get_by_role("button", name="Ký phê duyệt").dblclick()
    # The sentence that it is done may stand on the answer to the first click, which the second one sweeps away.
    signatures = tab.get_by_role("region", name="Chữ ký", exact=True).get_by_role("listitem")
    expect(signatures.filter(has_text="Đã phê duyệt").filter(has_text="Phạm Tiến Dũng")).to_have_count(1)
    browsers.site.wait_until_idle()
    assert state_and_approvals() == (State.APPROVED, 1)


def test_nobody_approves_their_own_text(browsers: Browsers) -> None:
    tab = browsers.tab_of("minh")
    tab.goto(HERE)
    expect(tab.locator("main h1")).to_be_visible()
    expect(tab.locator("main").get_by_role("link", name="Phê duyệt và ký")).to_have_count(0)
    answer = tab.goto(f"{HERE}/approve")
    assert answer is not None
    assert answer.status == 403
    expect(tab.locator("main")).to_contain_text("Về trang chủ")


def test_what_is_sent_back_reaches_its_author_with_the_reason(browsers: Browsers) -> None:
    tab = browsers.tab_of("dung", java_script_enabled=False)
    tab.goto(f"{HERE}/return")
    press(tab, "Trả lại")
    expect(tab.locator("[data-error-summary]")).to_contain_text("Lý do: Chưa điền mục này.")
    tab.locator("main [name=reason]").fill("Thiếu bước đối chiếu bản gốc")
    press(tab, "Trả lại")
    author = browsers.tab_of("minh", java_script_enabled=False)
    author.goto("/")
    author.locator("main").get_by_role("link", name=CODE).first.click()
    came_back = author.locator("main .notice").filter(has_text="Lý do trả lại")
    expect(came_back).to_contain_text("Thiếu bước đối chiếu bản gốc")
    assert state_and_approvals() == (State.CHANGES_REQUESTED, 0)
