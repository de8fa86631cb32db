"""Legal texts without a database: finding numbers, standing, times, sheets, what a revision cites."""

from __future__ import annotations

from datetime import date

import pytest

from qms.kernel.errors import Refused
from qms.laws import numbers, rules, sheets
from qms.laws.citing import citations_in
from qms.laws.rules import Month, Standing, standing_on
from qms.procedures.structure import FormUse, Procedure, Step
from tests.factories.procedures import FOLDER


@pytest.mark.parametrize(
    ("text", "key", "year"),
    [
        ("Nghị định số 142/2020/NĐ-CP ngày 09/12/2020, Điều 5", "142/2020/nd-cp", 2020),
        ("NĐ 142/2020/nđ-cp", "142/2020/nd-cp", 2020),
        ("4 / 2026 / TT – BKHCN", "4/2026/tt-bkhcn", 2026),
        ("Thông tư số 04/2026/TT-BKHCN.", "4/2026/tt-bkhcn", 2026),
        ("Luật Năng lượng nguyên tử số 18/2008/QH12", "18/2008/qh12", 2008),
        ("QĐ 101/QĐ-BKHCN ngày 21/01/2019", "101/qd-bkhcn", 2019),
        ("101/QĐ-BKHCN ngày 21 tháng 01 năm 2019", "101/qd-bkhcn", 2019),
        ("917/QĐ-TTPVHCC", "917/qd-ttpvhcc", 0),
        ("15/2015/TTLT-BLĐTBXH-BNV", "15/2015/ttlt-bldtbxh-bnv", 2015),
        ("TCVN ISO 9001:2015, 8.2", "tcvn iso 9001:2015", 2015),
        ("Luật Đo lường 2011", "luat do luong 2011", 2011),
        ("Bộ luật Lao động năm 2019", "bo luat lao dong 2019", 2019),
    ],
)
def test_a_legal_text_is_found_however_it_is_written(text, key, year):
    (found,) = numbers.find(text)
    assert (found.key, found.year) == (key, year)
    assert text[found.start : found.end] == found.written


@pytest.mark.parametrize(
    "text",
    ["BM/8.2.2-01", "tháng 12/2018", "268/SKHCN-VP", "1/2 ngày", "05/2020", "QT/ABC-01", "12/2020/ABC"],
)
def test_what_is_no_legal_text_is_not_taken_for_one(text):
    assert numbers.find(text) == []


def test_of_a_long_hostile_text_the_finding_ends_in_time():
    for part in ("1/", "Luật a ", "12/2020/TT-", "TCVN 1", "1/2020/NĐ - "):
        numbers.find(part * 20_000)


def test_a_citation_is_quoted_with_its_line_and_not_the_whole_text():
    text = f"Đầu.\n- Theo {'rất ' * 200} Nghị định số 142/2020/NĐ-CP, Điều 5 {'và ' * 200}\nCuối."
    quote = numbers.quote_of(text, numbers.find(text)[0])
    assert "142/2020/NĐ-CP, Điều 5" in quote
    assert len(quote) <= numbers.LONGEST_QUOTE + 2


def test_the_kind_is_read_off_the_number():
    assert [
        numbers.kind_of(each) for each in ("118/2025/NĐ-CP", "18/2008/QH12", "Luật Đo lường", "7/ABC")
    ] == [
        "Nghị định",
        "Luật",
        "Luật",
        "",
    ]


def test_a_law_goes_by_its_number_and_by_its_name_with_the_year():
    assert numbers.names_of("04/2011/QH13", "Luật Đo lường", 2011) == [
        ("4/2011/qh13", 2011),
        ("luat do luong 2011", 2011),
    ]


DAY = date(2026, 8, 5)


@pytest.mark.parametrize(
    ("begins", "ends", "replaced", "standing"),
    [
        (date(2020, 1, 1), None, None, Standing.IN_FORCE),
        (DAY, None, None, Standing.IN_FORCE),
        (date(2026, 8, 6), None, None, Standing.NOT_YET),
        (None, None, None, Standing.UNKNOWN),
        (date(2020, 1, 1), DAY, None, Standing.EXPIRED),
        (date(2020, 1, 1), date(2026, 8, 6), None, Standing.IN_FORCE),
        (date(2020, 1, 1), DAY, date(2026, 1, 1), Standing.REPLACED),
        (date(2020, 1, 1), None, date(2026, 8, 6), Standing.IN_FORCE),
    ],
)
def test_where_a_text_stands_follows_from_its_days(begins, ends, replaced, standing):
    assert standing_on(DAY, in_force_from=begins, ended_on=ends, replaced_on=replaced) is standing


