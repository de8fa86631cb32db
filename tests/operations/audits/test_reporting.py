"""From the finding to the closed audit: sent, answered, made a nonconformity, reported, signed, acknowledged."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from qms.audits.models import Audit
from qms.audits.operations import arranging, finding, planning, recording, reporting, teaming
from qms.audits.operations.finding import Wording
from qms.audits.queries.reports import by_unit_and_clause
from qms.audits.queries.signed import parts_at_odds, reports_at_odds
from qms.audits.rules import findings as rules
from qms.audits.rules.auditing import Part, State
from qms.audits.rules.findings import FindingState, FindingVerb
from qms.audits.rules.lines import Result
from qms.audits.rules.reports import PARTS
from qms.foundation.db import db
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused
from qms.nonconformities.queries import for_sources
from tests.factories import audits
from tests.factories.audits import written
from tests.people import PASSWORD, actor, person

WORDS = Wording(Result.MINOR, "Phiếu phải có ngày", "Phiếu 03 không có ngày", "Thiếu ngày trên phiếu")


def with_finding() -> Audit:
    audit = audits.started()
    line = audits.with_checklist(audit)[0]
    recording.record(line, written(Result.MINOR), actor=actor("an"))
    finding.write(line, WORDS, actor=actor("an"))
    arranging.finish(audit, actor=actor("an"), seen=audit.version)
    finding.send(audit, actor=actor("an"))
    db.session.commit()
    return audit


def accept(audit: Audit) -> None:
    each = audit.findings[0]
    finding.answer(each, actor=actor("binh"), accepts=True, reason="", seen=each.version)
    db.session.commit()


def signed(audit: Audit) -> Audit:
    parts = {**reporting.proposed(audit), "conclusion": "Hệ thống có hiệu lực."}
    reporting.write_report(audit, actor=actor("an"), seen=audit.version, **parts)
    db.session.commit()
    reporting.sign_report(audit, actor=actor("an"), password=PASSWORD, seen=audit.version)
    db.session.commit()
    return audit


def test_every_verb_in_every_state_of_a_finding_is_as_the_table_says():
    for state, verb in itertools.product(FindingState, FindingVerb):
        if (state, verb) in rules.TRANSITIONS:
            assert rules.after(state, verb) is rules.TRANSITIONS[state, verb]
        else:
            with pytest.raises(Refused):
                rules.after(state, verb)


def test_a_finding_becomes_a_nonconformity_with_everything_copied_and_linked_both_ways(app):
    audit = with_finding()
    each = audit.findings[0]
    made = finding.raise_nonconformity(each, reporter=person("an"), actor=actor("an"))
    assert WORDS.requirement in made.requirement
    assert WORDS.evidence in made.description
    assert (made.source_kind, made.source_id, made.unit_id) == (finding.KIND, each.id, each.line.unit_id)
    assert for_sources(finding.KIND, [each.id])[each.id] == [made]
    with pytest.raises(Refused):
        finding.raise_nonconformity(each, reporter=person("an"), actor=actor("an"))


def test_the_unit_has_a_week_to_answer_and_contests_with_a_reason(app):
    each = with_finding().findings[0]
    assert each.answer_due_on == clock.today() + timedelta(days=7)
    with pytest.raises(Refused):
        finding.answer(each, actor=actor("binh"), accepts=False, reason=" ", seen=each.version)
    finding.answer(each, actor=actor("binh"), accepts=False, reason="Có ngày ở mặt sau", seen=each.version)
    assert each.status is FindingState.CONTESTED


def test_a_contested_finding_is_withdrawn_and_followed_up_no_more(app):
    each = with_finding().findings[0]
    finding.answer(each, actor=actor("binh"), accepts=False, reason="Có ngày", seen=each.version)
    db.session.commit()
    finding.decide(each, actor=actor("an"), upholds=False, reason="Đúng vậy", seen=each.version)
    with pytest.raises(Refused):
        finding.raise_nonconformity(each, reporter=person("an"), actor=actor("an"))


def test_a_report_waits_for_the_answers_and_for_a_conclusion(app):
    audit = with_finding()
    with pytest.raises(Refused):
        reporting.sign_report(audit, actor=actor("an"), password=PASSWORD, seen=audit.version)
    with pytest.raises(Refused):
        signed(audit)


def test_a_signed_report_is_changed_no_more(app):
    audit = with_finding()
    accept(audit)
    signed(audit)
    with pytest.raises(Refused):
        reporting.write_report(audit, actor=actor("an"), seen=audit.version, **dict.fromkeys(PARTS, "x"))
    assert audit.signatures[0].content_hash == audit.report_hash


def test_a_part_that_the_lead_leaves_empty_is_signed_and_shown_empty(app):
    audit = with_finding()
    accept(audit)
    parts = dict.fromkeys(PARTS, "") | {"conclusion": "Hệ thống có hiệu lực."}
    reporting.write_report(audit, actor=actor("an"), seen=audit.version, **parts)
    assert reporting.proposed(audit) == parts


def unanswered() -> Audit:
    """Signed by its lead after the unit's time to answer was over."""
    audit = with_finding()
    audit.findings[0].answer_due_on = clock.today() - timedelta(days=1)
    db.session.commit()
    return signed(audit)


