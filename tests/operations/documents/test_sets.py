"""A set takes effect as one: all or none, each revision with its own signature, and never one of them alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from qms.documents.operations import deciding, decisions, writing
from qms.documents.operations.taking_effect import bring_into_effect
from qms.documents.queries.decisions import get_decision
from qms.documents.rules import Meaning, State
from qms.foundation.db import db
from qms.foundation.notifying import Notice
from qms.kernel import clock
from qms.kernel.errors import Refused
from tests.factories.decisions import preparing
from tests.factories.documents import approve, approved, draft, in_force, next_draft, reviewed
from tests.people import PASSWORD, actor, person

pytestmark = pytest.mark.usefixtures("app")
TOMORROW = timedelta(days=1)


def approve_all(decision):
    number = deciding.approve_set(
        decision, actor=actor("dung"), password=PASSWORD, significant=[], seen=decision.version
    )
    db.session.commit()
    return number


def test_one_act_of_the_approver_signs_each_and_puts_all_in_force():
    former, ended = in_force("HD-01"), in_force("HD-09")
    parts = [reviewed(next_draft(former)), reviewed(code="HD-02")]
    parts[0].change_what = "Sửa bước 2"
    decision = preparing(*parts)
    decisions.add_withdrawal(decision, ended.document, reason="Hết cần", actor=actor("lan"))
    db.session.commit()
    assert approve_all(decision) == 2
    for each in parts:
        assert each.status is State.EFFECTIVE
        assert each.decision_number == "12/QĐ-SKHCN"
        assert [s.name for s in each.signatures if s.what is Meaning.APPROVED and s.fits] == [
            "Phạm Tiến Dũng"
        ]
    assert former.status is State.SUPERSEDED
    assert ended.status is State.WITHDRAWN
    assert ended.withdrawal_decision == "12/QĐ-SKHCN"
    assert decision.is_in_force


def test_a_revision_in_a_set_waits_for_the_others_and_the_coordinator_hears_why():
    ready, behind = reviewed(code="HD-01"), draft("HD-02")
    decision = preparing(ready, behind)
    approve(ready)
    bring_into_effect(clock.now())
    bring_into_effect(clock.now())
    db.session.commit()
    assert ready.status is State.APPROVED, "its day has come, and it does not go alone"
    told = db.session.scalars(select(Notice).where(Notice.kind == "documents.set_stopped")).all()
    assert [each.person_id for each in told] == [person("lan").id], "once"
    assert "HD-02" in decision.trouble


def test_what_fails_in_the_middle_leaves_nothing_of_the_set_in_force(monkeypatch, caplog):
    parts = [reviewed(code="HD-01"), reviewed(code="HD-02")]
    decision = preparing(*parts, effective_on=clock.today() + TOMORROW)
    approve_all(decision)
    day = clock.now() + TOMORROW
    monkeypatch.setattr(clock, "now", lambda: day)
    db.session.execute(
        text(
            "CREATE UNIQUE INDEX stop ON revisions (state) WHERE state = 'effective'"  # the second one fails
        )
    )
    bring_into_effect(day)
    db.session.commit()
    db.session.expire_all()
    assert [each.status for each in parts] == [State.APPROVED] * 2
    assert not decision.is_in_force
    db.session.execute(text("DROP INDEX stop"))
    bring_into_effect(day)
    db.session.commit()
    assert [each.status for each in parts] == [State.EFFECTIVE] * 2


def test_one_that_cannot_be_approved_leaves_all_unsigned():
    parts = [reviewed(code="HD-01"), reviewed(next_draft(in_force("HD-02")))]  # it does not say what changed
    decision = preparing(*parts)
    with pytest.raises(Refused, match="HD-02"):
        approve_all(decision)
    db.session.rollback()
    assert {each.status for each in parts} == {State.AWAITING_APPROVAL}


def test_another_day_moves_what_is_approved_and_its_approver_hears():
    part = reviewed(code="HD-01")
    decision = preparing(part, effective_on=clock.today() + TOMORROW)
    approve_all(decision)
    later = decisions.DecisionFacts(decision.title, clock.today() + 2 * TOMORROW, "13/QĐ", clock.today())
    decisions.change_decision(decision, later, actor=actor("lan"), seen=decision.version)
    db.session.commit()
    assert part.effective_on == later.effective_on
    told = db.session.scalars(select(Notice).where(Notice.kind == "documents.moved_with_set")).one()
    assert told.person_id == person("dung").id


def test_who_leaves_a_set_goes_on_alone_and_what_is_approved_does_not_leave():
    stays, given_up, leaves = reviewed(code="HD-01"), draft("HD-02"), draft("HD-03")
    decision = preparing(stays, given_up, leaves, effective_on=clock.today() + TOMORROW)
    approve_all(decision)
    with pytest.raises(Refused):
        decisions.remove_revision(decision, stays, actor=actor("lan"))
    with pytest.raises(Refused):
        decisions.drop_decision(decision, reason="Thôi", actor=actor("lan"), seen=decision.version)
    db.session.rollback()
    writing.abandon(given_up, actor=actor("minh"), reason="Thôi", seen=given_up.version)
    decisions.remove_revision(decision, leaves, actor=actor("lan"))
    deciding.revoke(stays, actor=actor("dung"), reason="Sai", seen=stays.version)
    db.session.commit()
    assert get_decision(decision.id).revisions == [stays], "it mends its text and stays in the set"


def test_what_is_approved_for_another_day_is_not_taken_into_a_set():
    alone = approved(code="HD-01", effective_on=clock.today() + 2 * TOMORROW)
    with pytest.raises(Refused):
        preparing(alone, effective_on=clock.today() + TOMORROW)


def test_the_database_keeps_what_was_decided():
    decision = preparing(reviewed(code="HD-01"))
    approve_all(decision)
    for change in (
        "UPDATE decisions SET number = '99/QĐ'",
        "DELETE FROM decisions",
        "UPDATE revisions SET decision_number = '99/QĐ' WHERE state = 'effective'",
    ):
        with pytest.raises(DBAPIError, match="never"):
            db.session.execute(text(change))
        db.session.rollback()
