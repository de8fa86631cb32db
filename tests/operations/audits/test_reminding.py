"""Reminders of audits: each is sent once, however long nobody asked, and never because of one day alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from qms.audits.notices import tasks
from qms.audits.operations import arranging, planning, reminding, reporting
from qms.audits.rules import reminders as rules
from qms.foundation.db import db
from qms.foundation.notifying import Notice
from qms.kernel import clock
from tests.factories import audits
from tests.factories.audits import unit
from tests.people import PASSWORD, actor, person

pytestmark = pytest.mark.usefixtures("app")


def told(username: str, kind: str) -> int:
    """How many notices of a kind somebody has."""
    query = select(func.count(Notice.id)).where(
        Notice.person_id == person(username).id, Notice.kind == f"audits.{kind}"
    )
    return db.session.scalar(query) or 0


def asked_on(day: datetime) -> None:
    """The worker asks twice on a day."""
    with time_machine.travel(day, tick=False):
        reminding.remind(clock.now())
        reminding.remind(clock.now())
        db.session.commit()


def days_after(start: datetime) -> Callable[[int], None]:
    return lambda days: asked_on(start + timedelta(days=days))


def test_the_newest_stage_counts_though_days_were_missed():
    due, before = date(2026, 11, 20), (7, 3, 0)
    stages = [rules.newest_stage(due, due - timedelta(days=left), before) for left in (8, 7, 4, 2, 0, -9)]
    assert stages == ["", "7", "7", "3", "0", "0"]
    assert rules.month_after(2026, 12) == date(2027, 1, 1)


def test_a_line_is_reminded_of_when_its_month_comes_and_when_it_is_over():
    programme = audits.approved(audits.programme())
    item = programme.items[0]
    first = datetime(programme.year, item.month, 1, 5, tzinfo=clock.now().tzinfo)
    db.session.commit()
    after = days_after(first)
    after(-31)
    assert told("lan", "month_near") == 0
    after(-29)
    after(-10)
    after(0)
    after(20)
    assert (told("lan", "month_near"), told("lan", "month_over")) == (3, 0)
    after(40)
    after(50)
    assert (told("lan", "month_near"), told("lan", "month_over")) == (3, 1)


def test_a_line_with_its_audit_is_left_alone():
    item = audits.approved(audits.programme()).items[0]
    with time_machine.travel(datetime(item.programme.year, item.month, 2, 5, tzinfo=clock.now().tzinfo)):
        planning.plan_audit(
            audits.plan(), organization_id=item.organization_id, actor=actor("lan"), item=item
        )
        db.session.commit()
        reminding.remind(clock.now())
    assert told("lan", "month_near") == 0


def test_before_the_first_day_the_team_is_told_and_the_unit_only_of_a_plan_that_was_sent():
    audit = audits.ready()
    start = clock.now()
    days_after(start)(0)
    assert (told("an", "not_announced"), told("binh", "starts_soon")) == (1, 0)
    arranging.announce(audit, actor=actor("an"), seen=audit.version)
    db.session.commit()
    days_after(start)(0)
    assert (told("an", "starts_soon"), told("binh", "starts_soon")) == (1, 1)


def test_a_unit_is_reminded_of_its_answer_and_the_lead_hears_when_none_came():
    audits.sent()
    after = days_after(clock.now())
    after(3)
    assert told("binh", "answer_due") == 0
    after(5)
    after(7)
    assert (told("binh", "answer_due"), told("an", "answer_late")) == (2, 0)
    after(30)
    assert (told("binh", "answer_due"), told("an", "answer_late")) == (2, 1)


def test_a_report_that_nobody_signs_is_the_lead_s_and_then_the_coordinator_s():
    audit = audits.sent()
    after = days_after(clock.now())
    after(4)
    assert told("an", "report_due") == 0
    after(14)
    after(16)
    assert (told("an", "report_due"), told("lan", "report_late")) == (2, 0)
    after(18)
    after(28)
    assert (told("an", "report_due"), told("lan", "report_late")) == (2, 1)
    assert audit.report_hash == ""


def test_a_competence_that_ends_is_reminded_of_unless_another_goes_on():
    today = clock.today()
    audits.competent("an", until=today + timedelta(days=30))
    asked_on(clock.now())
    assert (told("an", "competence_ends"), told("lan", "competence_ends")) == (1, 1)
    audits.competent("an", until=today + timedelta(days=900))
    asked_on(clock.now() + timedelta(days=20))
    assert told("an", "competence_ends") == 1


def test_a_signed_report_waits_in_the_inbox_of_who_speaks_for_the_unit_until_it_is_acknowledged():
    audit = audits.reported()
    waiting = [str(task.label) for task in tasks(actor("binh"))]
    assert any(audit.code in label for label in waiting)
    reporting.acknowledge(audit.units[0], actor=actor("binh"), password=PASSWORD, note="", seen=audit.version)
    db.session.commit()
    assert list(tasks(actor("binh"))) == []


def test_a_line_to_plan_is_one_line_in_the_coordinator_s_inbox():
    item = audits.approved(audits.programme()).items[0]
    with time_machine.travel(datetime(item.programme.year, item.month, 2, 5, tzinfo=clock.now().tzinfo)):
        labels = [str(task.label) for task in tasks(actor("lan"))]
    assert [label for label in labels if unit().name in label] != []