def test_a_revision_released_after_a_change_knew_of_it():
    assert rules.concerns(date(2026, 8, 4), DAY)
    assert not rules.concerns(DAY, DAY)


def test_a_new_revision_answers_when_it_cites_the_text_no_more_or_came_after_the_change():
    before = date(2026, 8, 1)
    assert rules.answers(effective_on=before, still_cites=False, takes_effect_on=DAY)
    assert rules.answers(effective_on=DAY, still_cites=True, takes_effect_on=DAY)
    assert not rules.answers(effective_on=before, still_cites=True, takes_effect_on=DAY)


def test_three_months_end_on_the_last_day_of_a_shorter_month():
    assert rules.months_after(date(2026, 8, 5), 3) == date(2026, 11, 5)
    assert rules.months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_reminders_go_out_a_month_and_a_week_before_and_when_it_is_late():
    due = date(2026, 11, 5)
    assert [rules.reminders_due(due, day) for day in (date(2026, 10, 1), date(2026, 10, 6), due)] == [
        [],
        ["30"],
        ["30", "7"],
    ]
    assert rules.reminders_due(due, date(2026, 11, 6))[-1] == "late"


def test_months_follow_each_other_over_the_year():
    assert [each.name for each in rules.months_from(Month(2025, 11), Month(2026, 2))] == [
        "11/2025",
        "12/2025",
        "01/2026",
        "02/2026",
    ]


@pytest.mark.parametrize("link", ["http://vanban.vn", "javascript:alert(1)", "https://a b"])
def test_only_an_address_with_https_is_one(link):
    with pytest.raises(Refused):
        rules.refuse_odd_link(link)


# --- What a revision cites ----------------------------------------------------------------------------------


def test_basis_steps_forms_and_prose_cite_and_remarks_do_not():
    step = Step("a", "Nhận", instructions="Theo 1/2020/NĐ-CP.", legal_basis=("2/2020/NĐ-CP, Điều 1",))
    procedure = Procedure(
        legal_basis=("3/2020/NĐ-CP",),
        legal_note="chưa rõ 9/2020/NĐ-CP",
        steps=(step,),
        forms=(FormUse("Mẫu theo 4/2020/NĐ-CP"),),
    )
    found = citations_in("Căn cứ 5/2020/NĐ-CP và 5/2020/NĐ-CP.", procedure)
    assert sorted((each.place, each.key[0]) for each in found) == [
        ("basis", "3"),
        ("forms", "4"),
        ("step-1", "1"),
        ("step-1", "2"),
        ("text", "5"),
    ]


def test_every_number_in_the_legal_basis_of_the_real_procedures_is_found():
    lines = [
        line
        for path in FOLDER.glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        if " số " in line and line.strip().startswith("- ") and "/" in line.partition(" số ")[2][:6]
    ]
    assert len(lines) > 40
    assert [line for line in lines if not numbers.find(line)] == []


# --- Sheets -------------------------------------------------------------------------------------------------

HEAD = "Số, ký hiệu;Trích yếu;Có hiệu lực từ ngày;Thay thế\n"


def test_a_sheet_is_read_by_the_names_of_its_columns_in_either_language():
    vietnamese = sheets.read(
        HEAD + "118/2025/NĐ-CP;Một cửa;01/07/2025;61/2018/NĐ-CP (01/07/2025); 107/2021/NĐ-CP\n"
    )
    english = sheets.read("Number of the text,What it is about\n118/2025/NĐ-CP,Một cửa\n")
    (row,) = vietnamese.rows
    assert row.values["in_force_from"] == date(2025, 7, 1)
    assert row.links["replaces"] == [("61/2018/NĐ-CP", date(2025, 7, 1))]
    assert english.rows[0].number == row.number


def test_each_bad_line_is_named_and_the_good_ones_are_read():
    sheet = sheets.read(HEAD + "1/2020/NĐ-CP;A;31/02/2020;\n;B;;\n2/2020/NĐ-CP;C;;3/2020/NĐ-CP (hôm nay)\n")
    assert [fault.line for fault in sheet.faults] == [2, 3]
    assert [row.line for row in sheet.rows] == [4]


def test_a_sheet_without_the_columns_is_told_which_ones_there_are():
    (fault,) = sheets.read("a;b\n1;2\n").faults
    assert fault.line == 1


@pytest.mark.parametrize(
    "text", ["", "\x00", '"', "number;title\n" + '"' * 1001, "number;title\n" + "a;b\n" * 2001]
)
def test_a_sheet_that_is_none_raises_nothing(text):
    sheets.read(text)


def test_what_is_no_utf8_is_no_text():
    assert sheets.text_of("Nghị định".encode("utf-16")) is None
    assert sheets.text_of("\ufeffSố".encode()) == "Số"
