"""Anyone reports from any page, with photos; what was typed is never lost to a file that is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from qms.foundation.db import db
from qms.identity.models import Person
from qms.nonconformities.models import Nonconformity
from qms.settings import LARGEST_REQUEST
from tests.factories import documents
from tests.factories import nonconformities as nc
from tests.page import Page, PageClient
from tests.people import person

PHOTO = b"\xff\xd8\xff\xe0 a photo \xff\xd9"
WORDS = {"title": "Cân hết hạn", "description": "Tem ghi tháng trước."}


def send(client: PageClient, page: Page, *files: tuple[bytes, str], status: int = 303, **more: str) -> Page:
    """Fill in the form and send it with files."""
    fields: dict[str, Any] = page.fields() | WORDS | more
    fields["files"] = [FileStorage(io.BytesIO(content), name) for content, name in files]
    boundary, body = encode_multipart(fields)
    content_type = f"multipart/form-data; boundary={boundary}"
    return client.send("/nonconformities/report", body, status=status, content_type=content_type)


def only() -> Nonconformity:
    return db.session.scalars(select(Nonconformity)).one()


def test_a_reader_reports_from_a_document_and_finds_the_way_there_on_its_page(client_of):
    document = documents.in_force().document
    client = client_of("tu")
    page = client.page(f"/documents/{document.code}")
    sent = send(client, client.page(page.link("Chỗ này có gì sai?")), (PHOTO, "tem.jpg"))
    found = only()
    assert sent.location.endswith(found.code)
    assert (found.document_id, found.source_kind) == (document.id, "document")
    shown = client.page(sent.location)
    assert document.code in shown.text
    assert "Đã báo cáo" in shown.text
    picture = client.get(shown.one("//main//img").get("src"))
    assert picture.data == PHOTO
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture.headers["Content-Security-Policy"]


def test_a_file_that_is_no_picture_is_handed_out_to_be_saved(client_of):
    client = client_of("binh")
    sent = send(client, client.page("/nonconformities/report"), (b"%PDF-1.7 x", "biên bản.pdf"))
    address = client.page(sent.location).link("biên bản.pdf")
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/pdf"


def test_a_refused_file_keeps_what_was_typed_and_the_good_file(client_of):
    client = client_of("binh")
    page = send(
        client,
        client.page("/nonconformities/report"),
        (PHOTO, "tốt.jpg"),
        (b"\x00\x00\x00\x18ftypheic....", "IMG_7.HEIC"),
        status=422,
    )
    assert "HEIC" in " ".join(page.errors())
    assert page.fields()["title"] == WORDS["title"]
    assert "tốt.jpg" in page.text
    sent = send(client, page)
    assert client.page(sent.location).one("//main//img").get("alt") == "tốt.jpg"


def test_a_photo_of_forty_megabytes_is_refused_by_name_and_the_form_stays(client_of):
    client = client_of("binh")
    large = b"\xff\xd8\xff" + bytes(40 * 2**20) + b"\xff\xd9"
    page = send(client, client.page("/nonconformities/report"), (large, "to.jpg"), status=422)
    assert "to.jpg" in " ".join(page.errors())
    assert page.fields()["description"].strip() == WORDS["description"]


def test_elsewhere_a_body_as_large_as_a_photo_is_still_too_large(client_of):
    client = client_of("lan")
    assert client.post("/documents/new", data={"title": "x" * (LARGEST_REQUEST + 1)}).status_code == 413


@pytest.mark.parametrize(
    "path", ["//evil.example/x", "https://evil.example", "/no/such/page", "/documents/NO"]
)
def test_a_page_that_is_none_of_ours_is_no_source(client_of, path):
    form = client_of("binh").page(f"/nonconformities/report?page={path}")
    assert "evil" not in form.text
    assert "documents" not in form.text


def test_a_draft_that_the_reporter_may_not_read_is_not_named(client_of):
    draft = documents.draft(title="Bản thảo kín").document
    form = client_of("tu").page(f"/nonconformities/report?page=/documents/{draft.code}")
    assert "Bản thảo kín" not in form.text


def test_the_register_shows_each_their_own_and_the_coordinator_all(client_of):
    mine, other = nc.reported("Của tôi", by="binh"), nc.reported("Của người khác", by="minh")
    assert other.code not in client_of("binh").page("/nonconformities").text
    assert mine.code in client_of("binh").page("/nonconformities").text
    assert other.code in client_of("lan").page("/nonconformities").text
    assert "Của người khác" not in client_of("binh").get("/nonconformities/register.csv").get_data(
        as_text=True
    )


def test_filters_live_in_the_address(client_of):
    nc.closed()
    nc.reported("Khác")
    lan = client_of("lan")
    assert "Khác" not in lan.page("/nonconformities?show=ended").text
    assert "Khác" not in lan.page(f"/nonconformities?owner={person('hoa').id}&show=all").text
    lan.page("/nonconformities?show=x&state=y&origin=-1&year=99999999999&sort=-nothing&page=0")


def test_the_coordinator_accepts_on_the_page_and_the_reporter_sees_who_answers(client_of):
    found = nc.reported()
    client_of("lan").fill(
        f"/nonconformities/{found.code}/accept",
        owner=str(person("hoa").id),
        severity=str(nc.term(nc.TermKind.SEVERITY, "NHE").id),
    )
    owner: Person = person("hoa")
    assert owner.name in client_of("binh").page(f"/nonconformities/{found.code}").text
    assert found.code in client_of("hoa").page("/inbox").text


def test_declining_asks_for_a_reason(client_of):
    found = nc.reported()
    page = client_of("lan").fill(f"/nonconformities/{found.code}/decline", status=422, reason=" ")
    assert page.errors()
