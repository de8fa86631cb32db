"""Typed Vietnamese: what counts as the same and what must not."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.kernel import text

VIETNAMESE = st.text(st.characters(min_codepoint=1, max_codepoint=0x1FFF), max_size=60)


def test_cleaning_composes_and_drops_what_is_not_seen():
    assert text.clean(unicodedata.normalize("NFD", "Quy\u200b tr\u00adình\u202e")) == "Quy trình"


def test_cleaning_drops_halves_of_surrogate_pairs_which_cannot_be_stored():
    assert text.clean("một\ud800 hai") == "một hai"


def test_cleaning_keeps_lines_and_a_title_is_one_line():
    assert text.clean("một\n\thai") == "một\n\thai"
    assert text.clean_line(" một\n\u00a0 hai\ufeff ") == "một hai"


def test_folding_takes_marks_and_the_stroke_of_d():
    assert text.fold("ĐO LƯỜNG Đặng đường") == "do luong dang duong"


@given(VIETNAMESE)
def test_folding_and_marking_keep_every_place(typed: str):
    cleaned = text.clean(typed)
    assert len(text.fold(cleaned)) == len(text.marked(cleaned)) == len(cleaned)


@given(VIETNAMESE)
def test_cleaning_twice_changes_nothing(typed: str):
    assert text.clean(text.clean(typed)) == text.clean(typed)


@pytest.mark.parametrize(
    ("newer", "older"),
    [("hoà", "hòa"), ("Thuý", "thúy"), ("khoẻ", "khỏe"), ("UỶ BAN", "ủy ban"), ("hoà-thuý", "hòa-thúy")],
)
def test_both_tone_places_are_one(newer: str, older: str):
    assert text.marked(newer) == older


@pytest.mark.parametrize("word", ["quý", "quỹ", "quỳ", "hoàn", "khoảng", "huỳnh", "toán"])
def test_the_tone_stays_where_it_has_only_one_place(word: str):
    assert text.marked(word) == word


@pytest.mark.parametrize(
    ("typed", "marks"), [("quy trinh", False), ("QT-05", False), ("đo", True), ("Hồ", True)]
)
def test_marks_are_noticed(typed: str, marks: bool):
    assert text.has_marks(typed) is marks


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("QT-05", "qt5"),
        ("qt05", "qt5"),
        ("QT 05", "qt5"),
        ("QT-TĐC-03", "qttdc3"),
        ("30/2020/NĐ-CP", "30.2020ndcp"),
        ("BM-01.05", "bm1.5"),
        ("BM-15", "bm15"),
        ("QT/8.2.2", "qt8.2.2"),
        ("KH&CN", "khcn"),
    ],
)
def test_a_code_has_one_plain_form(typed: str, plain: str):
    assert text.plain_code(typed) == plain


def test_codes_are_found_in_a_text_and_ordinary_words_are_not():
    assert text.codes("theo 30/2020/NĐ-CP và QT01 ISO, thiết bị X-quang; cá nhân và/hoặc tổ chức, KH&CN") == [
        "30.2020ndcp",
        "qt1",
        "xquang",
        "khcn",
    ]


def test_a_code_also_gives_its_parts():
    assert text.words("QT-TĐC-03: Đo lường") == ["qt", "tdc", "03", "do", "luong"]


@pytest.mark.parametrize("typed", ["trnh", "trimh", "tirnh", "triinh"])
def test_one_slip_leads_back(typed: str):
    assert "trinh" in text.near_words(typed)


def test_two_slips_do_not():
    assert "trinh" not in text.near_words("trmm")


def test_a_missing_space_is_seen():
    assert ("quy", "trinh") in text.split_points("quytrinh")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("caaps", "cap"), ("giaasy", "giay"), ("pheesp", "phep"), ("trinhf", "trinh"), ("dduwowngf", "duong")],
)
def test_telex_with_the_input_method_off_is_read(typed: str, meant: str):
    assert text.without_telex(typed) == meant


def test_a_pile_of_marks_on_one_letter_is_cut_before_it_costs_time():
    piled = text.clean("a" + "\u0301\u0323" * 200_000 + "b")
    assert len(piled) <= text.MOST_MARKS + 2
    assert piled.endswith("b")


def test_marks_as_people_type_them_stay():
    assert text.clean("e\u0302\u0323 nho\u031b\u0301") == "ệ nhớ"
