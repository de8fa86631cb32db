"""Two people do the same thing at the same moment, over two connections: one closes, two notes are both kept."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest
from sqlalchemy import func, select

from qms.audits.models import Line
from qms.audits.queries.checklists import list_lines
from qms.foundation.db import db
from qms.nonconformities.models import Check, Nonconformity
from qms.nonconformities.rules import State
from tests.factories import audits
from tests.factories import nonconformities as nc
from tests.reliability.serving import Answer, Browser, at_once, served
from tests.world import World

ROUNDS = 4

pytestmark = pytest.mark.slow


def verdict(browser: Browser, code: str, seen: int) -> Answer:
    said = {"worked": "yes", "evidence": "Xem 12 thiết bị, đều còn hạn.", "seen": seen}
    return browser.post(f"/nonconformities/{code}/verify", **said)


def test_closing_twice_at_once_closes_once_and_tells_the_other(office: World, tmp_path: Path) -> None:
    made = [nc.to_check() for _round in range(ROUNDS)]
    waiting = [(each.id, each.code, each.version) for each in made]
    db.session.rollback()
    with served(office, tmp_path) as browser_of:
        verifier, coordinator = browser_of("an"), browser_of("lan")
        rounds = [
            at_once([lambda: verdict(verifier, code, seen), lambda: verdict(coordinator, code, seen)])  # noqa: B023 - used at once
            for _id, code, seen in waiting
        ]
    assert {tuple(sorted(answer.status for answer in answers)) for answers in rounds} == {(303, 409)}
    assert all("<h1" in answer.body for answers in rounds for answer in answers if answer.status == 409)
    for number, _code, _seen in waiting:
        found = db.session.get_one(Nonconformity, number)
        checks = select(func.count(Check.id)).where(Check.round_id.in_([each.id for each in found.rounds]))
        assert (found.state, db.session.scalar(checks)) == (State.CLOSED, 1)


def note(browser: Browser, line: tuple[int, int], result: str) -> Answer:
    audit_id, line_id = line
    said = {"result": result, "text": result, "client_id": secrets.token_hex(8)}
    return browser.post(f"/audits/{audit_id}/walk/{line_id}", **said)


def test_two_auditors_on_one_line_at_once_are_both_heard(office: World, tmp_path: Path) -> None:
    lines = [(line.audit_id, line.id) for line in list_lines(audits.opened_by_two())[:ROUNDS]]
    db.session.rollback()
    with served(office, tmp_path) as browser_of:
        an, lan = browser_of("an"), browser_of("lan")
        for line in lines:
            answers = at_once([lambda: note(an, line, "conforming"), lambda: note(lan, line, "minor")])  # noqa: B023 - used at once
            assert [answer.status for answer in answers] == [303, 303]
    for _audit_id, line_id in lines:
        found = db.session.get_one(Line, line_id)
        assert (len(found.notes), found.is_disputed) == (2, True)
