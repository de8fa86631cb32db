"""BPMN files over the pages: out of a procedure in force, into a draft after a look, never over somebody's change."""

from __future__ import annotations

import io

from qms.foundation.db import db
from qms.procedures.bpmn import from_bpmn, to_bpmn
from qms.procedures.queries import procedure_of
from tests.factories import procedures
from tests.factories.procedures import real

DRAFT = "/procedures/QT-ATBX-02/revisions/1"


def bpmn_of(code: str) -> dict[str, object]:
    content = to_bpmn(real(code).procedure, code=code, title="Thử")
    return {"file": (io.BytesIO(content), "quy trình.bpmn")}


def test_the_procedure_in_force_is_handed_out_as_a_file(client_of):
    revision = procedures.in_force()
    answer = client_of("binh").get("/procedures/QT-ATBX-02/bpmn")
    assert answer.headers["Content-Disposition"] == "attachment; filename=QT-ATBX-02.bpmn"
    assert from_bpmn(answer.get_data()).steps == procedure_of(revision.structure).steps


def test_steps_are_shown_before_they_replace_those_of_the_draft(client_of):
    revision = procedures.draft()
    minh = client_of("minh")
    form = minh.page(f"{DRAFT}/bpmn").fields()
    preview = minh.send(f"{DRAFT}/bpmn", form | bpmn_of("QT-KHCN-02"), status=200)
    assert revision.version == db.session.get(type(revision), revision.id, populate_existing=True).version
    minh.send(f"{DRAFT}/bpmn/take", preview.fields())
    db.session.expire_all()
    assert procedure_of(revision.structure).steps == real("QT-KHCN-02").procedure.steps


def test_steps_do_not_replace_what_somebody_changed_meanwhile(client_of):
    procedures.draft()
    minh = client_of("minh")
    form = minh.page(f"{DRAFT}/bpmn").fields()
    preview = minh.send(f"{DRAFT}/bpmn", form | bpmn_of("QT-KHCN-02"), status=200)
    client_of("lan").fill(f"{DRAFT}/steps", name="Một bước nữa", action="/steps")
    minh.send(f"{DRAFT}/bpmn/take", preview.fields(), status=409)


def test_a_file_that_is_refused_says_why_at_its_field(client_of):
    procedures.draft()
    minh = client_of("minh")
    form = minh.page(f"{DRAFT}/bpmn").fields()
    page = minh.send(
        f"{DRAFT}/bpmn", form | {"file": (io.BytesIO(b"<!DOCTYPE a><a/>"), "x.bpmn")}, status=422
    )
    assert "DOCTYPE" in page.errors()[0]
    minh.send(f"{DRAFT}/bpmn/take", page.fields() | {"steps": '{"steps":[{}]}', "seen": "2"}, status=422)
