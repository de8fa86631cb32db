"""Pages of legal texts: what a citation says, a sheet that is looked at before it is taken in, a month's record."""

from __future__ import annotations

import io
from datetime import timedelta

from qms.foundation import outbox
from qms.foundation.db import db
from qms.kernel import clock
from qms.laws import queries
from qms.laws.rules import Link, Month
from tests.factories import laws, procedures
from tests.people import person

SHEET = "Số, ký hiệu;Trích yếu\n118/2025/NĐ-CP;Một cửa\n"


def test_a_citation_leads_to_its_text_and_says_when_it_holds_no_more(client_of):
    procedures.in_force()
    text = laws.text()
    outbox.work_once()
    binh = client_of("binh")
    page = binh.page("/procedures/QT-ATBX-02")
    assert page.link(laws.DECREE) == f"/laws/{text.id}"
    assert "hết hiệu lực từ" not in page.text
    yesterday = clock.today() - timedelta(days=1)
    laws.related(laws.text("1/2026/NĐ-CP", "Mới"), text, on=yesterday, link=Link.REPLACES)
    assert f"hết hiệu lực từ {yesterday.strftime('%d/%m/%Y')}" in binh.page("/procedures/QT-ATBX-02").text


def test_a_known_text_is_added_to_the_legal_basis_while_writing(client_of):
    procedures.draft()
    laws.text("118/2025/NĐ-CP", "Một cửa")
    minh = client_of("minh")
    address = "/procedures/QT-ATBX-02/revisions/1/facts"
    assert minh.page(address).all("//datalist/option[@value='118/2025/NĐ-CP, Một cửa']")
    minh.fill(address, known_text="118/2025/NĐ-CP, Một cửa")
    assert minh.page(address).fields()["legal_basis"].splitlines()[-1] == "118/2025/NĐ-CP, Một cửa"


def test_a_sheet_changes_nothing_before_it_was_seen_and_is_shown_anew_when_overtaken(client_of):
    lan = client_of("lan")
    form = lan.page("/laws/import").fields()
    preview = lan.send("/laws/import", form | {"file": (io.BytesIO(SHEET.encode()), "a.csv")}, status=200)
    assert queries.all_texts() == []
    db.session.rollback()
    laws.text("118/2025/NĐ-CP", "Cơ chế một cửa")
    again = lan.send("/laws/import/take-in", preview.fields(), status=409)
    lan.send("/laws/import/take-in", again.fields())
    assert [each.title for each in queries.all_texts()] == ["Một cửa"]


def test_a_sheet_with_faults_names_their_lines(client_of):
    lan = client_of("lan")
    form = lan.page("/laws/import").fields()
    bad = (SHEET + ";Không số\n").encode()
    page = lan.send("/laws/import", form | {"file": (io.BytesIO(bad), "a.csv")}, status=422)
    assert "Dòng 3" in page.text


def test_the_month_is_a_task_until_it_is_recorded(client_of):
    laws.text()
    today = clock.today()
    lan = client_of("lan")
    address = lan.page("/").link("Rà soát văn bản pháp luật")
    lan.fill(address, sources="Công báo", found="Không có gì")
    month = Month(today.year, today.month)
    assert queries.find_review(month, organization_id=person("lan").organization_id)
    assert "Rà soát văn bản pháp luật" not in lan.page("/").text
