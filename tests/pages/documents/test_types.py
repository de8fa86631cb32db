"""Document types: the organisation's own, changed and added by its coordinator."""

from __future__ import annotations

from qms.documents.queries import find_type

NEW = "/documents/types/new"


def test_a_type_is_added_and_gives_codes_and_proposes_its_approver(client_of):
    lan = client_of("lan")
    approver = next(
        o.get("value") for o in lan.page(NEW).all("//select[@name='approvers']/option") if "Dũng" in o.text
    )
    lan.fill(
        NEW, name="Sổ tay", code_pattern="ST-{nn}", review_months="24", clauses="7.5", approvers=approver
    )
    type = find_type("so_tay")
    assert (type.review_months, type.clauses, [each.person.name for each in type.signers]) == (
        24, ["7.5"], ["Phạm Tiến Dũng"],
    )  # fmt: skip
    lan.fill("/documents/new", type=str(type.id), title="Sổ tay chất lượng")
    lan.page("/documents/ST-01")


def test_a_second_type_of_the_same_name_and_a_pattern_that_makes_no_codes_are_refused(client_of):
    lan = client_of("lan")
    page = lan.fill(NEW, status=422, name="quy TRÌNH", code_pattern="Q-{nn}")
    assert any("đã có" in error.lower() for error in page.errors())
    page = lan.fill(NEW, status=422, name="Sổ tay", code_pattern="ST-{số}")
    assert page.errors()
    assert page.one("//input[@name='name']").get("value") == "Sổ tay"


def test_who_is_proposed_now_and_who_was_stands_in_the_trail(client_of):
    lan = client_of("lan")
    place = next(a for a in lan.page("/documents/types").all("//main//tbody//a/@href"))
    approver = next(
        o.get("value") for o in lan.page(place).all("//select[@name='approvers']/option") if "Dũng" in o.text
    )
    lan.fill(place, approvers=approver)
    assert "Phạm Tiến Dũng" in client_of("quan").page("/log?kind=document_type").text
