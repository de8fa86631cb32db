"""What a device fetches for the walk-through, and the batch that it sends."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from qms.audits.models import Audit
from qms.audits.queries.checklists import list_lines
from qms.foundation.db import db
from qms.identity.operations import deactivate
from tests.factories import audits
from tests.page import PageClient
from tests.people import actor, person


def note(line_id: int, **more: Any) -> dict[str, Any]:
    known = {
        "client_id": secrets.token_hex(8),
        "line": line_id,
        "bases": [],
        "result": "minor",
        "text": "Thiếu",
    }
    return {**known, "device_at": "2026-11-21T08:00:00+07:00", "happened_on": "20/11/2026", **more}


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
    assert known["lines"][0]["mine"]["happened_on"] == "20/11/2026"
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
