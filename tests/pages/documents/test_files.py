"""Files of a draft on their page; the form in force beside its name in procedures; each download in the trail."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from qms.documents.operations import enclosing
from qms.documents.queries import get_revision
from qms.foundation import files
from qms.foundation.db import db
from qms.foundation.trail import Entry
from qms.procedures.encoding import to_json
from qms.procedures.structure import Component, FormUse
from tests.factories.documents import approved, draft, next_draft, write
from tests.factories.procedures import real
from tests.page import PageClient
from tests.people import actor

ClientOf = Callable[[str], PageClient]
PLACE = "/documents/BM-01/revisions/1"


@pytest.fixture
def form_in_force(app: object) -> None:
    revision = draft("BM-01", title="Phiếu yêu cầu", type_key="form", body="")
    kept = files.keep(io.BytesIO("Phiếu yêu cầu tài liệu".encode()), "Phiếu yêu cầu.txt")
    enclosing.add_files(revision, [kept], actor=actor("minh"))
    db.session.commit()
    approved(revision)


def test_files_are_added_and_removed_on_their_page(client_of: ClientOf):
    draft("BM-01", type_key="form")
    author = client_of("minh")
    author.fill(f"{PLACE}/files", action="/files", files=(io.BytesIO(b"ten;so"), "mau.csv"))
    page = author.page(f"{PLACE}/files")
    assert author.get(page.link("mau.csv")).data == b"ten;so"
    author.send(f"{PLACE}/files/remove", page.fields(action="/remove"))
    assert get_revision("BM-01", 1).files == ()


@pytest.mark.usefixtures("form_in_force")
def test_a_download_is_an_attachment_with_a_line_in_the_trail(client_of: ClientOf):
    answer = client_of("tu").get("/documents/BM-01/files/Phiếu yêu cầu.txt")
    assert answer.data.decode() == "Phiếu yêu cầu tài liệu"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = db.session.scalars(select(Entry).where(Entry.action == "documents.downloaded")).one()
    assert told.facts["file"] == "Phiếu yêu cầu.txt"


@pytest.mark.usefixtures("form_in_force")
def test_whoever_works_by_a_procedure_gets_the_file_of_the_form_in_force_beside_its_name(client_of: ClientOf):
    revision = draft("QT-01", type_key="procedure")
    procedure = real().procedure
    step = replace(procedure.steps[0], forms=(FormUse("Phiếu yêu cầu", "BM-01"),))
    cited = replace(
        procedure, steps=(step, *procedure.steps[1:]), components=(Component("Phiếu yêu cầu", form="BM-01"),)
    )
    write(revision, body="# Mục đích\n", structure=to_json(cited))
    db.session.commit()
    approved(revision)
    for address in ("/procedures/QT-01", "/procedures/QT-01/steps/1", "/documents/QT-01"):
        link = client_of("tu").page(address).link("Phiếu yêu cầu.txt")
        assert unquote(link) == "/documents/BM-01/files/Phiếu yêu cầu.txt"


@pytest.mark.usefixtures("form_in_force")
def test_a_revision_on_paper_names_its_files_with_their_whole_hash(client_of: ClientOf):
    digest = get_revision("BM-01", 1).files[0].hash
    assert digest in client_of("lan").page(f"{PLACE}/print").text


@pytest.mark.usefixtures("form_in_force")
def test_whoever_compares_revisions_sees_which_files_differ(client_of: ClientOf):
    following = next_draft(get_revision("BM-01", 1), body="Thêm.")
    enclosing.remove_file(following, "Phiếu yêu cầu.txt", actor=actor("minh"))
    db.session.commit()
    assert "Tệp không còn: Phiếu yêu cầu.txt" in client_of("lan").page("/documents/BM-01/compare").text
