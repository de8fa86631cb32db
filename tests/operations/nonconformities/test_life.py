"""The gates of a nonconformity's life, asked on the real database."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from qms.foundation import trail
from qms.foundation.db import db
from qms.foundation.notifying import Notice
from qms.kernel import clock
from qms.kernel.errors import Refused, Stale
from qms.nonconformities import queries
from qms.nonconformities.operations import doing, planning, reminding, reporting, verifying
from qms.nonconformities.rules import ActionKind, ActionState, ActionType, State
from qms.nonconformities.sources import Source
from tests.factories import documents
from tests.factories import nonconformities as nc
from tests.people import actor, person

pytestmark = pytest.mark.usefixtures("app")


def notices_to(username: str, kind: str) -> int:
    query = select(func.count(Notice.id)).where(
        Notice.person_id == person(username).id, Notice.kind == f"nonconformities.{kind}"
    )
    return db.session.scalar(query) or 0


def test_numbers_follow_each_other_in_each_organisation_and_a_refusal_takes_none():
    assert [nc.reported().code[-3:] for _ in range(2)] == ["001", "002"]
    with pytest.raises(Refused):
        reporting.report(
            organization_id=person("lan").organization_id,
            reporter=person("lan"),
            title="x",
            description="x",
            happened_on=clock.today() + timedelta(days=1),
            origin=nc.term(nc.TermKind.ORIGIN, "TP"),
            actor=actor("lan"),
        )
    db.session.rollback()
    assert nc.reported(by="khanh").code[-3:] == "001"
    assert nc.reported().code[-3:] == "003"


def test_a_higher_room_reports_with_its_source_and_finds_what_became_of_it():
    found = nc.reported(source=Source("audit_finding", 12, "Phát hiện 3"), origin="DG-NB")
    assert queries.for_sources("audit_finding", [12, 13]) == {12: [found]}


def test_the_owner_cannot_check_nor_can_who_had_an_action():
    found = nc.to_check()
    for username in (nc.OWNER, nc.DOER):
        with pytest.raises(Refused):
            verifying.verify(found, actor=actor(username), worked=True, evidence="x", seen=None)
    assert found.state == State.VERIFYING


def test_a_verdict_without_evidence_is_refused():
    with pytest.raises(Refused):
        verifying.verify(nc.to_check(), actor=actor(nc.VERIFIER), worked=True, evidence=" ", seen=None)


def test_closed_by_another_with_evidence_and_both_are_told():
    found = nc.closed()
    verdict = found.round.verdict
    assert (found.state, verdict.name, verdict.worked) == (State.CLOSED, "Vũ Hoài An", True)
    assert notices_to(nc.REPORTER, "closed") == notices_to(nc.OWNER, "closed") == 1


def test_what_did_not_work_reopens_by_itself_and_the_former_round_stays():
    found = nc.reopened()
    former, present = found.rounds
    assert (found.state, present.number, present.cause_text) == (State.REOPENED, 2, "")
    assert former.cause_text
    assert former.verdict.worked is False
    nc.judged(found)
    assert found.state == State.CLOSED
    with pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(text("UPDATE nonconformity_rounds SET cause_text = 'x' WHERE number = 1"))


def test_the_effect_of_a_minor_one_is_checked_after_thirty_days():
    found = nc.to_check(severity="NHE")
    assert found.round.check_on == clock.today() + timedelta(days=30)
    with pytest.raises(Refused):
        verifying.verify(found, actor=actor(nc.VERIFIER), worked=True, evidence="x", seen=None)
    with time_machine.travel(clock.now() + timedelta(days=31), tick=False):
        verifying.verify(found, actor=actor(nc.VERIFIER), worked=True, evidence="x", seen=None)
    assert found.state == State.CLOSED


def test_the_database_itself_closes_nothing_unchecked():
    nc.doing_it()
    with pytest.raises(DBAPIError, match="closed after its effect was checked"):
        db.session.execute(text("UPDATE nonconformities SET state = 'closed', closed_at = reported_at"))


def test_a_release_is_finished_by_the_new_revision_in_force():
    document = documents.in_force().document
    found = nc.planned()
    action = nc.with_action(found, kind=ActionKind.RELEASE, document=document, what="Sửa hướng dẫn")
    planning.start(found, actor=actor(nc.OWNER), seen=None)
    with pytest.raises(Refused):
        doing.finish_action(action, actor=actor(nc.DOER), proof="xong", seen=None)
    db.session.rollback()
    planning.start(found, actor=actor(nc.OWNER), seen=None)
    db.session.commit()
    documents.approved(documents.next_draft(document.revisions[0]))
    assert action.state == ActionState.DONE
    assert found.state == State.DOING, "the other action is still open"


def test_a_common_action_finishes_its_parts():
    first, second = nc.with_cause(), nc.with_cause(title="Khác")
    leading = planning.plan_common(
        [second, first],
        actor=actor("lan"),
        what="Lập lịch hiệu chuẩn chung",
        owner=person(nc.DOER),
        due_on=clock.today(),
    )
    assert leading.nonconformity is first
    for found in (first, second):
        planning.set_check(found, actor=actor("lan"), criterion="x", verifier=person(nc.VERIFIER), seen=None)
        planning.start(found, actor=actor("lan"), seen=None)
    doing.finish_action(leading, actor=actor(nc.DOER), proof="xong", seen=None)
    assert {first.state, second.state} == {State.VERIFYING}


def test_more_time_is_granted_by_another_only():
    found = nc.doing_it()
    (action,) = found.open_actions
    until = action.due_on + timedelta(days=10)
    doing.ask_for_time(action, actor=actor(nc.DOER), wanted_until=until, reason="Chờ", seen=None)
    with pytest.raises(Refused):
        doing.answer_wish(action, actor=actor(nc.DOER), is_granted=True, note="", seen=None)
    doing.answer_wish(action, actor=actor("dung"), is_granted=True, note="", seen=None)
    assert action.due_on == until


def test_the_last_corrective_action_cannot_be_dropped_from_a_plan_under_way():
    (action,) = nc.doing_it().open_actions
    with pytest.raises(Refused):
        planning.drop_action(action, actor=actor(nc.OWNER), reason="x", seen=None)


def test_a_day_in_the_past_and_an_owner_who_left_are_refused_at_their_field():
    found = nc.with_cause()
    with pytest.raises(Refused) as refused:
        nc.with_action(found, due_on=clock.today() - timedelta(days=1))
    assert refused.value.field == "due_on"
    person("binh").is_active = False
    with pytest.raises(Refused) as refused:
        nc.with_action(found, by="binh")
    assert refused.value.field == "owner"


def test_closing_twice_says_that_it_was_closed():
    found = nc.to_check()
    seen = found.version
    verifying.verify(found, actor=actor(nc.VERIFIER), worked=True, evidence="x", seen=seen)
    with pytest.raises(Stale):
        verifying.verify(found, actor=actor(nc.VERIFIER), worked=True, evidence="x", seen=seen)
    with pytest.raises(Refused):
        verifying.verify(found, actor=actor(nc.VERIFIER), worked=True, evidence="x", seen=None)


def test_reminders_go_to_owner_then_leader_then_coordinator_each_once_however_long_nobody_asked():
    found = nc.doing_it()
    (action,) = found.open_actions
    start = clock.now()

    def after(days: int) -> tuple[int, int]:
        with time_machine.travel(start + timedelta(days=days), tick=False):
            reminding.remind(clock.now())
            reminding.remind(clock.now())
        return notices_to(nc.DOER, "action_due"), notices_to("lan", "action_late")

    assert (action.due_on - clock.today()).days == 14
    assert after(6) == (0, 0)
    assert after(8) == (1, 0)
    assert after(12) == (2, 0)
    assert after(14) == (3, 0)
    assert after(15) == (3, 1)  # no head of the unit: the coordinator stands in
    assert after(40) == (3, 2)


def test_who_hears_when_follows_from_the_severity():
    found = nc.doing_it()
    assert found.severity is not None
    found.severity.remind_before, found.severity.leader_after_days = "30", 2
    found.severity.coordinator_after_days = 2
    reminding.remind(clock.now())
    assert (notices_to(nc.DOER, "action_due"), notices_to("lan", "action_late")) == (1, 0)
    with time_machine.travel(clock.now() + timedelta(days=15), tick=False):  # a day late
        reminding.remind(clock.now())
    assert notices_to("lan", "action_late") == 0


def test_a_planned_action_is_changed_until_the_plan_is_under_way():
    found = nc.planned()
    (action,) = found.actions
    changed = {
        "type": ActionType.CORRECTIVE,
        "kind": ActionKind.TRAIN,
        "what": "Tập huấn",
        "due_on": clock.today(),
    }
    planning.change_action(action, actor=actor(nc.OWNER), owner=person("binh"), seen=found.version, **changed)
    assert (action.what, action.how, action.owner.username) == ("Tập huấn", ActionKind.TRAIN, "binh")
    with pytest.raises(Refused):  # who is to check the effect
        planning.change_action(action, actor=actor(nc.OWNER), owner=person(nc.VERIFIER), seen=None, **changed)
    planning.start(found, actor=actor(nc.OWNER), seen=None)
    with pytest.raises(Refused):
        planning.change_action(action, actor=actor(nc.OWNER), owner=person("binh"), seen=None, **changed)


def test_void_drops_what_is_open_and_keeps_the_reason_and_the_trail_is_whole():
    found = nc.doing_it()
    reporting.declare_void(found, actor=actor("lan"), reason="Trùng", seen=None)
    assert (found.state, found.actions[0].state) == (State.VOID, ActionState.DROPPED)
    db.session.commit()
    assert trail.verify().is_whole
