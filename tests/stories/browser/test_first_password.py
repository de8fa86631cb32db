"""A new colleague: the administrator hands over a first password, which opens one page until another is chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.judging import judge
from tests.stories.browser.conftest import Browsers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHOSEN = "biển rộng trời cao"


def in_the_dark(browsers: Browsers, username: str | None) -> Page:
    tab = browsers.tab_of(username)
    tab.context.add_cookies([browsers.site.cookie("theme", "dark")])
    return tab


def press(tab: Page, name: str) -> None:
    tab.locator("main").get_by_role("button", name=name, exact=True).click()


def test_a_first_password_is_handed_over_and_changed_before_anything_else(browsers: Browsers) -> None:
    administrator = in_the_dark(browsers, "quan")
    administrator.goto("/people/new")
    administrator.locator("main [name=name]").fill("Nguyễn Thị Mới")
    administrator.locator("main [name=username]").fill("moi")
    press(administrator, "Thêm người dùng")
    given = administrator.locator(".first-password").inner_text()
    judge(administrator)

    newcomer = in_the_dark(browsers, None)
    newcomer.goto("/sign-in?next=/procedures")
    newcomer.locator("[name=username]").fill("moi")
    newcomer.locator("[name=password]").fill(given)
    press(newcomer, "Đăng nhập")
    expect(newcomer.locator("main h1")).to_have_text("Chọn mật khẩu mới")
    present, new, again = newcomer.locator("main input[type=password]").all()
    present.fill(given)
    new.fill(CHOSEN)
    again.fill("khác hẳn")
    press(newcomer, "Lưu mật khẩu mới")
    expect(newcomer.locator("[data-error-summary]")).to_be_focused()
    judge(newcomer)
    present.fill(given)
    new.fill(CHOSEN)
    again.fill(CHOSEN)
    press(newcomer, "Lưu mật khẩu mới")
    expect(newcomer.locator("main h1")).to_have_text("Quy trình đang có hiệu lực")
