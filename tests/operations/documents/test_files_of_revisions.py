"""Files belong to a revision: changed while it is a draft, frozen with it, handed on to the next."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qms.documents.models import Revision
from qms.documents.operations import enclosing
from qms.documents.queries.files import find_attachment, get_file
from qms.foundation import files
from qms.foundation.db import db
from qms.kernel.errors import NotFound, Refused
from tests.factories.documents import approved, draft, next_draft, submitted
from tests.people import actor

pytestmark = pytest.mark.usefixtures("app")


def add(revision: Revision, name: str = "phieu.txt", content: str = "Phiếu yêu cầu") -> None:
    kept = files.keep(io.BytesIO(content.encode()), name)
    enclosing.add_files(revision, [kept], actor=actor("minh"))
    db.session.commit()


def test_a_file_is_frozen_with_the_text_it_was_sent_with():
    revision = draft("BM-01", type_key="form")
    add(revision)
    submitted(revision)
    with pytest.raises(Refused):
        add(revision, "khac.txt")
    with pytest.raises(Refused):
        enclosing.remove_file(revision, "phieu.txt", actor=actor("minh"))
    db.session.rollback()
    with pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(text("UPDATE revisions SET files = '[]'"))


def test_the_next_revision_begins_with_the_same_files_and_leaves_the_former_its_own():
    revision = draft("BM-01", type_key="form", body="")
    add(revision)
    approved(revision)
    following = next_draft(revision, body="Thêm.")
    assert following.files == revision.files
    add(following, content="Phiếu mới")
    assert following.files[0].hash != revision.files[0].hash
    for each in (revision, following):
        hanging = find_attachment(each, each.files[0])
        assert hanging is not None
        assert files.path_of(hanging.file).is_file()
    assert get_file("BM-01", "phieu.txt").file == revision.files[0], "in force is still the former"


def test_a_file_taken_out_of_a_draft_is_not_handed_out():
    revision = draft("BM-01", type_key="form")
    add(revision)
    add(revision, "hai.txt")
    enclosing.remove_file(revision, "phieu.txt", actor=actor("minh"))
    db.session.commit()
    approved(revision)
    assert [each.name for each in revision.files] == ["hai.txt"]
    with pytest.raises(NotFound):
        get_file("BM-01", "phieu.txt")
