"""From the programme of a year to the audit that opens: signatures, independence, competence, answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from qms.audits.operations import arranging, competence, planning, programming, teaming
from qms.audits.rules.auditing import Answer, Part, State
from qms.audits.rules.programmes import Meaning, ProgrammeState
from qms.foundation.db import db
from qms.foundation.notifying import list_notices
from qms.foundation.trail import entries_of
from qms.identity.operations import WrongPassword
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused, Stale
from tests.factories import audits, documents
from tests.factories.audits import COUNTER, unit
from tests.people import PASSWORD, actor, person

OWN_UNIT_OF_AN = "Thanh tra Sở"


# --- The programme ----------------------------------------------------------------------------------------------


def test_a_programme_is_signed_by_two_people_on_the_same_content(app):
    programme = audits.approved(audits.programme())
    assert programme.status is ProgrammeState.APPROVED
    assert [each.what for each in programme.signatures] == [Meaning.PREPARED, Meaning.APPROVED]
    assert {each.content_hash for each in programme.signatures} == {programme.computed_hash()}


def test_nobody_approves_what_they_prepared(app):
    programme = audits.programme()
    with pytest.raises(Refused) as refusal:
        programming.submit_programme(
            programme, actor=actor("dung"), approver=person("dung"), password=PASSWORD, seen=programme.version
        )
    assert refusal.value.field == "approver"


def test_a_wrong_password_signs_nothing(app):
    programme = audits.submitted(audits.programme())
    with pytest.raises(WrongPassword):
        programming.approve_programme(
            programme, actor=actor("dung"), password="x", note="", seen=programme.version
        )
    assert programme.status is ProgrammeState.AWAITING_APPROVAL


def test_only_the_leader_named_approves(app):
    programme = audits.submitted(audits.programme())
    with pytest.raises(Forbidden):
        programming.approve_programme(
            programme, actor=actor("lan"), password=PASSWORD, note="", seen=programme.version
        )


def test_an_amended_programme_needs_new_signatures(app):
    programme = audits.approved(audits.programme())
    signed = programme.content_hash
    programming.amend_programme(
        programme, actor=actor("lan"), reason="Thêm một đơn vị", seen=programme.version
    )
    assert (programme.status, programme.amendment, programme.content_hash) == (ProgrammeState.DRAFT, 1, "")
    assert programme.computed_hash() != signed


def test_a_line_cannot_be_changed_while_the_programme_is_with_the_leader(app):
    programme = audits.submitted(audits.programme())
    with pytest.raises(Refused):
        programming.drop_item(programme.items[0], actor=actor("lan"))


def test_a_clause_that_the_standard_does_not_have_is_refused(app):
    programme = audits.programme()
    with pytest.raises(Refused) as refusal:
        programming.keep_item(
            programme, None, actor=actor("lan"), seen=None, unit=unit(), document=None, clauses=["11.1"],
            month=1, lead=None, note="",
        )  # fmt: skip
    assert refusal.value.field == "clauses"
    with pytest.raises(Refused):
        audits.planned(replace(audits.plan(), clauses=("11.1",)))


def test_a_year_has_one_programme(app):
    programme = audits.programme()
    with pytest.raises(Refused):
        audits.programme(programme.year)


# --- Numbers and plans ------------------------------------------------------------------------------------------


def test_audits_are_numbered_without_gaps(app):
    first, second = audits.planned(), audits.planned()
    year = first.starts_on.year
    assert [first.code, second.code] == [f"ĐG-{year}-01", f"ĐG-{year}-02"]


def test_a_line_of_the_programme_has_one_audit(app):
    item = audits.approved(audits.programme()).items[0]
    given = {"organization_id": item.organization_id, "actor": actor("lan"), "item": item}
    audit = planning.plan_audit(audits.plan(), **given)
    with pytest.raises(Refused, match=audit.code):
        planning.plan_audit(audits.plan(), **given)


def test_after_a_change_the_units_are_asked_again(app):
    audit = audits.announced()
    arranging.answer(
        audits.audited(audit),
        actor=actor("binh"),
        accepts=True,
        wished_on=None,
        reason="",
        seen=audit.version,
    )
    later = replace(audits.plan(), ends_on=clock.today() + timedelta(days=3))
    planning.change_plan(audit, later, actor=actor("an"), seen=audit.version)
    assert audit.status is State.PLANNED
    assert audits.audited(audit).said is Answer.NONE


def test_who_decides_on_an_older_plan_is_told(app):
    audit = audits.planned()
    seen = audit.version
    planning.change_plan(audit, audits.plan(title="Khác"), actor=actor("lan"), seen=seen)
    db.session.commit()
    with pytest.raises(Stale):
        arranging.cancel(audit, actor=actor("lan"), reason="Thôi", seen=seen)


# --- Independence and competence --------------------------------------------------------------------------------


def test_nobody_audits_their_own_unit(app):
    audit = audits.planned(audits.plan(units=(OWN_UNIT_OF_AN,)), lead=None)
    audits.competent("an")
    with pytest.raises(Refused, match="Thanh tra Sở"):
        teaming.add_member(audit, actor=actor("lan"), person=person("an"), part=Part.LEAD)


@pytest.mark.parametrize("username", ["minh", "hoa", "lan"], ids=["wrote", "reviewed", "owns"])
def test_nobody_audits_a_procedure_that_they_made(app, username):
    document = documents.in_force().document
    audit = audits.planned(audits.plan(documents=(document,)), lead=None)
    audits.competent(username)
    with pytest.raises(Refused, match=document.code):
        teaming.add_member(audit, actor=actor("lan"), person=person(username), part=Part.LEAD)


def test_who_has_another_unit_left_takes_part_but_is_not_put_before_their_own(app):
    audit = audits.planned(audits.plan(units=(COUNTER, OWN_UNIT_OF_AN)))
    assert [each.key for each in teaming.standing_biases(audit.members[0])] == [
        f"own_unit:{unit(OWN_UNIT_OF_AN).id}"
    ]
    with pytest.raises(Refused) as refusal:
        planning.keep_entry(
            audit, None, actor=actor("lan"), kind=planning.Meeting.UNIT, day=audit.starts_on, begins="08:00",
            ends="09:00", unit=unit(OWN_UNIT_OF_AN), auditor=person("an"), topic="", received_by="",
        )  # fmt: skip
    assert refusal.value.field == "auditor"


def test_a_leader_overrules_with_a_reason_that_is_kept(app):
    audit = audits.planned(audits.plan(units=(OWN_UNIT_OF_AN,)), lead=None)
    audits.competent("an")
    member = teaming.add_member(
        audit,
        actor=actor("dung"),
        person=person("an"),
        part=Part.LEAD,
        overrule_reason="Chỉ có một đánh giá viên",
    )
    assert (member.overruled_by.username, member.overrule_reason) == ("dung", "Chỉ có một đánh giá viên")
    assert teaming.standing_biases(member) == []
    assert "audits.overruled" in [entry.action for entry in entries_of("audit", audit.id)]


def test_nobody_but_a_leader_overrules(app):
    audit = audits.planned(audits.plan(units=(OWN_UNIT_OF_AN,)), lead=None)
    audits.competent("an")
    with pytest.raises(Forbidden):
        teaming.add_member(
            audit, actor=actor("lan"), person=person("an"), part=Part.LEAD, overrule_reason="Thiếu người"
        )


def test_a_unit_added_later_is_noticed_before_the_plan_goes_out(app):
    audit = audits.ready()
    planning.change_plan(audit, audits.plan(units=(OWN_UNIT_OF_AN,)), actor=actor("lan"), seen=audit.version)
    db.session.commit()
    with pytest.raises(Refused, match="Thanh tra Sở"):
        arranging.announce(audit, actor=actor("an"), seen=audit.version)


def test_without_a_valid_proof_one_observes_only(app):
    audit = audits.planned(lead=None)
    audits.competent("an", until=clock.today() - timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        teaming.add_member(audit, actor=actor("lan"), person=person("an"), part=Part.AUDITOR)
    assert refusal.value.field == "person"
    assert (
        teaming.add_member(audit, actor=actor("lan"), person=person("an"), part=Part.OBSERVER).role
        is Part.OBSERVER
    )


def test_a_withdrawn_proof_stops_the_audit(app):
    audit = audits.ready()
    record = teaming.auditor_of(person("an")).records[0]
    competence.withdraw_record(record, actor=actor("lan"), reason="Cấp sai")
    db.session.commit()
    with pytest.raises(Refused):
        arranging.announce(audit, actor=actor("an"), seen=audit.version)


def test_a_new_lead_takes_the_place_of_the_former(app):
    audit = audits.planned()
    audits.competent("hoa")
    teaming.add_member(audit, actor=actor("lan"), person=person("hoa"), part=Part.LEAD)
    assert audit.lead == person("hoa")
    assert audit.member(person("an").id).role is Part.AUDITOR


# --- Announcing, answering, opening -----------------------------------------------------------------------------


def test_a_plan_is_not_sent_while_nobody_speaks_for_a_unit(app):
    audit = audits.planned()
    with pytest.raises(Refused, match=COUNTER):
        arranging.announce(audit, actor=actor("an"), seen=audit.version)


def test_whoever_speaks_for_the_unit_is_told_and_asks_for_another_day(app):
    audit = audits.announced()
    assert [notice.kind for notice in list_notices(person("binh").id)] == ["audits.announced"]
    wished = clock.today() + timedelta(days=7)
    arranging.answer(
        audits.audited(audit),
        actor=actor("binh"),
        accepts=False,
        wished_on=wished,
        reason="Cao điểm",
        seen=audit.version,
    )
    assert (audits.audited(audit).said, audits.audited(audit).wished_on) == (Answer.OTHER_DATE, wished)
    assert "audits.other_date_asked" in [notice.kind for notice in list_notices(person("an").id)]


@pytest.mark.parametrize(
    ("days", "reason", "field"), [(None, "x", "wished_on"), (-1, "x", "wished_on"), (2, " ", "reason")]
)
def test_another_day_needs_a_day_to_come_and_a_reason(app, days, reason, field):
    audit = audits.announced()
    wished = None if days is None else clock.today() + timedelta(days=days)
    with pytest.raises(Refused) as refusal:
        arranging.answer(
            audits.audited(audit),
            actor=actor("binh"),
            accepts=False,
            wished_on=wished,
            reason=reason,
            seen=audit.version,
        )
    assert refusal.value.field == field


def test_an_audit_does_not_open_before_its_first_day(app):
    tomorrow = clock.today() + timedelta(days=1)
    audit = audits.announced(replace(audits.plan(), starts_on=tomorrow, ends_on=tomorrow))
    with pytest.raises(Refused):
        arranging.start(audit, actor=actor("an"), seen=audit.version)


def test_a_cancelled_audit_keeps_its_reason_and_everybody_hears_of_it(app):
    audit = audits.announced()
    arranging.cancel(audit, actor=actor("lan"), reason="Bão", seen=audit.version)
    assert (audit.status, audit.cancel_reason) == (State.CANCELLED, "Bão")
    for username in ("an", "binh"):
        assert "audits.cancelled" in [notice.kind for notice in list_notices(person(username).id)]
