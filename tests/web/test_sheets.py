"""What a spreadsheet gets: texts as they were written, numbers as numbers, never a formula."""

from __future__ import annotations

import io

import openpyxl

from qms.web.sheets import excel_file


def test_a_text_stays_a_text_and_a_number_a_number() -> None:
    written = ["=HYPERLINK(1)", "+84", "http://a.vn", "0012", "a\x00b", "", None, "Quý"]
    answer = excel_file("tep", ["Một"] * 9, [[*written, 7]])
    sheet = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert [cell.value for cell in sheet[2]] == [*written[:4], "ab", None, None, "Quý", 7]
    assert {cell.data_type for cell in sheet[2]} <= {"s", "n"}
    assert sheet.freeze_panes == "A2"
    assert not any(cell.hyperlink for cell in sheet[2])
