"""What a device fetches for the walk-through, and the batch that it sends."""

from __future__ import annotations

import io
import secrets
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from qms.audits.models import Audit, Finding, Line
from qms.audits.queries.checklists import list_lines
from qms.foundation.db import db
from qms.identity.operations import deactivate
from qms.kernel import clock
from tests.factories import audits
from tests.page import PageClient
from tests.people import actor, person

TODAY = clock.today()
SEEN_ON, TO_COME = (f"{TODAY + timedelta(days=days):%d/%m/%Y}" for days in (-3, 3))


def note(line_id: int, **more: Any) -> dict[str, Any]:
    known = {
        "client_id": secrets.token_hex(8),
        "line": line_id,
        "bases": [],
        "result": "minor",
        "text": "Thiếu",
    }
    return {**known, "device_at": "2026-11-21T08:00:00+07:00", "happened_on": SEEN_ON, **more}


def send(
    client: PageClient, audit: Audit, notes: list[Any], *, username: str = "an", status: int = 200
) -> Any:
    token = (client.get(f"/audits/{audit.id}/walk.json").get_json(silent=True) or {}).get("csrf_token", "")
    sent = {"person": person(username).id, "notes": notes}
    answer = client.post(f"/audits/{audit.id}/batch", json=sent, headers={"X-CSRFToken": token})
    assert answer.status_code == status
    return answer.get_json(silent=True)


@pytest.fixture
def audit(app) -> Audit:
    audit = audits.opened_by_two()
    db.session.commit()
    return audit


def test_a_device_gets_the_lines_with_what_its_owner_wrote(client_of, audit):
    an = client_of("an")
    line = list_lines(audit)[0]
    send(an, audit, [note(line.id)])
    known = an.get(f"/audits/{audit.id}/walk.json").get_json()
    assert known["person"] == person("an").id
    assert known["lines"][0]["mine"]["happened_on"] == SEEN_ON
    assert known["lines"][0]["done"]


def test_the_same_batch_twice_is_taken_once(client_of, audit):
    an = client_of("an")
    line = list_lines(audit)[0]
    sent = [note(line.id)]
    assert send(an, audit, sent) == send(an, audit, sent)
    db.session.refresh(line)
    assert len(line.notes) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"result": "wonderful"},
        {"happened_on": "yesterday"},
        {"happened_on": TO_COME},
        {"line": "x"},
        {"bases": None},
        {"client_id": ""},
    ],
)
def test_a_note_that_cannot_be_read_is_refused_by_itself(client_of, audit, wrong):
    first, second, *_rest = list_lines(audit)
    taken = send(client_of("an"), audit, [note(first.id, **wrong), note(second.id)])["taken"]
    assert sorted(bool(each["refusal"]) for each in taken) == [False, True]


def test_what_is_no_batch_is_refused(client_of, audit):
    send(client_of("an"), audit, ["x"], status=422)


def test_somebody_else_s_notes_are_not_taken_in_one_s_own_name(client_of, audit):
    line = list_lines(audit)[0]
    send(client_of("lan"), audit, [note(line.id)], username="an", status=422)
    db.session.refresh(line)
    assert line.notes == []


def test_without_a_token_nothing_is_taken(client_of, audit):
    sent = {"person": person("an").id, "notes": [note(list_lines(audit)[0].id)]}
    assert client_of("an").post(f"/audits/{audit.id}/batch", json=sent).status_code == 400


def test_who_was_deactivated_gets_no_batch_in(client_of, audit):
    an = client_of("an")
    token = an.get(f"/audits/{audit.id}/walk.json").get_json()["csrf_token"]
    deactivate(person("an"), actor=actor("quan"), reason="Chuyển công tác")
    sent = {"person": person("an").id, "notes": [note(list_lines(audit)[0].id)]}
    answer = an.post(f"/audits/{audit.id}/batch", json=sent, headers={"X-CSRFToken": token})
    assert answer.status_code in (400, 401)


def test_the_worker_is_a_script_and_the_page_names_its_manifest(client_of, audit):
    an = client_of("an")
    assert an.get("/audits/service-worker.js").mimetype == "text/javascript"
    page = an.page(f"/audits/{audit.id}/walk/{list_lines(audit)[0].id}")
    assert "audits.webmanifest" in page.one("//link[@rel='manifest']").get("href")
    assert audit.title in an.page("/audits/on-site").text


# --- Photos -----------------------------------------------------------------------------------------------------

PHOTO = b"\xff\xd8\xff\xe0 a photo \xff\xd9"


