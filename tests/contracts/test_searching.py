"""What the port promises, asked of every search engine that the database at hand can carry."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from qms.foundation.db import db
from qms.foundation.searching.port import (
    Abbreviation,
    Answer,
    Entry,
    Fragment,
    Question,
    Reader,
    SearchEngine,
)
from qms.foundation.searching.postgres_engine import PostgresEngine
from qms.foundation.searching.whoosh_engine import WhooshEngine
from tests.conftest import ON_POSTGRESQL
from tests.factories.searching import document, section, step

READER = Reader((1,))
SHORT_FORMS = (
    Abbreviation("TTHC", "thủ tục hành chính"),
    Abbreviation("UBND", "Ủy ban nhân dân"),
    Abbreviation("NĐ", "nghị định"),
    Abbreviation("KH&CN", "khoa học và công nghệ"),
)
ENGINES: dict[str, Callable[[Path], SearchEngine]] = {"whoosh": WhooshEngine}
if ON_POSTGRESQL:
    ENGINES["postgres"] = lambda _folder: PostgresEngine()


@pytest.fixture(params=ENGINES)
def empty_engine(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> SearchEngine:
    engine = ENGINES[request.param](tmp_path / "index")
    engine.rebuild([])
    return engine


XRAY = document(
    1,
    "Cấp giấy phép sử dụng thiết bị X-quang",
    "Căn cứ pháp lý Nghị định số 142/2020/NĐ-CP. Thẩm định hồ sơ, trình ký. Phí thẩm định. Kế hoạch ứng phó.",
    code="QT-ATBX-02",
    facets={"unit": ("phong-atbx",), "clause": ("8.2", "8.5")},
)
RENEWAL = document(
    2,
    "Gia hạn giấy phép sử dụng thiết bị X-quang",
    "Hồ sơ gia hạn nộp trước khi hết hạn 60 ngày.",
    code="QT-ATBX-03",
    facets={"unit": ("phong-atbx",), "clause": ("8.2",)},
)
CONTROL = document(
    3,
    "Quy trình kiểm soát tài liệu",
    "Tài liệu của Ủy ban nhân dân tỉnh về thủ tục hành chính được kiểm soát. Phòng Khoa học và Công nghệ.",
    code="QT-05",
    facets={"unit": ("van-phong",), "clause": ("7.5",)},
)
HAWKERS = document(4, "Quản lý bán hàng rong", "Việc bán hàng rong trên vỉa hè.", code="QT-TĐC-03")
TABLES = document(
    5, "Quản lý bàn hàng rong", "Kê bàn hàng rong trong chợ. Hoà bình, Thuý Kiều.", code="HD-01"
)

RECORDS = [
    (
        "document:1",
        [
            XRAY,
            section(1, XRAY, "Thời hạn giải quyết", "25 ngày kể từ khi nhận đủ hồ sơ hợp lệ và phí"),
            step(1, XRAY, "Nộp hồ sơ", "Tổ chức, cá nhân"),
            step(4, XRAY, "Thẩm định hồ sơ, trình ký", "Lãnh đạo Sở", facts={"duration": "25 ngày"}),
        ],
    ),
    ("document:2", [RENEWAL, step(1, RENEWAL, "Nộp hồ sơ gia hạn", "Tổ chức, cá nhân")]),
    ("document:3", [CONTROL, section(1, CONTROL, "Phạm vi", "Mọi tài liệu nội bộ và bên ngoài")]),
    ("document:4", [HAWKERS]),
    ("document:5", [TABLES]),
]


@pytest.fixture
def engine(empty_engine: SearchEngine) -> SearchEngine:
    empty_engine.bring_many_in_line(dict(RECORDS))
    return empty_engine


def ask(engine: SearchEngine, text: str, **more: Any) -> Answer:
    return engine.find(Question(text, **({"reader": READER, "abbreviations": SHORT_FORMS} | more)))


def places(answer: Answer) -> list[str]:
    """The hits in order, as "document:1" or "document:1/step-4"."""
    return [f"{hit.record}/{hit.key}".rstrip("/") for hit in answer.hits]


def first(engine: SearchEngine, text: str, **more: Any) -> str:
    return (places(ask(engine, text, **more)) or ["nothing"])[0]


def shown(fragment: Fragment) -> str:
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in fragment)


# --- Ways of typing


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


def test_what_is_written_in_full_finds_the_short_form(empty_engine: SearchEngine):
    empty_engine.bring_in_line("document:9", [document(9, "Danh mục TTHC của tỉnh")])
    assert first(empty_engine, "danh mục thủ tục hành chính") == "document:9"


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


# --- Ranking


def test_a_question_in_a_sentence_lands(engine: SearchEngine):
    assert first(engine, "thoi han giai quyet cap giay phep x quang bao lau") == "document:1/section-1"
    assert first(engine, "ai ký giấy phép X-quang") == "document:1/step-4"
    assert first(engine, "cho hoi can giay to gi khi gia han x quang") == "document:2"


def test_the_step_comes_first_when_the_words_are_its_own(engine: SearchEngine):
    assert first(engine, "tham dinh ho so x quang") == "document:1/step-4"
    assert first(engine, "cap giay phep x quang") == "document:1"


def test_title_before_text(engine: SearchEngine):
    assert first(engine, "tai lieu") == "document:3"


def test_no_record_floods_the_page(empty_engine: SearchEngine):
    long = document(7, "Quy trình dài", "bước kiểm tra " * 30, code="QT-07")
    steps = [step(number, long, f"Kiểm tra lần {number}") for number in range(1, 31)]
    empty_engine.bring_in_line("document:7", [long, *steps])
    answer = ask(empty_engine, "kiem tra lan")
    assert len(answer.hits) == 3
    assert answer.hits[0].more == 27
    assert len(ask(empty_engine, "kiem tra lan", record="document:7", size=50).hits) == 30


# --- Rights and filters


def test_only_what_is_in_force_unless_asked(empty_engine: SearchEngine):
    empty_engine.bring_in_line("document:1", [document(1, "Bản thảo mật", status="draft")])
    assert places(ask(empty_engine, "ban thao")) == []
    assert places(ask(empty_engine, "ban thao", statuses=("draft",))) == ["document:1"]


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        (Reader((1,), ("everyone",)), False),
        (Reader((1,), ("everyone", "unit:3")), True),
        (Reader((2,), ("everyone", "unit:3")), False),
        (Reader((), ("everyone", "unit:3")), False),
        (Reader((1, 2), ("person:5",)), True),
    ],
)
def test_only_what_the_reader_may_see(empty_engine: SearchEngine, reader: Reader, sees: bool):
    empty_engine.bring_in_line(
        "document:1", [document(1, "Hồ sơ kỷ luật", audience=("unit:3", "person:5"), facets={"unit": ("x",)})]
    )
    answer = ask(empty_engine, "ky luat", reader=reader)
    assert bool(answer.hits) is sees
    assert bool(answer.total) is sees
    assert bool(answer.counts) is sees
    assert bool(empty_engine.suggest("ho so ky", reader)) is sees


def test_a_hidden_word_is_not_offered_for_a_slip(empty_engine: SearchEngine):
    empty_engine.bring_in_line("document:1", [document(1, "Thanh tra đột xuất", audience=("unit:3",))])
    empty_engine.bring_in_line("document:2", [document(2, "Thanh lý tài sản")])
    answer = ask(empty_engine, "thanh trra")
    assert "tra" not in answer.searched_as.split()
    assert "tra" not in answer.did_you_mean.split()


def test_rights_are_compared_with_the_row_when_the_index_lags(engine: SearchEngine):
    db.session.execute(
        db.text("UPDATE search_entries SET audience = :audience WHERE record = 'document:3'"),
        {"audience": '["person:1"]'},
    )
    assert places(ask(engine, "kiem soat tai lieu")) == []
    assert engine.suggest("kiem soat", READER) == []


def test_filters_leave_what_has_the_value(engine: SearchEngine):
    assert places(ask(engine, "giay phep", facets={"clause": ("8.5",)})) == ["document:1"]
    assert places(ask(engine, "giay phep", facets={"clause": ("7.5",)})) == []
    assert {hit.kind for hit in ask(engine, "ho so", kinds=("step",)).hits} == {"step"}


def test_counts_set_their_own_filter_aside(engine: SearchEngine):
    answer = ask(engine, "giay phep", facets={"clause": ("8.5",)})
    assert answer.counts["clause"] == {"8.2": 2, "8.5": 1}
    assert answer.counts["unit"] == {"phong-atbx": 1}
    assert answer.total == 1


def test_pages_follow_one_another(empty_engine: SearchEngine):
    empty_engine.bring_many_in_line({f"document:{n}": [document(n, f"Biên bản số {n}")] for n in range(1, 8)})
    one, two = (ask(empty_engine, "bien ban", size=4, page=page) for page in (1, 2))
    assert (len(one.hits), one.has_next, len(two.hits), two.has_next) == (4, True, 3, False)
    assert len({*places(one), *places(two)}) == 7
    assert one.total == 7


# --- What is shown


def test_matches_are_marked_in_the_original_text(engine: SearchEngine):
    hit = ask(engine, "ke hoach ung pho").hits[0]
    assert "[Kế hoạch ứng phó]" in shown(hit.snippet)
    assert (
        shown(ask(engine, "cap giay phep x quang").hits[0].title)
        == "[Cấp giấy phép] sử dụng thiết bị [X-quang]"
    )


def test_markup_in_a_text_comes_out_as_text(empty_engine: SearchEngine):
    empty_engine.bring_in_line("document:1", [document(1, "<b>Đậm</b>", "<script>alert(1)</script> mẫu đơn")])
    hit = ask(empty_engine, "mau don").hits[0]
    assert shown(hit.snippet) == "<script>alert(1)</script> [mẫu đơn]"
    assert shown(hit.title) == "<b>Đậm</b>"


def test_a_hit_carries_what_is_shown_beside_it(engine: SearchEngine):
    hit = ask(engine, "tham dinh ho so x quang").hits[0]
    assert (hit.kind, hit.code, hit.number, hit.facts) == ("step", "QT-ATBX-02", 4, {"duration": "25 ngày"})


# --- Suggestions


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


def test_suggests_nothing_for_a_single_letter_or_a_draft(engine: SearchEngine):
    engine.bring_in_line("document:8", [document(8, "Dự thảo kế hoạch", status="draft")])
    assert engine.suggest("q", READER) == []
    assert engine.suggest("du thao", READER) == []


# --- Staying in line


def test_a_record_brought_in_line_again_replaces_all_its_entries(engine: SearchEngine):
    engine.bring_in_line("document:1", [document(1, "Khai báo nguồn phóng xạ", code="QT-ATBX-02")])
    assert places(ask(engine, "tham dinh ho so trinh ky")) == []
    assert first(engine, "nguon phong xa") == "document:1"
    assert engine.health().is_sound


def test_a_record_without_entries_is_gone(engine: SearchEngine):
    engine.bring_in_line("document:3", [])
    assert places(ask(engine, "kiem soat tai lieu")) == []
    assert engine.suggest("kiem soat", READER) == []
    assert engine.health().is_sound


def test_bringing_in_line_twice_changes_nothing(engine: SearchEngine):
    before = engine.health()
    engine.bring_many_in_line(dict(RECORDS))
    assert engine.health() == before


def test_superseded_text_is_never_found(empty_engine: SearchEngine):
    """Fifty publications, one after the other: the text before is gone each time, the new one is there."""
    for number in range(50):
        empty_engine.bring_in_line(
            "document:1",
            [document(1, "Quy trình sống lâu", f"nội dung ấn bản{number} hiện hành", code="QT-01")],
        )
        assert places(ask(empty_engine, f"ấn bản{number}")) == ["document:1"]
        if number:
            assert places(ask(empty_engine, f'"bản{number - 1}"')) == []
    assert empty_engine.health().is_sound
    assert empty_engine.health().entries == 1


def test_a_rebuild_gives_the_same_entries(engine: SearchEngine):
    before = engine.health()
    assert engine.rebuild(RECORDS) == before.entries
    assert engine.health() == before
    assert first(engine, "cap giay phep x quang") == "document:1"


def test_a_rebuild_drops_what_is_no_longer_there(engine: SearchEngine):
    remaining: list[tuple[str, list[Entry]]] = RECORDS[:2]
    engine.rebuild(remaining)
    assert places(ask(engine, "kiem soat tai lieu")) == []
    assert engine.health().is_sound
