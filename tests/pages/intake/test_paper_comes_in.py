"""Files are sent, read in the background, compared, corrected and confirmed; only then a draft exists."""

from __future__ import annotations

import io
from collections.abc import Callable

from sqlalchemy import select

from qms.documents.operations.enclosing import ORIGINAL
from qms.documents.queries import find_document, get_revision
from qms.documents.queries.files import SUBJECT
from qms.foundation import files, outbox
from qms.foundation.db import db
from qms.foundation.notifying import Notice
from qms.intake.models import IncomingFile
from qms.intake.rules import State
from qms.procedures.queries import procedure_in
from tests.factories.procedures import FOLDER, real
from tests.factories.raw_word import archive, p, raw_word
from tests.factories.word import Layout, word_file
from tests.page import PageClient
from tests.people import person

ClientOf = Callable[[str], PageClient]
WORD = "QT-ATBX-02.docx"


def sent(client: PageClient, *sent_files: tuple[bytes, str]) -> list[IncomingFile]:
    """Send files and have them read."""
    client.fill("/intake/send", files=[(io.BytesIO(content), name) for content, name in sent_files])
    outbox.work_once()
    found = list(db.session.scalars(select(IncomingFile).order_by(IncomingFile.id)))
    db.session.commit()
    return found


def test_a_word_file_becomes_a_draft_when_a_person_has_confirmed_it(client_of: ClientOf):
    lan = client_of("lan")
    (file,) = sent(lan, (word_file(real(), Layout(folded=True)), WORD))
    assert find_document("QT-ATBX-02") is None
    address = f"/intake/{file.id}"
    page = lan.page(address)
    assert page.all("//*[@id='b1']")
    lan.fill(
        address, action="/confirm", code="QT-NEW-01", compared="y", **{"steps-0-name": "Nhận hồ sơ của khách"}
    )
    revision = get_revision("QT-NEW-01", 1)
    assert [step.name for step in procedure_in(revision).steps][:2] == [
        "Nhận hồ sơ của khách",
        real().procedure.steps[1].name,
    ]
    (original,) = files.list_attachments(SUBJECT, revision.id, ORIGINAL)
    assert (original.name, revision.author.name) == (WORD, person("lan").name)


def test_without_having_compared_nothing_is_made_and_what_was_typed_stays(client_of: ClientOf):
    lan = client_of("lan")
    (file,) = sent(lan, (word_file(real()), WORD))
    page = lan.fill(f"/intake/{file.id}", action="/confirm", title="Tên khác", status=422)
    assert page.one("//input[@name='title']").get("value") == "Tên khác"
    assert find_document("QT-ATBX-02") is None


def test_a_code_that_is_there_gets_a_new_draft_and_a_second_one_is_refused(client_of: ClientOf):
    lan = client_of("lan")
    one, other = sent(lan, (word_file(real()), "a.docx"), (word_file(real()), "b.docx"))
    lan.fill(f"/intake/{one.id}", action="/confirm", compared="y")
    page = lan.page(f"/intake/{other.id}")
    assert "QT-ATBX-02" in page.text
    lan.fill(f"/intake/{other.id}", action="/confirm", compared="y", status=422)


def test_what_cannot_be_read_says_why_and_the_others_go_on(client_of: ClientOf):
    lan = client_of("lan")
    macros = raw_word(p("x"), **{"word/vbaProject.bin": b"x"})
    inside = archive({"a/QT-1.docx": word_file(real()), "../b.docx": b"x"})
    good = archive({"thu muc/QT-2.docx": word_file(real()), "c.zip": archive({"d": "x"}), "e.exe": b"MZ"})
    procedure = (FOLDER / "QT-HTQL-01.md").read_bytes()
    found = sent(
        lan,
        (macros, "macro.docx"),
        (b"%PDF-1.7 nothing", "broken.pdf"),
        (word_file(real()), "wrong.pdf"),
        (inside, "out.zip"),
        (good, "folder.zip"),
        (procedure, "QT-HTQL-01.md"),
        (b"---\ncode: [\n---\n", "bad.md"),
    )
    outbox.work_once()
    states = {file.name: (State(file.state), file.refusal) for file in found}
    assert states["macro.docx"] == (State.REFUSED, "macros")
    assert states["broken.pdf"] == (State.REFUSED, "damaged")
    assert states["wrong.pdf"][0] is State.REFUSED
    assert states["out.zip"] == (State.REFUSED, "bad_names")
    assert states["folder.zip"] == (State.UNPACKED, "")
    assert states["QT-2.docx"] == (State.TO_CHECK, "")
    assert states["c.zip"] == (State.REFUSED, "nested")
    assert states["e.exe"][0] is State.REFUSED
    assert states["QT-HTQL-01.md"] == (State.TO_CHECK, "")
    assert states["bad.md"] == (State.REFUSED, "bad_procedure_file")
    assert "macro" in lan.page("/intake/").text


def test_the_sender_is_told_once_when_all_is_read(client_of: ClientOf):
    sent(client_of("lan"), (word_file(real()), "a.docx"), (b"%PDF-1.7 x", "b.pdf"))
    told = db.session.scalars(select(Notice).where(Notice.kind == "intake.read")).all()
    assert [(each.person_id, each.facts["to_check"], each.facts["refused"]) for each in told] == [
        (person("lan").id, "1", "1")
    ]


def test_a_file_is_put_aside_and_taken_back(client_of: ClientOf):
    lan = client_of("lan")
    (file,) = sent(lan, (word_file(real()), WORD))
    lan.send(f"/intake/{file.id}/drop", lan.page(f"/intake/{file.id}").fields(action="/drop"))
    page = lan.page(f"/intake/{file.id}")
    lan.send(f"/intake/{file.id}/again", page.fields(action="/again"))
    outbox.work_once()
    db.session.expire_all()
    assert db.session.get_one(IncomingFile, file.id).status is State.TO_CHECK
    assert lan.get(f"/intake/{file.id}/original").headers["Content-Disposition"].startswith("attachment")


def test_only_coordinators_see_what_came_in(client_of: ClientOf):
    (file,) = sent(client_of("lan"), (word_file(real()), WORD))
    assert client_of("minh").get("/intake/").status_code == 403
    assert client_of("chi").get(f"/intake/{file.id}").status_code == 404


def test_what_a_worker_was_about_when_it_ended_is_read_again(client_of: ClientOf, monkeypatch):
    lan = client_of("lan")
    monkeypatch.setattr("qms.intake.operations.reading._keep", _killed)
    lan.fill("/intake/send", files=[(io.BytesIO(word_file(real())), WORD)])
    try:
        outbox.work_once()
    except SystemExit:
        db.session.rollback()
    monkeypatch.undo()
    effect = db.session.scalars(select(outbox.Effect).where(outbox.Effect.kind == "intake.read")).one()
    effect.lease_until = effect.created_at  # its lease has run out
    db.session.commit()
    outbox.work_once()
    assert db.session.scalars(select(IncomingFile)).one().status is State.TO_CHECK


def _killed(*_all: object) -> None:
    raise SystemExit
