"""An audit as people live it: planned, refused a team that is not independent, walked without a network, reported."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from qms.kernel import clock
from tests.people import PASSWORD
from tests.stories.browser.conftest import Browsers
from tests.stories.browser.test_nonconformity import number_of, press
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def written(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def send(tab: Page) -> None:
    """The form of the page."""
    tab.locator("main form button:not([type=button])").last.click()


def plan(browsers: Browsers) -> str:
    """By the coordinator, of her own office; the address of the audit."""
    tab = browsers.tab_of("lan")
    tab.goto("/audits/new")
    tab.locator("[name=title]").fill("Đánh giá văn phòng")
    tab.locator("[name=objective]").fill("Xem xét sự phù hợp")
    for name in ("starts_on", "ends_on"):
        tab.locator(f"[name={name}]").fill(written(clock.today()))
    tab.get_by_label("Văn phòng Sở").check()
    send(tab)
    tab.wait_for_url(re.compile(r"/audits/\d+$"))
    address = tab.url
    tab.goto(f"{address}/team/new")
    tab.locator("[name=person]").select_option(number_of("lan"))
    send(tab)
    expect(tab.locator("main .error-summary")).to_contain_text("không độc lập")
    tab.locator("[name=person]").select_option(number_of("an"))
    tab.locator("[name=part][value=lead]").check()
    send(tab)
    press(tab, "Văn phòng Sở")
    tab.locator("[name=representative]").select_option(number_of("tu"))
    send(tab)
    tab.goto(f"{address}/checklist/build")
    tab.locator("[name=clauses]").fill("7.4")
    send(tab)
    tab.goto(f"{address}/announce")
    send(tab)
    return address


def walk_without_a_network(browsers: Browsers, address: str) -> None:
    phone = browsers.of("an", screen="phone")
    tab = phone.new_page()
    tab.goto(f"{address}/start")
    send(tab)
    press(tab, "Ghi chép từng dòng")
    tab.wait_for_selector("[data-ready=offline]")
    phone.set_offline(True)
    tab.locator("[name=result][value=minor]").check()
    tab.fill("[name=text]", "Không có ngày trên thông báo")
    press(tab, "Lưu và tiếp tục")
    expect(tab.locator("[data-walk]")).to_have_attribute("data-waiting", "1")
    phone.set_offline(False)
    expect(tab.locator("[data-walk]")).to_have_attribute("data-waiting", "0")
    tab.close()


def find(tab: Page, address: str) -> None:
    """From the note to the finding, to the unit, to a nonconformity."""
    tab.goto(f"{address}/finish")
    send(tab)
    tab.goto(f"{address}/report")
    tab.locator("#to-write a").click()
    tab.locator("[name=gap]").fill("Thông báo không ghi ngày")
    send(tab)
    press(tab, "Gửi phát hiện đến các đơn vị")
    tab.locator("main form[action$='/raise'] button").click()
    expect(tab.locator("#follow-up")).to_contain_text("Thông báo không ghi ngày")


def test_an_audit_is_planned_walked_without_a_network_and_reported(office: World, browsers: Browsers) -> None:
    address = plan(browsers)
    walk_without_a_network(browsers, address)
    lead = browsers.tab_of("an")
    find(lead, address)
    unit = browsers.tab_of("tu")
    unit.goto("/inbox")
    unit.locator("main a", has_text="Trả lời phát hiện").click()
    unit.locator("[name=choice][value=accept]").check()
    send(unit)
    lead.goto(f"{address}/report/edit")
    lead.locator("[name=conclusion]").fill("Hệ thống có hiệu lực.")
    send(lead)
    press(lead, "Ký báo cáo")
    lead.locator("[name=password]").fill(PASSWORD)
    send(lead)
    expect(lead.locator("#signatures")).to_contain_text("báo cáo đúng nguyên nội dung đã ký")
