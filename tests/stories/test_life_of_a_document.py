"""A document's life through its pages: made, written, reviewed, approved, in force, revised, withdrawn."""

from __future__ import annotations

from qms.documents import queries
from qms.documents.rules import State
from qms.foundation import trail
from tests.people import PASSWORD, person


def test_a_document_goes_from_the_draft_to_the_one_in_force_and_to_its_successor(app, client_of):
    lan, hoa, dung, binh = (client_of(name) for name in ("lan", "hoa", "dung", "binh"))
    instruction = next(
        t
        for t in queries.list_types()
        if t.key == "instruction" and t.organization_id == person("lan").organization_id
    )

    page = lan.fill(
        "/documents/new", type=str(instruction.id), title="Hướng dẫn hiệu chuẩn cân", field_code="KT"
    )
    assert page.location.endswith("/documents/HD-KT-01/revisions/1/edit")
    lan.fill(page.location, body="# Mục đích\n\nGiữ cho cân luôn đúng.", then_show="1")
    binh.page("/documents/HD-KT-01", status=403)

    sent = {"reviewer": str(person("hoa").id), "approver": str(person("dung").id), "password": PASSWORD}
    lan.fill("/documents/HD-KT-01/revisions/1/submit", **sent)
    hoa.fill("/documents/HD-KT-01/revisions/1/review", password=PASSWORD)
    dung.fill("/documents/HD-KT-01/revisions/1/approve", password=PASSWORD, decision_number="12/QĐ-SKHCN")

    page = binh.page("/documents/HD-KT-01")
    assert "Giữ cho cân luôn đúng." in page.text
    assert "12/QĐ-SKHCN" in page.text

    lan.fill("/documents/HD-KT-01/revise", kind="amendment")
    lan.fill("/documents/HD-KT-01/revisions/2/edit", body="# Mục đích\n\nGiữ cho cân và quả cân luôn đúng.")
    assert "quả cân" not in binh.page("/documents/HD-KT-01").text
    lan.fill("/documents/HD-KT-01/revisions/2/submit", **sent)
    page = hoa.page("/documents/HD-KT-01/revisions/2/review")
    assert page.all("//ins[contains(., 'quả')]")
    hoa.fill("/documents/HD-KT-01/revisions/2/review", password=PASSWORD)
    dung.fill("/documents/HD-KT-01/revisions/2/approve", password=PASSWORD, change_what="Hiệu chuẩn mỗi quý")
    assert "quả cân" in binh.page("/documents/HD-KT-01").text
    assert [each.state for each in queries.get_document("HD-KT-01").revisions] == [
        State.SUPERSEDED,
        State.EFFECTIVE,
    ]
    page = lan.page("/documents/HD-KT-01/revisions/1")
    assert page.all("//main//a[@href='/documents/HD-KT-01' and ancestor::*[contains(@class,'notice')]]")
    lan.page("/documents/HD-KT-01/compare")
    lan.page("/documents/HD-KT-01/revisions/1/print")

    dung.fill("/documents/HD-KT-01/withdraw", reason="Không còn cân", decision_number="99/QĐ-SKHCN")
    assert "đã thu hồi" in binh.page("/documents/HD-KT-01", status=404).text
    assert "Không còn cân" in lan.page("/documents/HD-KT-01").text
    assert trail.verify().is_whole
