"""A coordinator revises a procedure: reviewed, approved for a date to come, in force on that date, found by staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from qms.documents.queries import get_revision
from qms.documents.rules import State
from qms.foundation import outbox
from qms.foundation.db import db
from qms.kernel import clock
from tests.people import PASSWORD, person
from tests.stories.browser.conftest import Browsers
from tests.world import PLACES, word_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CODE = PLACES["effective"][0]
DOCUMENT, STEP, DRAFT = f"/documents/{CODE}", f"/procedures/{CODE}/steps/2", f"/documents/{CODE}/revisions/3"
OLD_NAME = "Tiếp nhận hồ sơ, cấp giấy tiếp nhận"
NEW_NAME = "Đối chiếu giấy tờ với bản gốc trên cổng dịch vụ công"


def press(tab: Page, name: str) -> None:
    """A button or link of the page's own part."""
    main = tab.locator("main")
    main.get_by_role("button", name=name, exact=True).or_(
        main.get_by_role("link", name=name, exact=True)
    ).first.click()


def revise(tab: Page) -> None:
    """From the procedure in force to a changed step, sent for review."""
    tab.goto(DOCUMENT)
    press(tab, "Bắt đầu sửa đổi")
    press(tab, "Bắt đầu")
    press(tab, "Lưu và sang các bước")
    tab.locator(".step__name a").nth(1).click()
    tab.locator("main [name=name]").fill(NEW_NAME)
    press(tab, "Lưu")
    expect(tab.locator(".step__name").nth(1)).to_contain_text(NEW_NAME)
    press(tab, "Gửi soát xét")
    tab.locator("[name=reviewer]").select_option(str(person("hoa").id))
    tab.locator("[name=approver]").select_option(str(person("dung").id))
    db.session.rollback()
    tab.locator("main [name=password]").fill(PASSWORD)
    press(tab, "Ký và gửi soát xét")
    expect(tab.locator("main")).to_contain_text("Đang soát xét")


def review(tab: Page) -> None:
    """From the task on the first page to the signature; what changed is there to be seen."""
    tab.goto("/")
    tab.locator("main").get_by_role("link", name=f"Soát xét {CODE}").first.click()
    press(tab, "Soát xét và ký")
    expect(tab.locator("#changes")).to_contain_text(NEW_NAME)
    tab.locator("main [name=password]").fill(PASSWORD)
    press(tab, "Ký soát xét")
    expect(tab.locator("main")).to_contain_text("Chờ phê duyệt")


def approve(tab: Page, day: str) -> None:
    tab.goto(f"{DRAFT}/approve")
    tab.locator("[name=effective_on]").fill(day)
    tab.locator("[name=change_place]").fill("Bước 2")
    tab.locator("[name=change_what]").fill("Đối chiếu điện tử thay bản giấy")
    tab.locator("main [name=password]").fill(PASSWORD)
    press(tab, "Ký phê duyệt")
    expect(tab.locator("main")).to_contain_text(f"Có hiệu lực từ {day}")


def test_a_procedure_is_revised_and_takes_effect_on_its_day(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = clock.today() + timedelta(days=1)
    revise(browsers.tab_of("lan"))
    review(browsers.tab_of("hoa"))
    approve(browsers.tab_of("dung"), f"{tomorrow:%d/%m/%Y}")

    staff = browsers.tab_of("binh")
    staff.goto(STEP)
    expect(staff.locator("main h1")).to_contain_text(OLD_NAME)
    expect(staff.locator("main .notice")).to_contain_text(f"Bản mới có hiệu lực từ {tomorrow:%d/%m/%Y}")
    expect(staff.locator("main .notice")).to_contain_text("Đối chiếu điện tử thay bản giấy")
    expect(staff.locator("main")).not_to_contain_text(NEW_NAME)

    monkeypatch.setattr(clock, "now", lambda before=clock.now: before() + timedelta(days=1))
    outbox.work_once()
    staff.goto(STEP)  # the session of yesterday has ended
    staff.locator("[name=username]").fill("binh")
    staff.locator("[name=password]").fill(PASSWORD)
    staff.locator("[name=password]").press("Enter")
    expect(staff.locator("main h1")).to_contain_text(NEW_NAME)
    staff.wait_for_load_state()  # a key that is pressed before the scripts are there goes nowhere
    staff.keyboard.press("/")
    staff.keyboard.type("doi chieu giay to ban goc")
    staff.keyboard.press("Enter")
    staff.locator(".record__title a").first.click()
    expect(staff).to_have_url(f"{browsers.site.address}{STEP}")
    expect(staff.locator("main h1")).to_contain_text(NEW_NAME)
    expect(staff.locator("main .notice")).to_have_count(0)
    states = [State(get_revision(CODE, number).state) for number in (1, 2, 3)]
    assert states == [State.SUPERSEDED, State.SUPERSEDED, State.EFFECTIVE]
    assert word_of("effective") in get_revision(CODE, 3).title
