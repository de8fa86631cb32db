"""Two people decide at the same moment: exactly one wins, the other is told what happened, and one signature stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from qms.documents.models import Revision, Signature
from qms.documents.operations import deciding
from qms.documents.rules import Meaning, State
from qms.foundation.db import db
from qms.identity import passwords
from qms.kernel import clock
from tests import amounts
from tests.factories import documents
from tests.people import PASSWORD
from tests.reliability.serving import Answer, Browser, at_once, served
from tests.world import World

ROUNDS = amounts.of(30, 300, on_postgresql=10)
FEW = amounts.of(
    6, 60, on_postgresql=4
)  # of what the first promise's rounds have tried already, but for who comes second


@pytest.fixture
def awaiting(
    office: World, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> list[tuple[str, int]]:
    """As many documents as there are rounds, each awaiting approval: code and version."""
    rounds = getattr(request, "param", FEW)
    with monkeypatch.context() as quick:
        quick.setattr(passwords, "matches", lambda kept, typed: kept is not None and typed == PASSWORD)
        made = [documents.reviewed(code=f"HD-HAI-{number:02d}") for number in range(rounds)]
        found = [(revision.document.code, revision.version) for revision in made]
    db.session.rollback()
    return found


def approval(version: int, **more: object) -> dict[str, object]:
    return {
        "seen": version,
        "effective_on": clock.today().isoformat(),
        "is_significant": "yes",
        "password": PASSWORD,
        **more,
    }


def approvals(code: str) -> int:
    count = db.session.scalar(
        select(func.count(Signature.id))
        .join(Revision)
        .where(Revision.document.has(code=code), Signature.meaning == Meaning.APPROVED)
    )
    db.session.rollback()
    return count or 0


def in_force(code: str) -> bool:
    found = db.session.scalar(select(Revision.state).where(Revision.document.has(code=code)))
    db.session.rollback()
    return found == State.EFFECTIVE


Round = Callable[[Browser, str, int], Answer]


def play(
    office: World, folder: Path, awaiting: list[tuple[str, int]], one: Round, other: Round
) -> list[list[Answer]]:
    """Each round in two browsers of the approver at once."""
    with served(office, folder) as browser_of:
        first, second = browser_of("dung"), browser_of("dung")
        return [
            at_once([lambda: one(first, code, version), lambda: other(second, code, version)])  # noqa: B023 - used at once
            for code, version in awaiting
        ]


def approve(browser: Browser, code: str, version: int, **more: object) -> Answer:
    return browser.post(f"/documents/{code}/revisions/1/approve", **approval(version, **more))


def send_back(browser: Browser, code: str, version: int) -> Answer:
    return browser.post(f"/documents/{code}/revisions/1/return", seen=version, reason="Thiếu")


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.parametrize("awaiting", [ROUNDS], indirect=True)
def test_of_two_approvals_one_counts_and_the_other_is_told(
    office: World, tmp_path: Path, awaiting: list[tuple[str, int]]
) -> None:
    rounds = play(office, tmp_path, awaiting, approve, approve)
    assert {tuple(sorted(answer.status for answer in answers)) for answers in rounds} == {(303, 409)}
    assert all("<h1" in answer.body for answers in rounds for answer in answers if answer.status == 409)
    assert all(in_force(code) and approvals(code) == 1 for code, _version in awaiting)


@pytest.mark.long
@pytest.mark.slow
def test_of_approving_and_sending_back_one_counts(
    office: World, tmp_path: Path, awaiting: list[tuple[str, int]]
) -> None:
    rounds = play(office, tmp_path, awaiting, approve, send_back)
    for (code, _version), (approved, returned) in zip(awaiting, rounds, strict=True):
        assert [approved.status, returned.status].count(303) == 1
        assert {approved.status, returned.status} <= {303, 403, 409}
        assert in_force(code) == (approved.status == 303) == (approvals(code) == 1)


@pytest.mark.long
@pytest.mark.slow
def test_a_double_click_signs_once_and_shows_the_same_page_twice(
    office: World, tmp_path: Path, awaiting: list[tuple[str, int]]
) -> None:
    def click(browser: Browser, code: str, version: int) -> Answer:
        return approve(browser, code, version, once=f"one form {code}")

    rounds = play(office, tmp_path, awaiting, click, click)
    assert {tuple(answer.status for answer in answers) for answers in rounds} == {(303, 303)}
    assert all(one.location == other.location for one, other in rounds)
    assert all(approvals(code) == 1 for code, _version in awaiting)


@pytest.mark.slow
def test_without_versions_both_would_win(
    office: World, tmp_path: Path, awaiting: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: versions never change, and nobody looks at the state."""
    monkeypatch.setattr(Revision.__mapper__, "version_id_generator", lambda version: version)
    monkeypatch.setattr(deciding.rules, "after", lambda _state, _verb: State.APPROVED)
    monkeypatch.setattr(deciding, "take_effect", lambda *_a, **_k: None)
    rounds = play(office, tmp_path, awaiting[:4], approve, approve)
    assert any([answer.status for answer in answers] == [303, 303] for answers in rounds)
