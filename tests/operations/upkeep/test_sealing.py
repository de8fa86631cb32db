"""The head of the trail goes to the administrators once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from qms.foundation import trail
from qms.foundation.db import db
from qms.foundation.notifying import Notice
from qms.inbox.queries import in_words
from qms.upkeep import sealing
from tests import people

MORNING = datetime(2031, 5, 2, 1, tzinfo=UTC)


@pytest.fixture
def yesterday(app) -> tuple[int, str]:
    """The head of the trail as it stood at the end of the day before, with an entry of today after it."""
    sealed = trail.head()
    with time_machine.travel(MORNING, tick=False):
        trail.record("identity.signed_out", trail.Subject("person", 1, "x"), actor=people.actor("lan"))
    db.session.commit()
    return sealed


def seals() -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.kind == sealing.KIND).order_by(Notice.id)))


def run(at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        sealing.send_seal(at)
        db.session.commit()


def test_every_administrator_gets_yesterdays_last_entry(yesterday):
    run(MORNING)
    sequence, digest = yesterday
    assert {notice.person_id for notice in seals()} == {people.person("quan").id, people.person("chi").id}
    assert seals()[0].facts == {"day": "2031-05-01", "number": str(sequence), "digest": digest}
    assert digest in in_words(seals()[0]).body


def test_a_seal_is_sent_once_a_day(yesterday):
    for hours in (0, 1, 5):
        run(MORNING + timedelta(hours=hours))
    assert len(seals()) == 2
    run(MORNING + timedelta(days=1))
    assert len(seals()) == 4


def test_a_seal_does_not_crowd_the_inbox(yesterday):
    run(MORNING)
    assert all(notice.read_at for notice in seals())


def test_a_trail_that_was_cut_off_or_written_anew_does_not_fit_the_seal(yesterday):
    sequence, digest = yesterday
    assert trail.verify(anchor=(sequence, digest)).is_whole
    assert not trail.verify(anchor=(sequence + 100, digest)).is_whole
    assert not trail.verify(anchor=(sequence, "0" * 64)).is_whole
