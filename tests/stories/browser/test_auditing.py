"""An auditor with a phone: the network goes away in the middle, the tab is closed, and nothing is lost."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from qms.audits.models import Audit, Line
from qms.audits.queries.checklists import list_lines
from qms.audits.queries.evidence import files_of_line
from qms.audits.rules.lines import Result
from qms.foundation import files
from qms.foundation.db import db
from qms.identity.operations import sign_out_everywhere
from tests.people import actor, person
from tests.stories.browser.conftest import Browsers
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Asked:
    """A line as a value: the test holds no transaction open while the phone talks to the server."""

    id: int
    audit_id: int
    question: str


@pytest.fixture
def lines(office: World) -> list[Asked]:
    """Lines that nobody has assessed, of the audit that has a checklist."""
    line = db.session.query(Line).filter(~Line.is_disputed).first()
    assert line is not None
    found = list_lines(db.session.get_one(Audit, line.audit_id))[1:]
    values = [Asked(each.id, each.audit_id, each.question) for each in found]
    db.session.rollback()
    return values


@pytest.fixture
def phone(browsers: Browsers) -> BrowserContext:
    return browsers.of("an", screen="phone")


def at(tab: Page, line: Asked) -> Page:
    """Open a line, and wait until the device can do without the network."""
    tab.goto(f"/audits/{line.audit_id}/walk/{line.id}")
    tab.wait_for_selector("[data-ready=offline]")
    return tab


def write(tab: Page, result: str, text: str) -> None:
    tab.locator(f"[name=result][value={result}]").check()
    tab.fill("[name=text]", text)


def save(tab: Page) -> None:
    tab.get_by_role("button", name="Lưu và tiếp tục").click()


def choose(tab: Page, name: str, content: bytes) -> None:
    tab.set_input_files("[name=files]", {"name": name, "mimeType": "image/jpeg", "buffer": content})


def turned_photo(tab: Page) -> bytes:
    """What a phone that was held upright takes: 3,000 × 1,500 pixels that are to be turned by a quarter."""
    made = tab.evaluate(
        """async () => {
          const canvas = new OffscreenCanvas(3000, 1500);
          canvas.getContext("2d").fillRect(0, 0, 3000, 1500);
          const photo = await canvas.convertToBlob({ type: "image/jpeg", quality: 1 });
          return [...new Uint8Array(await photo.arrayBuffer())];
        }"""
    )
    turned = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(turned) + 2) + turned + bytes(made)[2:]


def pixels_of(line: Asked) -> tuple[int, int]:
    """Width and height of the last photo that hangs on a line."""
    content = files.path_of(files_of_line(db.session.get_one(Line, line.id))[-1].file).read_bytes()
    db.session.rollback()
    at = content.index(b"\xff\xc0")  # the frame of a JPEG
    height, width = struct.unpack_from(">HH", content, at + 5)
    return width, height


def photos_of(line: Asked) -> list[str]:
    names = [each.name for each in files_of_line(db.session.get_one(Line, line.id))]
    db.session.rollback()
    return names


def waiting(tab: Page, number: int) -> None:
    expect(tab.locator("[data-walk]")).to_have_attribute("data-waiting", str(number))


def said(line: Asked) -> tuple[Result, list[str]]:
    db.session.rollback()
    found = db.session.get_one(Line, line.id)
    answer = found.said, [note.text for note in found.notes]
    db.session.rollback()
    return answer


def test_notes_and_photos_of_an_auditor_without_a_network_survive_the_closed_tab_and_are_sent_later(
    phone: BrowserContext, lines: list[Asked]
) -> None:
    first, second, third, *_rest = lines
    tab = at(phone.new_page(), first)
    phone.set_offline(True)
    write(tab, "minor", "Thiếu chữ ký")
    choose(tab, "phiếu 03.jpg", turned_photo(tab))
    choose(tab, "IMG_7.HEIC", b"\x00\x00\x00\x18ftypheic....")
    expect(tab.locator("[data-status]")).to_contain_text("HEIC")
    expect(tab.locator("[data-photos] li")).to_have_count(1)
    save(tab)
    tab.wait_for_url(f"**/walk/{second.id}")
    expect(tab.locator("[data-question]")).to_have_text(second.question)
    waiting(tab, 2)
    expect(tab.locator("[data-status]")).to_contain_text("2")
    write(tab, "conforming", "Đang gõ dở")
    choose(tab, "sổ.jpg", b"MZ this is no photo")
    expect(tab.locator("[data-photos]")).to_contain_text("sổ.jpg")
    tab.close()

    again = phone.new_page()
    again.goto(f"/audits/{first.audit_id}/walk/{second.id}")
    expect(again.locator("[name=text]")).to_have_value("Đang gõ dở")
    assert again.locator("[name=result][value=conforming]").is_checked()
    expect(again.locator("[data-photos]")).to_contain_text("sổ.jpg")
    save(again)
    again.wait_for_url(f"**/walk/{third.id}")
    waiting(again, 4)
    assert said(first) == (Result.NOT_ASSESSED, [])

    phone.set_offline(False)
    waiting(again, 1)
    assert said(first) == (Result.MINOR, ["Thiếu chữ ký"])
    assert said(second) == (Result.CONFORMING, ["Đang gõ dở"])
    assert photos_of(first)[-1] == "phiếu 03.jpg"
    assert pixels_of(first) == (1000, 2000)
    expect(again.locator("[data-photos]")).to_contain_text("“sổ.jpg” không đúng như tên gọi")
    again.get_by_role("button", name="Bỏ sổ.jpg").click()
    waiting(again, 0)


def test_a_session_that_ended_keeps_the_notes_on_the_device_until_the_next_sign_in(
    phone: BrowserContext, lines: list[Asked]
) -> None:
    tab = at(phone.new_page(), lines[0])
    sign_out_everywhere(person("an"), actor=actor("an"))
    db.session.commit()
    db.session.remove()
    write(tab, "major", "Không có hồ sơ")
    tab.evaluate("addEventListener('beforeunload', event => event.preventDefault())")
    tab.on("dialog", lambda dialog: dialog.dismiss())
    save(tab)
    waiting(tab, 1)
    expect(tab.locator("[data-status]")).to_contain_text("Đăng nhập lại")
    assert said(lines[0]) == (Result.NOT_ASSESSED, [])


def test_signing_out_takes_everything_off_the_device_and_asks_first(
    phone: BrowserContext, lines: list[Asked]
) -> None:
    tab = at(phone.new_page(), lines[0])
    phone.set_offline(True)
    write(tab, "minor", "Chưa gửi")
    save(tab)
    tab.wait_for_url(f"**/walk/{lines[1].id}")
    waiting(tab, 1)
    asked: list[str] = []
    tab.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    tab.locator("summary:has-text('Vũ Hoài An')").click()
    phone.route(f"**{tab.locator('[data-walk]').get_attribute('data-batch')}", lambda route: route.abort())
    phone.set_offline(False)
    tab.get_by_role("button", name="Đăng xuất").click()
    tab.wait_for_url("**/sign-in*")
    assert len(asked) == 1
    names = tab.evaluate("async () => (await indexedDB.databases()).map(each => each.name)")
    kept = tab.evaluate("async () => (await caches.keys()).filter(name => name.startsWith('qms-'))")
    assert (names, kept) == ([], [])
