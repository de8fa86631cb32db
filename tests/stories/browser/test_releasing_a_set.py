"""Two documents are put in force by one decision: collected by the coordinator, signed in one act, read by staff."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from qms.kernel import clock
from tests.factories.documents import draft, reviewed
from tests.judging import judge
from tests.people import PASSWORD
from tests.stories.browser.conftest import Browsers

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TODAY = f"{clock.today():%d/%m/%Y}"
FACTS = {
    "title": "Ban hành bộ tài liệu thử nghiệm",
    "effective_on": TODAY,
    "number": "77/QĐ-SKHCN",
    "signed_on": TODAY,
    "signer": "Phạm Tiến Dũng, Giám đốc",
}
SET = {"HD-BO-01": "Hướng dẫn lấy mẫu", "HD-BO-02": "Hướng dẫn lưu mẫu"}


def test_a_set_is_collected_signed_in_one_act_and_in_force_as_one(browsers: Browsers) -> None:
    for code, title in SET.items():
        reviewed(draft(code, title=title))
    coordinator = browsers.tab_of("lan")
    coordinator.context.add_cookies([browsers.site.cookie("theme", "dark")])
    coordinator.goto("/documents")
    coordinator.get_by_role("link", name="Quyết định ban hành").click()
    coordinator.get_by_role("link", name="Chuẩn bị quyết định").click()
    for name, value in FACTS.items():
        coordinator.locator(f"main [name={name}]").fill(value)
    coordinator.get_by_role("button", name="Lưu", exact=True).click()
    coordinator.get_by_role("link", name="Đưa bản đang làm vào bộ").click()
    for code in SET:
        coordinator.get_by_label(code).check()
    coordinator.get_by_role("button", name="Đưa vào bộ tài liệu").click()
    expect(coordinator.locator("main")).to_contain_text("HD-BO-02 (01/00) ở trạng thái “Chờ phê duyệt”")
    judge(coordinator)

    leader = browsers.tab_of("dung", screen="phone")
    leader.context.add_cookies([browsers.site.cookie("theme", "dark")])
    leader.goto(coordinator.url)
    leader.get_by_role("link", name="Phê duyệt cả bộ").click()
    judge(leader)
    leader.locator("main [name=password]").fill(PASSWORD)
    leader.get_by_role("button", name="Ký phê duyệt tất cả").click()
    expect(leader.locator("main")).to_contain_text("Đã ban hành, có hiệu lực")

    reader = browsers.tab_of("binh")
    for code, title in SET.items():
        reader.goto(f"/documents/{code}")
        expect(reader.get_by_role("heading", level=1)).to_have_text(title)
        expect(reader.locator("main")).to_contain_text("77/QĐ-SKHCN")
        expect(reader.locator("main")).to_contain_text("Phạm Tiến Dũng")
