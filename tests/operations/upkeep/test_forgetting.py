"""Forms that were answered long ago are forgotten."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from sqlalchemy import select

from qms.foundation import outbox
from qms.foundation.db import db
from qms.kernel import clock
from qms.web.transaction import ANSWERS_KEPT, AnsweredForm


def answered(age: timedelta) -> str:
    key = f"sent {age} ago"
    db.session.add(AnsweredForm(key=key, person_id=None, location="/", at=clock.now() - age))
    db.session.commit()
    return key


def test_the_worker_forgets_forms_that_were_answered_more_than_seven_days_ago(app):
    kept = answered(ANSWERS_KEPT - timedelta(minutes=1))
    answered(ANSWERS_KEPT + timedelta(minutes=1))
    outbox.work_once()
    assert list(db.session.scalars(select(AnsweredForm.key))) == [kept]


def test_what_is_kept_now_goes_when_its_time_has_come(app):
    answered(timedelta(0))
    outbox.work_once()
    with time_machine.travel(clock.now() + ANSWERS_KEPT + timedelta(hours=7)):
        outbox.work_once()
    assert list(db.session.scalars(select(AnsweredForm.key))) == []
