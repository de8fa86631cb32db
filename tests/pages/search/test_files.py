"""The words of files in force are found with their page, by those who may read the document, and stay known."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.text import WD_BREAK

from qms.documents.operations import enclosing
from qms.foundation import confined, files, outbox
from qms.foundation.db import db
from qms.foundation.house import house
from qms.foundation.searching.postgres_engine import PostgresEngine
from qms.search import operations, queries
from qms.search.queries import Asked
from tests.databases import ON_POSTGRESQL
from tests.factories.documents import approved, draft
from tests.pages.search.test_results import hits
from tests.people import actor

ASKED, PLACE = "/search?q=y+kien+kho+bac+phuc+che", "/documents/BM-01#files"


@pytest.fixture
def form(app):
    """A draft of a form whose file says something on its second page."""
    word, content = docx.Document(), io.BytesIO()
    word.add_paragraph("Phiếu yêu cầu").add_run().add_break(WD_BREAK.PAGE)
    word.add_paragraph("Ý kiến của kho bạc về phục chế")
    word.save(content)
    revision = draft("BM-01", title="Phiếu", type_key="form", body="")
    content.seek(0)
    enclosing.add_files(revision, [files.keep(content, "phieu.docx")], actor=actor("minh"))
    db.session.commit()
    return revision


def rebuild() -> None:
    operations.rebuild()
    db.session.commit()


def test_a_word_of_a_file_in_force_leads_to_the_page_it_stands_on(client_of, form):
    reader = client_of("tu")
    rebuild()
    assert PLACE not in hits(reader.page(ASKED)), "a draft's file is nobody's to find"
    approved(form)
    outbox.work_once()
    page = reader.page(ASKED)
    assert hits(page)[0] == PLACE
    assert "BM-01 · trang 2 · phieu.docx" in page.text


def test_a_rebuild_reads_no_file_again(form, monkeypatch):
    """Asked of the engine that belongs to the database of this run."""
    if ON_POSTGRESQL:
        monkeypatch.setattr(house(), "search", PostgresEngine())
    rebuild()
    approved(form)
    outbox.work_once()
    monkeypatch.setattr(confined, "call", None)
    rebuild()
    found = queries.find(Asked("kho bạc phục chế"), actor=actor("tu")).hits[0]
    assert (found.code, found.number, found.url) == ("BM-01", 2, PLACE)
