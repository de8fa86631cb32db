"""Staff report from a step with a photo; the finding gets causes and actions, fails its check once, and closes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from qms.foundation.db import db
from qms.kernel import clock
from qms.nonconformities.queries import get_nonconformity
from tests.factories.nonconformities import to_check
from tests.people import person
from tests.stories.browser.conftest import Browsers
from tests.world import PHOTO, PLACES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def press(tab: Page, name: str) -> None:
    """The button or link of this name in the main part."""
    main = tab.locator("main")
    main.get_by_role("button", name=name, exact=True).or_(
        main.get_by_role("link", name=name, exact=True)
    ).click()


def number_of(username: str) -> str:
    """A person's number, as lists of people send it."""
    number = str(person(username).id)
    db.session.rollback()  # the site waits for nobody
    return number


def find_the_cause_and_act(browsers: Browsers, address: str) -> None:
    owner = browsers.tab_of("hoa")
    owner.goto(address)
    press(owner, "Ghi việc khắc phục ngay")
    owner.get_by_label("Việc đã khắc phục ngay").fill("Đã trả lại cân cũ.")
    press(owner, "Lưu")
    press(owner, "5 Vì sao")
    owner.locator("[name=rows-0-text]").fill("Không ai xem tem")
    owner.locator("[name=rows-1-text]").fill("Không có danh mục hạn")
    owner.locator("[name=rows-1-root]").check()
    press(owner, "Lưu")
    expect(owner.locator("svg.drawing--whys").first).to_be_visible()
    press(owner, "Nêu nguyên nhân")
    owner.locator("[name=cause]").select_option(label="\u2003Hết hạn hiệu chuẩn, kiểm định (TB-HC)")
    press(owner, "Nêu nguyên nhân")
    press(owner, "Lập hành động")
    owner.get_by_label("Việc phải làm").fill("Lập danh mục thiết bị")
    owner.locator("[name=owner]").select_option(number_of("minh"))
    owner.locator("[name=due_on]").fill((clock.today() + timedelta(days=5)).strftime("%d/%m/%Y"))
    press(owner, "Lập hành động")
    press(owner, "Nêu cách kiểm tra hiệu lực")
    owner.locator("[name=criterion]").fill("Không thiết bị nào quá hạn")
    owner.locator("[name=verifier]").select_option(number_of("an"))
    press(owner, "Lưu")
    press(owner, "Bắt đầu kế hoạch")
    press(owner, "Bắt đầu kế hoạch")
    expect(owner.locator("main .notice__title").first).to_have_text("Đang thực hiện")
    doer = browsers.tab_of("minh")
    doer.goto("/inbox")
    doer.locator("main .record__title a", has_text="Lập danh mục thiết bị").first.click()
    press(doer, "Đã làm xong")
    doer.get_by_label("Minh chứng").fill("Danh mục thiết bị")
    press(doer, "Đã làm xong")


def go_around_again(address: str) -> None:
    """The second round; the pages of a round have been walked through in the first."""
    to_check(get_nonconformity(address.rsplit("/", 1)[1]))
    db.session.remove()


def check(browsers: Browsers, address: str, *, verdict: str) -> None:
    verifier = browsers.tab_of("an")
    verifier.goto(address)
    press(verifier, "Kiểm tra hiệu lực")
    verifier.get_by_label(verdict).check()
    verifier.locator("[name=evidence]").fill("Xem mười thiết bị trong kho.")
    press(verifier, "Kết luận")


def test_from_a_step_to_the_cause_removed(browsers: Browsers) -> None:
    phone = browsers.tab_of("binh", screen="phone")
    phone.goto(f"/procedures/{PLACES['effective'][0]}/steps/1")
    press(phone, "Chỗ này có gì sai?")
    expect(phone.locator("main")).to_contain_text("bước 1")
    phone.locator("[name=title]").fill("Cân ở quầy hết hạn kiểm định")
    phone.locator("[name=description]").fill("Tem ghi tháng trước.")
    phone.locator("[name=files]").set_input_files(
        {"name": "tem.jpg", "mimeType": "image/jpeg", "buffer": PHOTO}
    )
    press(phone, "Báo cáo")
    address = phone.url
    coordinator = browsers.tab_of("lan")
    coordinator.goto(address)
    expect(coordinator.locator("main .pictures img")).to_have_count(1)
    press(coordinator, "Tiếp nhận")
    coordinator.locator("[name=owner]").select_option(number_of("hoa"))
    coordinator.locator("[name=severity]").select_option(label="Lưu ý (LUUY)")
    press(coordinator, "Tiếp nhận")
    find_the_cause_and_act(browsers, address)
    check(browsers, address, verdict="Không: mở lại, bắt đầu vòng mới")
    phone.goto(address)
    expect(phone.locator("main .notice__title").first).to_have_text("Mở lại")
    go_around_again(address)
    check(browsers, address, verdict="Có: đạt tiêu chí, đóng lại")
    phone.goto(address)
    expect(phone.locator("main .notice__title").first).to_have_text("Đã đóng")
    expect(phone.locator("main details", has_text="Vòng 1, giữ nguyên")).to_have_count(1)
