"""Checklists: where lines come from, notes of one and of several auditors, batches of a device."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from qms.audits.models import Note
from qms.audits.operations import arranging, checking, recording
from qms.audits.queries import checklists
from qms.audits.rules.lines import MOST_LINES, Origin, Result
from qms.foundation.db import db
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused
from tests.factories import audits, documents, procedures
from tests.factories.audits import written
from tests.people import actor


def notes() -> int:
    return db.session.scalar(select(func.count(Note.id))) or 0


# --- Making it --------------------------------------------------------------------------------------------------


def test_clauses_and_steps_in_force_become_lines_of_the_revision(app):
    revision = procedures.in_force()
    audit = audits.planned(audits.plan(documents=(revision.document,)))
    lines = audits.with_checklist(audit, documents=(revision.document,))
    steps = [line for line in lines if line.origin == Origin.STEP]
    assert [line.step_number for line in steps] == list(range(1, len(steps) + 1))
    assert {line.revision_id for line in steps} == {revision.id}
    assert {line.clause for line in lines if line.origin == Origin.BANK} == {"7.5", "8.2.1"}
    assert all(line.said is Result.NOT_ASSESSED for line in lines)


def test_a_line_says_when_its_revision_was_superseded_meanwhile(app):
    revision = procedures.in_force()
    audit = audits.planned(audits.plan(documents=(revision.document,)))
    audits.with_checklist(audit, documents=(revision.document,))
    documents.approved(documents.next_draft(revision))
    db.session.expire_all()
    outdated = [line.is_outdated for line in checklists.list_lines(audit) if line.origin == Origin.STEP]
    assert outdated
    assert all(outdated)


def test_what_is_there_is_not_added_twice(app):
    audit = audits.planned()
    audits.with_checklist(audit)
    with pytest.raises(Refused):
        audits.with_checklist(audit)


def test_a_checklist_has_an_end(app):
    audit = audits.planned()
    for number in range(MOST_LINES):
        checking._add(audit, None, number, {"origin": Origin.OWN.value, "question": str(number)})
    with pytest.raises(Refused, match=str(MOST_LINES)):
        checking.add_line(audit, actor=actor("an"), unit=None, clause="", question="Một câu nữa?")


def test_questions_are_taken_from_an_earlier_audit_and_from_a_template(app):
    former = audits.planned()
    checking.add_line(former, actor=actor("an"), unit=None, clause="7.5", question="Câu của chúng tôi?")
    template = checking.keep_template(former, actor=actor("an"), name="Mẫu một cửa")
    db.session.commit()
    for more in ({"former": former}, {"template": template}):
        audit = audits.planned()
        checking.build(audit, actor=actor("an"), unit=None, clauses=[], documents=(), **more)
        assert [line.question for line in checklists.list_lines(audit)] == ["Câu của chúng tôi?"]


def test_lines_change_places_and_are_dropped(app):
    audit = audits.planned()
    first, second, *_rest = audits.with_checklist(audit)
    checking.move_line(second, actor=actor("an"), up=True)
    checking.drop_line(first, actor=actor("an"))
    assert [line.id for line in checklists.list_lines(audit)][0] == second.id
    assert first.id not in [line.id for line in checklists.list_lines(audit)]


# --- Notes ------------------------------------------------------------------------------------------------------


def test_a_note_gives_the_line_its_result_and_another_over_it_changes_it(app):
    audit = audits.opened_by_two()
    line = checklists.list_lines(audit)[0]
    first = recording.record(line, written(Result.MINOR), actor=actor("an"))
    assert line.said is Result.MINOR
    recording.record(line, written(Result.CONFORMING, bases=(first.client_id,)), actor=actor("an"))
    assert (line.said, line.is_disputed) == (Result.CONFORMING, False)


def test_progress_and_result_are_two_numbers(app):
    audit = audits.opened_by_two()
    results = (Result.CONFORMING, Result.MINOR, Result.NOT_APPLICABLE)
    for line, result in zip(checklists.list_lines(audit), results, strict=False):
        recording.record(line, written(result), actor=actor("an"))
    counts = checklists.counts_of(audit)
    assert (counts.done, counts.applicable, counts.conforming) == (3, 2, 1)


def test_two_auditors_on_one_line_are_both_kept_and_the_lead_decides(app):
    audit = audits.opened_by_two()
    line = checklists.list_lines(audit)[0]
    recording.record(line, written(Result.CONFORMING, "Đủ"), actor=actor("an"))
    recording.record(line, written(Result.MAJOR, "Thiếu"), actor=actor("lan"))
    assert (line.said, line.is_disputed) == (Result.NOT_ASSESSED, True)
    with pytest.raises(Forbidden):
        recording.settle(line, written(Result.MAJOR), actor=actor("lan"))
    recording.settle(line, written(Result.MINOR, "Thiếu một"), actor=actor("an"))
    assert (line.said, line.is_disputed) == (Result.MINOR, False)
    assert [note.text for note in line.notes] == ["Đủ", "Thiếu", "Thiếu một"]


def test_two_who_say_the_same_do_not_disagree(app):
    line = checklists.list_lines(audits.opened_by_two())[0]
    for username in ("an", "lan"):
        recording.record(line, written(Result.CONFORMING), actor=actor(username))
    assert (line.said, line.is_disputed) == (Result.CONFORMING, False)


def test_who_is_not_of_the_team_takes_no_note(app):
    line = checklists.list_lines(audits.opened_by_two())[0]
    with pytest.raises(Forbidden):
        recording.record(line, written(), actor=actor("dung"))


def test_an_auditor_takes_no_note_on_what_is_their_own(app):
    document = procedures.in_force().document  # lan owns it
    audit = audits.opened_by_two(audits.plan(documents=(document, documents.in_force(owner=None).document)))
    line = next(line for line in checklists.list_lines(audit) if line.document_id == document.id)
    recording.record(line, written(), actor=actor("an"))
    with pytest.raises(Refused, match=document.code):
        recording.record(line, written(), actor=actor("lan"))


# --- Batches ----------------------------------------------------------------------------------------------------


def batch(audit, *results):
    lines = checklists.list_lines(audit)
    return [(line.id, written(result)) for line, result in zip(lines, results, strict=False)]


def test_the_same_batch_twice_is_taken_once(app):
    audit = audits.opened_by_two()
    sent = batch(audit, Result.CONFORMING, Result.MINOR)
    for _time in range(2):
        taken = recording.record_batch(audit, sent, actor=actor("an"))
        assert [each.refusal for each in taken] == ["", ""]
        db.session.commit()
    assert notes() == 2


def test_a_refused_note_does_not_take_the_others_with_it(app):
    audit = audits.opened_by_two()
    sent = [*batch(audit, Result.CONFORMING), (2_000_000, written())]
    taken = recording.record_batch(audit, sent, actor=actor("an"))
    assert [bool(each.refusal) for each in taken] == [False, True]
    assert notes() == 1


def test_a_note_on_a_line_that_was_dropped_meanwhile_brings_it_back(app):
    audit = audits.opened_by_two()
    line = checklists.list_lines(audit)[0]
    sent = batch(audit, Result.MINOR)
    checking.drop_line(line, actor=actor("an"))
    db.session.commit()
    recording.record_batch(audit, sent, actor=actor("an"))
    assert checklists.list_lines(audit)[0].said is Result.MINOR


def test_a_clock_that_is_wrong_by_a_day_is_kept_beside_the_server_s_time(app):
    audit = audits.opened_by_two()
    line = checklists.list_lines(audit)[0]
    wrong = clock.now() - timedelta(days=1)
    note = recording.record(line, replace(written(), device_at=wrong), actor=actor("an"))
    assert note.device_at == wrong
    assert clock.now() - note.at < timedelta(minutes=5)


def test_after_the_audit_a_batch_is_refused_and_told(app):
    audit = audits.opened_by_two()
    sent = batch(audit, Result.CONFORMING)
    arranging.finish(audit, actor=actor("an"), seen=audit.version)
    db.session.commit()
    assert recording.record_batch(audit, sent, actor=actor("an"))[0].refusal
    assert notes() == 0
