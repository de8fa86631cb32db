"""The calendar's acts: exactly one revision in force, whatever the worker and the clock do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from qms.documents.operations import deciding, keeping
from qms.documents.operations.taking_effect import bring_into_effect, remind_of_reviews
from qms.documents.rules import State
from qms.foundation import trail
from qms.foundation.db import db
from qms.foundation.notifying import list_notices
from qms.kernel import clock
from tests.factories import documents
from tests.people import PASSWORD, actor, person

pytestmark = pytest.mark.usefixtures("app")
TEN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # ten o'clock in Hà Nội


def states(revision):
    return [each.state for each in revision.document.revisions]


def test_on_its_date_the_new_one_is_in_force_and_the_old_one_superseded():
    with time_machine.travel(TEN, tick=False) as traveller:
        first = documents.in_force()
        second = documents.approved(documents.next_draft(first), effective_on=date(2026, 11, 25))
        bring_into_effect(clock.now())
        assert states(first) == [State.EFFECTIVE, State.APPROVED]
        traveller.move_to(datetime(2026, 11, 24, 17, 1, tzinfo=UTC))  # a minute past midnight there
        bring_into_effect(clock.now())
        assert states(first) == [State.SUPERSEDED, State.EFFECTIVE]
        assert (first.ended_on, second.effective_on) == (date(2026, 11, 25), date(2026, 11, 25))


def test_a_worker_that_was_off_for_a_week_changes_nothing_but_the_hour():
    with time_machine.travel(TEN, tick=False) as traveller:
        first = documents.in_force()
        second = documents.approved(documents.next_draft(first), effective_on=date(2026, 11, 23))
        traveller.shift(timedelta(days=8))
        bring_into_effect(clock.now())
        assert states(first) == [State.SUPERSEDED, State.EFFECTIVE]
        assert second.effective_on == date(2026, 11, 23)
        assert clock.local(second.effective_at).date() == date(2026, 11, 30)


def test_a_clock_set_back_takes_nothing_out_of_force():
    with time_machine.travel(TEN, tick=False) as traveller:
        revision = documents.in_force()
        traveller.shift(timedelta(days=-2))
        bring_into_effect(clock.now())
        assert revision.state == State.EFFECTIVE


def test_running_the_duty_twice_is_the_same_as_once():
    with time_machine.travel(TEN, tick=False) as traveller:
        revision = documents.approved(effective_on=date(2026, 11, 23))
        traveller.shift(timedelta(days=1))
        bring_into_effect(clock.now())
        count = len(trail.entries_of("document", revision.document_id))
        bring_into_effect(clock.now())
        assert len(trail.entries_of("document", revision.document_id)) == count


def test_the_database_allows_one_revision_in_force_for_a_document():
    first = documents.in_force()
    second = documents.next_draft(first)
    with pytest.raises(IntegrityError):
        db.session.execute(db.text(f"UPDATE revisions SET state = 'effective' WHERE id = {second.id}"))
    db.session.rollback()


def test_owners_hear_of_a_review_thirty_and_seven_days_before_and_when_late_each_once():
    with time_machine.travel(TEN, tick=False) as traveller:
        revision = documents.in_force()
        due = revision.document.next_review_on
        told = []
        for days in (-31, -30, -29, -7, -1, 0, 1, 5):
            traveller.move_to(datetime(due.year, due.month, due.day, 3, tzinfo=UTC) + timedelta(days=days))
            remind_of_reviews(clock.now())
            db.session.commit()
            told.append(len([n for n in list_notices(person("lan").id) if "review_" in n.kind]))
        assert told == [0, 1, 1, 2, 2, 2, 3, 3]


def test_another_interval_counts_from_the_day_the_text_was_last_confirmed():
    with time_machine.travel(TEN, tick=False) as traveller:
        document = documents.in_force().document
        traveller.shift(timedelta(days=400))
        deciding.confirm_still_valid(document, actor=actor("lan"), password=PASSWORD, note="")
        keeping.change_facts(
            document,
            actor=actor("lan"),
            seen=None,
            unit=None,
            owner=None,
            field="",
            clauses=[],
            review_months=6,
        )
        assert document.next_review_on == date(2028, 6, 27)


def test_a_worker_off_for_months_reminds_once_and_says_that_it_is_late():
    with time_machine.travel(TEN, tick=False) as traveller:
        due = documents.in_force().document.next_review_on
        traveller.move_to(datetime(due.year, due.month, due.day, 3, tzinfo=UTC) + timedelta(days=90))
        remind_of_reviews(clock.now())
        kinds = [n.kind for n in list_notices(person("lan").id) if "review_" in n.kind]
        assert kinds == ["documents.review_late"]