def test_what_the_unit_says_too_late_changes_nothing_that_was_signed(app):
    audit = unanswered()
    each = audit.findings[0]
    assert each.status is FindingState.UNANSWERED
    with pytest.raises(Refused, match="khi xác nhận"):
        finding.answer(each, actor=actor("binh"), accepts=True, reason="", seen=each.version)
    assert not parts_at_odds(audit)


def test_a_signed_audit_does_not_go_back_on_site_nor_get_another_team(app):
    audit = unanswered()
    with pytest.raises(Refused, match="đã được ký"):
        arranging.resume(audit, actor=actor("an"), reason="Thiếu", seen=audit.version)
    with pytest.raises(Refused, match="đã được ký"):
        teaming.add_member(audit, actor=actor("lan"), person=person("dung"), part=Part.OBSERVER)


def test_an_auditor_who_falls_ill_and_a_head_who_leaves_are_replaced_while_the_audit_runs(app):
    audit = with_finding()
    audits.competent("lan")
    teaming.add_member(audit, actor=actor("lan"), person=person("lan"), part=Part.LEAD)
    planning.name_representative(
        audit.units[0], actor=actor("lan"), representative=person("dung"), seen=audit.version
    )
    db.session.commit()
    assert (audit.lead, audit.status) == (person("lan"), State.REPORTING)
    assert audit.units[0].representative == person("dung")
    with pytest.raises(Refused):
        planning.name_representative(
            audit.units[0], actor=actor("lan"), representative=None, seen=audit.version
        )


def test_a_unit_renamed_after_the_signature_leaves_the_report_what_it_was(app):
    audit = unanswered()
    audit.units[0].unit.name = "Trung tâm Phục vụ hành chính công"
    db.session.commit()
    assert not reports_at_odds()


def test_a_finding_changed_past_the_application_is_found(app):
    audit = unanswered()
    audit.findings[0].grade = Result.OBSERVATION.value
    db.session.commit()
    assert reports_at_odds() == [f"{audit.code}: the report is not what was signed (findings)"]


def test_the_database_refuses_to_change_a_signed_report(app):
    audit = unanswered()
    for name in ("conclusion", "report_text", "report_hash"):
        with pytest.raises(DBAPIError, match="never changed"), db.session.begin_nested():
            db.session.execute(update(Audit).where(Audit.id == audit.id).values({name: "x"}))


def test_an_audit_closes_when_every_unit_has_acknowledged_the_report(app):
    audit = with_finding()
    accept(audit)
    signed(audit)
    with pytest.raises(Refused, match="Bộ phận"):
        reporting.close(audit, actor=actor("an"), seen=audit.version)
    with pytest.raises(Forbidden):
        reporting.acknowledge(
            audit.units[0], actor=actor("lan"), password=PASSWORD, note="", seen=audit.version
        )
    reporting.acknowledge(audit.units[0], actor=actor("binh"), password=PASSWORD, note="", seen=audit.version)
    db.session.commit()
    reporting.close(audit, actor=actor("an"), seen=audit.version)
    assert audit.status is State.CLOSED


def test_findings_stand_by_unit_and_in_the_order_of_the_standard(app):
    audit = audits.started(audits.plan(units=("Bộ phận tiếp nhận và trả kết quả", "Văn phòng Sở")))
    lines = {line.clause: line for line in audits.with_checklist(audit)}
    lines["8.2.1"].unit_id = None
    for clause in ("8.2.1", "7.5"):
        recording.record(lines[clause], written(Result.MINOR), actor=actor("an"))
        finding.write(lines[clause], WORDS, actor=actor("an"))
    db.session.commit()
    (counter, whole) = by_unit_and_clause(audit, audit.findings)
    assert [counter.name, whole.name] == ["Bộ phận tiếp nhận và trả kết quả", ""]
    assert [clause.number for clause in (*counter.clauses, *whole.clauses)] == ["7.5", "8.2.1"]
    assert (counter.number(Result.MINOR), counter.number(Result.MAJOR)) == (1, 0)


def test_the_people_met_come_from_agenda_and_notes_each_once(app):
    audit = audits.started()
    line = audits.with_checklist(audit)[0]
    audit.agenda[0].received_by = "Hoàng Thanh Bình; Lê Mai"
    recording.record(line, written(asked="hoàng thanh bình"), actor=actor("an"))
    db.session.commit()
    assert reporting.proposed(audit)["people_met"].split("\n") == [
        "Hoàng Thanh Bình – Bộ phận tiếp nhận và trả kết quả",
        "Lê Mai",
    ]
