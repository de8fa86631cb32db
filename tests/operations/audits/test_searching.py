"""Audits and findings are found by those who may read them, from the act that makes them so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from qms.audits.models import Audit
from qms.audits.operations import arranging, finding
from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.outbox import Effect
from qms.search import operations, queries
from qms.search.queries import Asked
from qms.search.rules import Standing
from tests.factories import audits
from tests.people import actor

TITLE, GAP = "Đánh giá đợt zuyênhải", "Thiếu ngày trên phiếu"


@pytest.fixture(autouse=True)
def index(app: Flask) -> Iterator[None]:
    """An index of this test's own."""
    operations.rebuild()
    db.session.commit()
    yield
    shutil.rmtree(house().config.index_folder, ignore_errors=True)
    house().search.forget()


def found(text: str, *usernames: str, kind: str = "") -> dict[str, list[str]]:
    """What each of them finds, by code, once the worker has been there."""
    db.session.commit()
    outbox.work_once()
    asked = Asked(text, kind=kind, standing=Standing.ANY)
    return {name: [hit.code for hit in queries.find(asked, actor=actor(name)).hits] for name in usernames}


def test_an_audit_is_found_by_its_team_and_the_overseers_and_once_it_is_announced_by_the_unit():
    audit = audits.ready(audits.plan(title=TITLE))
    mine = [audit.code]
    assert found("zuyenhai", "an", "lan", "dung", "binh", "minh") == {
        "an": mine, "lan": mine, "dung": mine, "binh": [], "minh": [],
    }  # fmt: skip
    arranging.announce(audit, actor=actor("an"), seen=audit.version)
    assert found("zuyenhai", "binh", "minh") == {"binh": mine, "minh": []}


def test_a_finding_is_the_auditors_until_it_is_sent_and_then_the_unit_s_and_the_overseers():
    audit = audits.with_finding()
    mine = [audit.findings[0].name]
    everybody = ("an", "lan", "dung", "binh", "minh")
    drafts = found("thieu ngay tren phieu", *everybody, kind="finding")
    assert drafts == {"an": mine, "lan": mine, "dung": [], "binh": [], "minh": []}
    arranging.finish(audit, actor=actor("an"), seen=audit.version)
    assert found("thieu ngay tren phieu", "dung", "binh", kind="finding") == {"dung": [], "binh": []}
    finding.send(audit, actor=actor("an"))
    sent = found("thieu ngay tren phieu", *everybody, kind="finding")
    assert sent == {"an": mine, "lan": mine, "dung": mine, "binh": mine, "minh": []}


def test_rights_are_asked_again_for_each_hit_when_the_index_lags():
    audit = audits.announced(audits.plan(title=TITLE))
    assert found("zuyenhai", "binh") == {"binh": [audit.code]}
    db.session.query(Audit).filter_by(id=audit.id).update({"state": "planned"})  # as nothing tells the index
    assert found("zuyenhai", "binh") == {"binh": []}


def test_a_rebuilt_index_says_the_same_and_the_check_has_nothing_to_say():
    audit = audits.sent()
    operations.rebuild()
    assert found("thieu ngay", "binh", kind="finding") == {"binh": [audit.findings[0].name]}
    assert operations.faults() == []


def test_a_record_that_the_search_was_never_told_of_is_named_by_the_check():
    audit = audits.planned()
    db.session.execute(delete(Effect))
    db.session.commit()
    assert operations.faults() == [f"not in the search: audit:{audit.id}"]
