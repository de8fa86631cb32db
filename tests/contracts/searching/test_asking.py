"""Ways of typing, ranking, filters, what is shown, suggestions: on an index that stays as it is."""

from __future__ import annotations

import unicodedata

import pytest

from qms.foundation.searching.port import Answer, SearchEngine
from tests.contracts.searching.ground import READER, ask, first, places, shown


@pytest.mark.parametrize(
    "typed",
    [
        "cap giay phep x quang",
        "Cấp giấy phép X-quang",
        unicodedata.normalize("NFD", "Cấp giấy phép X-quang"),
        "CẤP GIẤY PHÉP X QUANG",
        "cap giay phep xquang",
        "cấp\u200b giấy phép x-quang\u202e",
        "QT-ATBX-02",
        "qt atbx 02",
        "qtatbx2",
        '"thẩm định hồ sơ" x-quang phi',
        "142/2020/NĐ-CP",
        "nd 142",
        "caaps giaasy pheesp x quang",
        "capgiay phep x quang",
    ],
)
def test_finds_however_it_is_typed(engine: SearchEngine, typed: str):
    assert first(engine, typed).split("/")[0] == "document:1"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("quy trnh kiem soat", "quy trình kiem soat"),
        ("quy trìhn kiểm soát", "quy trình kiểm soát"),
        ("quyy trinh kiem soat", "quy trinh kiem soat"),
        ("kiem soat tai lieuj", "kiem soat tai liệu"),
        ("kiemsoat tai lieu", "kiểm soát tai lieu"),
    ],
)
def test_one_slip_still_finds_and_is_said(engine: SearchEngine, typed: str, read: str):
    answer = ask(engine, typed)
    assert (places(answer)[0], answer.searched_as) == ("document:3", read)


def test_a_slip_into_another_known_word_is_only_offered(engine: SearchEngine):
    answer = ask(engine, "quy trinh kiem soat tai lien")
    assert answer.did_you_mean == ""  # "lien" is no word of any entry: it is read as "lieu"
    assert answer.searched_as == "quy trinh kiem soat tai liệu"


def test_did_you_mean_offers_what_stands_beside_its_neighbours(engine: SearchEngine):
    answer = ask(engine, "quan ly ban han rong")
    assert (answer.did_you_mean, answer.searched_as) == ("quan ly ban hàng rong", "")


@pytest.mark.parametrize("typed", ["hòa bình", "hoà bình", "thúy kiều", "Thuý Kiều"])
def test_both_tone_places_are_one(engine: SearchEngine, typed: str):
    assert first(engine, typed) == "document:5"


def test_marks_that_were_typed_decide(engine: SearchEngine):
    assert first(engine, "bán hàng rong") == "document:4"
    assert first(engine, "bàn hàng rong") == "document:5"
    assert {*places(ask(engine, "ban hang rong"))} == {"document:4", "document:5"}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("TTHC", "document:3"),
        ("ubnd tỉnh", "document:3"),
        ("khcn", "document:3"),
        ("thủ tục hành chính", "document:3"),
    ],
)
def test_short_forms_stand_for_what_they_mean(engine: SearchEngine, typed: str, found: str):
    assert first(engine, typed) == found


def test_quoted_words_must_stand_side_by_side(engine: SearchEngine):
    assert places(ask(engine, '"hồ sơ gia hạn"'))[0].startswith("document:2")
    assert places(ask(engine, '"gia hạn hồ sơ"')) == []


def test_a_star_stands_for_any_ending(engine: SearchEngine):
    assert {place.split("/")[0] for place in places(ask(engine, "ron*"))} == {"document:4", "document:5"}


def test_a_word_not_yet_finished_finds(engine: SearchEngine):
    assert first(engine, "kiem soat tai li") == "document:3"


@pytest.mark.parametrize("typed", ["", "   ", "?!…", '""', "\u200b"])
def test_signs_alone_find_nothing(engine: SearchEngine, typed: str):
    assert ask(engine, typed) == Answer()


@pytest.mark.parametrize(
    "typed", ["x" * 5000, "'; DROP TABLE search_entries --", "& | ! ( ) <-> :*", "\\ ' \\'", "a\x00b"]
)
def test_hostile_text_is_only_text(engine: SearchEngine, typed: str):
    ask(engine, typed)
    assert engine.health().is_sound


def test_a_question_in_a_sentence_lands(engine: SearchEngine):
    assert first(engine, "thoi han giai quyet cap giay phep x quang bao lau") == "document:1/section-1"
    assert first(engine, "ai ký giấy phép X-quang") == "document:1/step-4"
    assert first(engine, "cho hoi can giay to gi khi gia han x quang") == "document:2"


def test_the_step_comes_first_when_the_words_are_its_own(engine: SearchEngine):
    assert first(engine, "tham dinh ho so x quang") == "document:1/step-4"
    assert first(engine, "cap giay phep x quang") == "document:1"


def test_title_before_text(engine: SearchEngine):
    assert first(engine, "tai lieu") == "document:3"


def test_filters_leave_what_has_the_value(engine: SearchEngine):
    assert places(ask(engine, "giay phep", facets={"clause": ("8.5",)})) == ["document:1"]
    assert places(ask(engine, "giay phep", facets={"clause": ("7.5",)})) == []
    assert {hit.kind for hit in ask(engine, "ho so", kinds=("step",)).hits} == {"step"}


def test_counts_set_their_own_filter_aside(engine: SearchEngine):
    answer = ask(engine, "giay phep", facets={"clause": ("8.5",)})
    assert answer.counts["clause"] == {"8.2": 2, "8.5": 1}
    assert answer.counts["unit"] == {"phong-atbx": 1}
    assert answer.total == 1


def test_matches_are_marked_in_the_original_text(engine: SearchEngine):
    hit = ask(engine, "ke hoach ung pho").hits[0]
    assert "[Kế hoạch ứng phó]" in shown(hit.snippet)
    assert (
        shown(ask(engine, "cap giay phep x quang").hits[0].title)
        == "[Cấp giấy phép] sử dụng thiết bị [X-quang]"
    )


def test_a_hit_carries_what_is_shown_beside_it(engine: SearchEngine):
    hit = ask(engine, "tham dinh ho so x quang").hits[0]
    assert (hit.kind, hit.code, hit.number, hit.facts) == ("step", "QT-ATBX-02", 4, {"duration": "25 ngày"})


@pytest.mark.parametrize(
    ("typed", "first_title"),
    [
        ("gia h", "Gia hạn giấy phép sử dụng thiết bị X-quang"),
        ("qt-0", "Quy trình kiểm soát tài liệu"),
        ("qt-atbx", "Cấp giấy phép sử dụng thiết bị X-quang"),
        ("kiểm so", "Quy trình kiểm soát tài liệu"),
        ("giay phep su dung thiet bi x-q", "Cấp giấy phép sử dụng thiết bị X-quang"),
    ],
)
def test_suggests_what_begins_as_typed(engine: SearchEngine, typed: str, first_title: str):
    assert engine.suggest(typed, READER)[0].title == first_title


def test_suggests_steps_by_their_own_names(engine: SearchEngine):
    found = engine.suggest("tham dinh h", READER)
    assert [(each.kind, each.heading) for each in found] == [("step", "Thẩm định hồ sơ, trình ký")]
