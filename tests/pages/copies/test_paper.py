"""The pages of paper: files asked for, the scanned mark, the layout, signed files handed in."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from qms.copies import queries
from qms.copies.models import CheckMiss
from qms.copies.operations import counting
from qms.copies.rules import Stamp
from qms.foundation import files, outbox
from qms.foundation.db import db
from qms.kernel import clock
from tests.factories import documents, keys
from tests.operations.copies.test_printing import text_of
from tests.operations.copies.test_signing import trusting_our_authority
from tests.page import PageClient

ClientOf = Callable[[str], PageClient]


def test_a_draft_is_set_for_its_author_and_anew_when_it_has_changed(client_of: ClientOf) -> None:
    revision = documents.draft()
    minh = client_of("minh")
    paper = "/documents/HD-KT-01/revisions/1/paper"
    minh.fill(paper, action="/paper")
    waiting = minh.page(paper)
    assert waiting.answer.headers["Refresh"] == "4"
    db.session.commit()
    outbox.work_once()
    answer = minh.get(f"{paper}/draft.pdf")
    assert answer.mimetype == "application/pdf"
    printed = queries.find_printed(revision.id, Stamp.DRAFT)
    assert printed is not None
    assert "DỰ THẢO" in text_of(files.path_of(printed.file))
    documents.write(revision, body="# Mục đích\n\nĐã viết lại.\n")
    db.session.commit()
    assert minh.get(f"{paper}/draft.pdf").status_code == 302, "the old text is not handed out"


def test_whoever_scans_the_mark_learns_whether_the_paper_holds_and_nothing_else(client: PageClient) -> None:
    first = documents.in_force()
    address = f"/c/{first.check_token}"
    assert "còn hiệu lực" in client.page(address).title
    documents.approved(documents.next_draft(first))
    db.session.commit()
    replaced = client.page(address)
    assert "bằng 01/01" in replaced.text
    assert not [word for word in ("HD-KT-01", "hiệu chuẩn", "Trần Quang Minh") if word in replaced.text]
    client.page("/c/no-such-mark", status=404)


def test_who_tries_many_marks_has_to_wait(client: PageClient) -> None:
    for _number in range(counting.MISSES):
        db.session.add(CheckMiss(address="127.0.0.1", at=clock.now()))
    db.session.commit()
    client.page("/c/another", status=429)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 not the one that was released", "không phải PDF hoặc đã hỏng"),
        (b"plain words", "không phải PDF hoặc đã hỏng"),
    ],
)
def test_a_file_that_is_not_the_signed_one_is_refused_with_a_sentence(
    client_of: ClientOf, content: bytes, told: str
) -> None:
    documents.in_force()
    outbox.work_once()
    name = "signed.pdf" if content.startswith(b"%PDF") else "signed.txt"
    page = client_of("minh").fill(
        "/documents/HD-KT-01/revisions/1/signed", status=422, files=(io.BytesIO(content), name)
    )
    assert told in page.text


def test_the_released_file_signed_elsewhere_is_kept_and_shown(client_of: ClientOf) -> None:
    trusting_our_authority()
    revision = documents.in_force()
    outbox.work_once()
    printed = queries.find_printed(revision.id, Stamp.CONTROLLED)
    assert printed is not None
    content = keys.signed(files.path_of(printed.file).read_bytes())
    db.session.commit()
    minh = client_of("minh")
    minh.fill("/documents/HD-KT-01/revisions/1/signed", files=(io.BytesIO(content), "signed.pdf"))
    shown = minh.page("/documents/HD-KT-01/revisions/1/paper")
    assert "Nguyễn Văn Ký" in shown.text
    (kept,) = queries.list_signed(revision.id)
    assert minh.get(f"/documents/HD-KT-01/revisions/1/signed/{kept.id}.pdf").get_data() == content


def test_the_layout_holds_for_what_is_made_afterwards(client_of: ClientOf) -> None:
    lan = client_of("lan")
    lan.fill("/paper/layout", heading_approved="Thủ trưởng cơ quan", amendment_variant="c", recall_days="5")
    revision = documents.in_force()
    outbox.work_once()
    printed = queries.find_printed(revision.id, Stamp.CONTROLLED)
    assert printed is not None
    shown = text_of(files.path_of(printed.file))
    assert "Thủ trưởng cơ quan" in shown
    assert "THEO DÕI NỘI DUNG SỬA ĐỔI TÀI LIỆU" in shown