def send_photo(
    client: PageClient,
    line: Line,
    content: bytes = PHOTO,
    name: str = "phiếu.jpg",
    *,
    status: int = 200,
) -> str:
    """Send a photo as a device does; the refusal, empty when it was taken."""
    token = (client.get(f"/audits/{line.audit_id}/walk.json").get_json(silent=True) or {}).get(
        "csrf_token", ""
    )
    photo = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart(
        {"person": str(person("an").id), "files": photo, "happened_on": SEEN_ON}
    )
    answer = client.post(
        f"/audits/{line.audit_id}/lines/{line.id}/files",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == status
    return str((answer.get_json(silent=True) or {}).get("refusal", ""))


def test_a_photo_of_a_device_is_taken_once_and_shown_to_the_team_alone(client_of, audit):
    an, line = client_of("an"), list_lines(audit)[0]
    assert [send_photo(an, line), send_photo(an, line)] == ["", ""]
    address = an.page(f"/audits/{audit.id}/walk/{line.id}").one("//main//img").get("src")
    assert an.get(address).data == PHOTO
    assert client_of("dung").get(address).status_code == 403
    assert an.get(f"/audits/{audit.id}/walk.json").get_json()["lines"][0]["files"] == ["phiếu.jpg"]


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"\xff\xd8\xff" + bytes(40 * 2**20) + b"\xff\xd9", "to.jpg", "40 MB"),
        (b"\x00\x00\x00\x18ftypheic....", "IMG_7.HEIC", "HEIC"),
        (b"MZ\x90\x00 a program", "ảnh.jpg", "ảnh.jpg"),
    ],
)
def test_a_photo_that_cannot_be_kept_is_refused_by_name_and_the_note_is_kept(
    client_of, audit, content, name, says
):
    an, line = client_of("an"), list_lines(audit)[0]
    assert send(an, audit, [note(line.id)])["taken"][0]["refusal"] == ""
    assert says in send_photo(an, line, content, name)
    db.session.refresh(line)
    assert [each.text for each in line.notes] == ["Thiếu"]


def test_somebody_else_s_photo_is_not_taken(client_of, audit):
    send_photo(client_of("lan"), list_lines(audit)[0], status=422)


def test_a_photo_of_who_signed_out_is_not_taken(client_of, audit):
    line = list_lines(audit)[0]
    an = client_of("an")
    token = an.get(f"/audits/{audit.id}/walk.json").get_json()["csrf_token"]
    deactivate(person("an"), actor=actor("quan"), reason="Chuyển công tác")
    data = {"person": str(person("an").id), "files": (io.BytesIO(PHOTO), "a.jpg")}
    address = f"/audits/{audit.id}/lines/{line.id}/files"
    assert an.post(address, data=data, headers={"X-CSRFToken": token}).status_code in (400, 401)


def test_without_scripts_a_note_is_sent_with_its_photo_and_a_refused_photo_leaves_what_was_typed(
    client_of, audit
):
    an, line = client_of("an"), list_lines(audit)[0]
    address = f"/audits/{audit.id}/walk/{line.id}"
    wrong = an.fill(address, status=422, text="Thiếu chữ ký", files=(io.BytesIO(b"MZ\x90\x00"), "a.jpg"))
    assert "a.jpg" in " ".join(wrong.errors())
    assert wrong.fields()["text"].strip() == "Thiếu chữ ký"
    an.send(address, {**wrong.fields(), "result": "minor", "files": (io.BytesIO(PHOTO), "b.jpg")})
    page = an.page(f"/audits/{audit.id}/checklist")
    assert "Thiếu chữ ký" in page.text
    assert page.one("//main//img").get("alt") == "b.jpg"


def test_a_photo_alone_is_enough(client_of, audit):
    an, line = client_of("an"), list_lines(audit)[0]
    an.fill(f"/audits/{audit.id}/walk/{line.id}", files=(io.BytesIO(PHOTO), "b.jpg"))
    db.session.refresh(line)
    assert line.notes == []
    assert an.page(f"/audits/{audit.id}/walk/{line.id}").one("//main//img").get("alt") == "b.jpg"


def test_a_unit_answers_a_finding_that_it_gets_while_the_team_is_still_there(client_of, audit):
    an, line = client_of("an"), list_lines(audit)[0]
    send(an, audit, [note(line.id)])
    send_photo(an, line)
    an.fill(f"/audits/{audit.id}/lines/{line.id}/finding", evidence="Phiếu 03", gap="Không có ngày")
    an.send(f"/audits/{audit.id}/findings/send", an.page(f"/audits/{audit.id}/report").fields(action="/send"))
    binh = client_of("binh")
    address = binh.page("/inbox").link(f"Trả lời phát hiện {audit.code}/1")
    page = binh.page(address)
    assert "Không có ngày" in page.text
    assert binh.get(page.one("//main//img").get("src")).data == PHOTO
    assert "Hạn trả lời" in page.text
    binh.fill(address, status=422)  # nothing is chosen for anybody
    sent = binh.fill(address, choice="accept")
    assert "Trả lời đã được gửi" in binh.page(sent.location).text


def test_the_finding_s_photos_reach_the_unit_when_it_is_sent_and_no_sooner(client_of, audit):
    an, line = client_of("an"), list_lines(audit)[0]
    send(an, audit, [note(line.id)])
    send_photo(an, line)
    an.fill(f"/audits/{audit.id}/lines/{line.id}/finding", evidence="Phiếu 03", gap="Không có ngày")
    finding_id = db.session.query(Finding.id).filter_by(audit_id=audit.id).scalar()
    edit = an.page(f"/audits/{audit.id}/findings/{finding_id}")
    address = edit.one("//main//img").get("src")
    binh = client_of("binh")
    assert binh.get(address).status_code == 403
    an.fill(f"/audits/{audit.id}/finish")
    assert binh.get(address).status_code == 403
    an.send(f"/audits/{audit.id}/findings/send", an.page(f"/audits/{audit.id}/report").fields(action="/send"))
    assert binh.get(address).data == PHOTO
    assert address in binh.page(f"/audits/{audit.id}/report").body
