"""A draft is written in a browser: it saves itself, shows how it will look, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from qms.documents.queries import get_revision
from qms.documents.rules import State
from qms.foundation.db import db
from tests import browsing
from tests.factories import documents
from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EDIT = "/documents/HD-KT-01/revisions/1/edit"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    documents.draft()
    with browsing.served(app) as address:
        yield address


def signed_in(chrome: Browser, address: str, username: str, *, scripts: bool = True) -> Page:
    page = chrome.new_context(base_url=address, java_script_enabled=scripts).new_page()
    page.set_default_timeout(15_000)
    page.goto("/sign-in")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator("main h1")).to_have_text("Việc của tôi")
    return page


def body() -> str:
    """The draft's text now; the test keeps no transaction open, which would hold up the server."""
    db.session.rollback()
    text = get_revision("HD-KT-01", 1).body
    db.session.rollback()
    return text


def test_what_is_typed_before_and_after_a_draft_saved_itself_is_kept(chrome: Browser, address: str) -> None:
    page = signed_in(chrome, address, "minh")
    page.goto(EDIT)
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("Một câu.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("tự lưu", timeout=20_000)
    assert "Một câu." in body()
    page.keyboard.type(" Câu nữa.")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Đã lưu.")
    assert "Một câu. Câu nữa." in body()


def test_the_preview_is_the_text_as_it_will_look(chrome: Browser, address: str) -> None:
    page = signed_in(chrome, address, "minh")
    page.goto(EDIT)
    page.locator("[data-tool=preview]").click()
    expect(page.locator(".editor__preview h2").first).to_have_text("Mục đích")


def test_a_revision_is_reviewed_and_approved_without_scripts(chrome: Browser, address: str) -> None:
    documents.submitted(get_revision("HD-KT-01", 1))
    hoa = signed_in(chrome, address, "hoa", scripts=False)
    hoa.goto("/documents/HD-KT-01/revisions/1/review")
    hoa.locator("main [name=password]").fill(PASSWORD)
    hoa.get_by_role("button", name="Ký soát xét").click()
    dung = signed_in(chrome, address, "dung", scripts=False)
    dung.goto("/documents/HD-KT-01/revisions/1/approve")
    dung.locator("main [name=password]").fill(PASSWORD)
    dung.get_by_role("button", name="Ký phê duyệt").click()
    expect(dung.locator("main")).to_contain_text("Đang có hiệu lực")
    db.session.rollback()
    assert get_revision("HD-KT-01", 1).state == State.EFFECTIVE
