"""Sheets into the register: what would change is told first, and all of it or nothing is done."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from qms.foundation.db import db
from qms.kernel.errors import Refused
from qms.laws import exports, queries, sheets
from qms.laws.operations import taking_in
from qms.laws.rules import Link
from tests.factories import laws
from tests.people import actor, person

SHEET = """Số, ký hiệu;Trích yếu;Có hiệu lực từ ngày;Thay thế
118/2025/NĐ-CP;Một cửa;01/07/2025;61/2018/NĐ-CP
61/2018/NĐ-CP;Một cửa cũ;21/06/2018;
"""


def planned(text: str) -> taking_in.Plan:
    return taking_in.plan(sheets.read(text), organization_id=person("lan").organization_id)


def take(text: str) -> None:
    taking_in.take_in(planned(text), organization_id=person("lan").organization_id, actor=actor("lan"))
    db.session.commit()


def test_a_sheet_enters_texts_and_what_they_do_to_each_other(app: Flask) -> None:
    take(SHEET)
    old = queries.find_named("61/2018/NĐ-CP", organization_id=person("lan").organization_id)
    assert old is not None
    assert [(each.link, each.text.number) for each in old.suffers] == [(Link.REPLACES, "118/2025/NĐ-CP")]
    assert old.kind == "Nghị định"


def test_what_is_there_already_is_told_field_by_field(app: Flask) -> None:
    take(SHEET)
    (entry,) = planned(SHEET.replace("Một cửa cũ", "Cơ chế một cửa")).changed
    assert entry.changes == {"title": ("Một cửa cũ", "Cơ chế một cửa")}


def test_with_one_bad_line_nothing_is_taken_in(app: Flask) -> None:
    bad = SHEET + "7/2020/NĐ-CP;X;;999/2001/NĐ-CP\n118/2025/nđ-cp;Hai lần;;\n"
    plan = planned(bad)
    assert [fault.line for fault in plan.faults] == [4, 5]
    with pytest.raises(Refused):
        take(bad)
    assert queries.all_texts() == []


def test_what_is_exported_and_taken_in_again_changes_nothing(app: Flask) -> None:
    laws.text("12/QĐ-UBND", "=A1+1", in_force_from=None, notes="hai\ndòng", link="https://a.vn/x")
    take(SHEET)
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(exports.heads())
    sheet.writerows(exports.rows(queries.all_texts()))
    plan = planned(out.getvalue())
    assert plan.faults == []
    assert [entry for entry in plan.entries if not entry.does_nothing] == []
