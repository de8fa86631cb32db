"""Many people write at once, through the real server: every answer is good, no number is given twice."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from qms.documents import queries
from qms.documents.models import Document
from qms.foundation import trail
from qms.foundation.db import db
from qms.identity import operations as identity
from tests import amounts
from tests.databases import ON_POSTGRESQL
from tests.reliability.serving import Answer, Browser, at_once, served
from tests.world import World

CLIENTS = amounts.of(10, 50)
EACH = amounts.of(10, 20)
PREFIX = "HD-ĐO-"


def write(office: World, folder: Path) -> list[Answer]:
    """Each client makes documents whose codes are the next free ones."""
    type_id = next(each.id for each in queries.list_types() if each.key == "instruction")
    db.session.rollback()
    with served(office, folder) as browser_of:
        browsers = [browser_of("lan") for _ in range(CLIENTS)]

        def write_all(browser: Browser) -> list[Answer]:
            return [
                browser.post("/documents/new", type=type_id, title="Hướng dẫn", field_code="ĐO")
                for _ in range(EACH)
            ]

        acts = [partial(write_all, browser) for browser in browsers]
        return [answer for answers in at_once(acts) for answer in answers]


def faults(answers: list[Answer]) -> list[str]:
    """What is wrong with the answers, or with what is kept."""
    wanted = [f"{PREFIX}{number:02d}" for number in range(1, CLIENTS * EACH + 1)]
    kept = sorted(
        db.session.scalars(select(Document.code).where(Document.code.startswith(PREFIX))),
        key=lambda c: (len(c), c),
    )
    db.session.rollback()
    found = [f"{answer.status}: {answer.body[:200]}" for answer in answers if answer.status != 303]
    if kept != wanted:
        found.append(f"codes {kept}")
    if len({answer.location for answer in answers}) != len(answers):
        found.append("two people were led to the same document")
    if not trail.verify().is_whole:
        found.append("the trail is broken")
    return found


@pytest.mark.long
@pytest.mark.slow
def test_a_hundred_documents_made_at_once_get_a_hundred_codes(office: World, tmp_path: Path) -> None:
    assert faults(write(office, tmp_path)) == []


@pytest.mark.slow
def test_without_what_we_do_about_it_it_fails(
    office: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the driver's own transactions on SQLite, no waiting in line for the next code on PostgreSQL."""
    if ON_POSTGRESQL:
        monkeypatch.setattr(identity, "hold_organization", lambda _number: None)
    else:
        monkeypatch.setattr("qms.configure_engines", lambda _engines: None)
    assert faults(write(office, tmp_path)) != []
