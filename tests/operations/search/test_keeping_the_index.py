"""From an act on a document to the index: through the outbox, after the commit, whatever happened to the index."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask

from qms.foundation import outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.searching.port import Question
from qms.kernel import clock
from qms.search import operations, queries
from tests import people
from tests.factories import documents, procedures


@pytest.fixture(autouse=True)
def index(app: Flask) -> Iterator[None]:
    """An index of this test's own."""
    operations.rebuild()
    db.session.commit()
    yield
    shutil.rmtree(house().config.index_folder, ignore_errors=True)
    house().search.forget()


def found(text: str, username: str = "binh") -> list[str]:
    """The hits among documents, as "HD-KT-01 section-1"."""
    hits = house().search.find(Question(text, queries.reader_of(people.actor(username)))).hits
    return [f"{hit.code} {hit.key}".strip() for hit in hits if hit.code]


def test_a_revision_in_force_is_found_a_moment_later_and_its_predecessor_no_more():
    revision = documents.in_force("HD-KT-01", body="# Nội dung\n\nDùng cân Roberval.\n")
    outbox.work_once()
    assert found("can roberval") == ["HD-KT-01 section-1"]
    later = documents.next_draft(revision, body="# Nội dung\n\nDùng cân điện tử.\n")
    outbox.work_once()
    assert found("can dien tu") == []
    documents.approved(later)
    outbox.work_once()
    assert found("can roberval") == []
    assert found("can dien tu") == ["HD-KT-01 section-1"]


def test_each_step_of_a_procedure_is_found():
    procedures.in_force("QT-TĐC-03")
    outbox.work_once()
    assert found("kiem tra ho so day du hop chuan")[0] == "QT-TĐC-03 step-2"


def test_an_index_that_is_gone_is_made_anew_by_the_next_change():
    documents.in_force("HD-KT-01", title="Cân Roberval một")
    outbox.work_once()
    shutil.rmtree(house().config.index_folder)
    documents.in_force("HD-KT-02", title="Cân Roberval hai")
    outbox.work_once()
    assert sorted(found("roberval")) == ["HD-KT-01", "HD-KT-02"]


def test_the_duty_notices_a_missing_index_though_nobody_searches():
    documents.in_force("HD-KT-01")
    outbox.work_once()
    shutil.rmtree(house().config.index_folder)
    operations.look_after(clock.now())
    db.session.commit()
    outbox.work_once()
    assert operations.is_sound()
    assert operations.faults() == []


def test_the_duty_leaves_a_sound_index_alone():
    operations.look_after(clock.now())
    assert operations.REBUILD not in outbox.health().waiting


def test_the_check_names_what_is_not_in_line():
    documents.in_force("HD-KT-01")
    outbox.work_once()
    db.session.execute(db.text("DELETE FROM search_entries WHERE record LIKE 'document:%' AND key = ''"))
    db.session.commit()
    assert operations.faults() == ["1 entries of the index that no longer stand"]
    operations.rebuild()
    assert operations.faults() == []


def test_the_command_prints_what_the_page_shows(app: Flask):
    procedures.in_force("QT-ATBX-02")
    outbox.work_once()
    printed = app.test_cli_runner().invoke(args=["qms", "search", "cap giay phep x quang", "--json"])
    hits = json.loads(printed.stdout)
    assert {name: hits[0][name] for name in ("kind", "code", "step", "url")} == {
        "kind": "document",
        "code": "QT-ATBX-02",
        "step": None,
        "url": "/procedures/QT-ATBX-02",
    }


def test_the_command_makes_the_index_anew(app: Flask):
    documents.in_force("HD-KT-01")
    printed = app.test_cli_runner().invoke(args=["qms", "reindex"])
    assert printed.exit_code == 0, printed.output
    assert "entries" in printed.output
    assert found("hieu chuan can")[0].startswith("HD-KT-01")


def test_the_command_prints_a_page_of_the_guide_once_though_every_organisation_has_it(app):
    app.test_cli_runner().invoke(args=["qms", "reindex"])
    printed = app.test_cli_runner().invoke(args=["qms", "search", "mẹo tìm kiếm", "--json"])
    places = [(hit["url"], hit["heading"]) for hit in json.loads(printed.stdout)]
    assert places
    assert len(places) == len(set(places))
