"""Pages of the checklist and the walk-through."""

from __future__ import annotations

from qms.audits.operations import recording
from qms.audits.queries.checklists import list_lines
from qms.audits.rules.lines import Result
from qms.foundation.db import db
from tests.factories import audits
from tests.factories.audits import written
from tests.people import actor


def test_a_checklist_is_made_from_clauses_and_walked_through_line_by_line(client_of):
    audit = audits.started()
    an = client_of("an")
    an.fill(f"/audits/{audit.id}/checklist/build")
    first, second, *_rest = list_lines(audit)
    db.session.rollback()
    begun = an.page(f"/audits/{audit.id}/walk", status=302).location
    assert begun == f"/audits/{audit.id}/walk/{first.id}"
    led = an.fill(begun, result="minor", text="Thiếu chữ ký").location
    assert led == f"/audits/{audit.id}/walk/{second.id}"
    page = an.page(f"/audits/{audit.id}/checklist")
    assert "Không phù hợp nhẹ" in page.text
    assert "1/" in page.text


def test_what_one_wrote_stands_in_the_form_and_is_changed_over_itself(client_of):
    audit = audits.opened_by_two()
    line = list_lines(audit)[0]
    recording.record(line, written(Result.MINOR, "Cũ"), actor=actor("an"))
    an = client_of("an")
    address = f"/audits/{audit.id}/walk/{line.id}"
    assert an.page(address).fields()["text"].strip() == "Cũ"
    an.fill(address, text="Mới", result="conforming")
    db.session.refresh(line)
    assert (line.said, line.is_disputed) == (Result.CONFORMING, False)


def test_another_auditor_s_note_is_shown_and_stays(client_of):
    audit = audits.opened_by_two()
    line = list_lines(audit)[0]
    recording.record(line, written(Result.MINOR, "Của An"), actor=actor("an"))
    lan = client_of("lan")
    address = f"/audits/{audit.id}/walk/{line.id}"
    assert "Của An" in lan.page(address).text
    lan.fill(address, text="Của Lan", result="conforming")
    settled = client_of("an").fill(f"/audits/{audit.id}/lines/{line.id}/settle", result="minor", text="Nhẹ")
    assert "/checklist" in settled.location


def test_notes_are_the_team_s_own_until_the_audit_on_site_has_ended(client_of):
    audit = audits.started()
    line = audits.with_checklist(audit)[0]
    recording.record(line, written(Result.MINOR, "Chưa công bố"), actor=actor("an"))
    lan = client_of("lan")
    assert "Chưa công bố" not in lan.page(f"/audits/{audit.id}/checklist").text
    client_of("an").fill(f"/audits/{audit.id}/finish")
    assert "Chưa công bố" in lan.page(f"/audits/{audit.id}/checklist").text


def test_lines_are_moved_and_taken_out(client_of):
    audit = audits.planned()
    first, second, *_rest = audits.with_checklist(audit)
    an = client_of("an")
    page = an.page(f"/audits/{audit.id}/checklist")
    an.send(f"/audits/{audit.id}/lines/{second.id}/move", {**page.fields(action="/move"), "to": "up"})
    an.send(f"/audits/{audit.id}/lines/{first.id}/drop", page.fields(action="/drop"))
    assert [line.id for line in list_lines(audit)][0] == second.id
