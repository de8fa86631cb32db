"""Rights, changes and rebuilding: what is found follows the records, and never shows more."""

from __future__ import annotations

import pytest

from qms.foundation.db import db
from qms.foundation.searching.port import Entry, Reader, SearchEngine
from tests.contracts.searching.ground import READER, RECORDS, ask, first, places, shown
from tests.factories.searching import document, step


def test_what_is_written_in_full_finds_the_short_form(empty_engine: SearchEngine):
    empty_engine.bring_in_line("document:9", [document(9, "Danh mục TTHC của tỉnh")])
    assert first(empty_engine, "danh mục thủ tục hành chính") == "document:9"


def test_no_record_floods_the_page(empty_engine: SearchEngine):
    long = document(7, "Quy trình dài", "bước kiểm tra " * 30, code="QT-07")
    steps = [step(number, long, f"Kiểm tra lần {number}") for number in range(1, 31)]
    empty_engine.bring_in_line("document:7", [long, *steps])
    answer = ask(empty_engine, "kiem tra lan")
    assert len(answer.hits) == 3
    assert answer.hits[0].more == 27
    assert len(ask(empty_engine, "kiem tra lan", record="document:7", size=50).hits) == 30


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


def test_rights_are_compared_with_the_row_when_the_index_lags(changing_engine: SearchEngine):
    db.session.execute(
        db.text("UPDATE search_entries SET audience = :audience WHERE record = 'document:3'"),
        {"audience": '["person:1"]'},
    )
    assert places(ask(changing_engine, "kiem soat tai lieu")) == []
    assert changing_engine.suggest("kiem soat", READER) == []


def test_pages_follow_one_another(empty_engine: SearchEngine):
    empty_engine.bring_many_in_line({f"document:{n}": [document(n, f"Biên bản số {n}")] for n in range(1, 8)})
    one, two = (ask(empty_engine, "bien ban", size=4, page=page) for page in (1, 2))
    assert (len(one.hits), one.has_next, len(two.hits), two.has_next) == (4, True, 3, False)
    assert len({*places(one), *places(two)}) == 7
    assert one.total == 7


def test_markup_in_a_text_comes_out_as_text(empty_engine: SearchEngine):
    empty_engine.bring_in_line("document:1", [document(1, "<b>Đậm</b>", "<script>alert(1)</script> mẫu đơn")])
    hit = ask(empty_engine, "mau don").hits[0]
    assert shown(hit.snippet) == "<script>alert(1)</script> [mẫu đơn]"
    assert shown(hit.title) == "<b>Đậm</b>"


def test_suggests_nothing_for_a_single_letter_or_a_draft(changing_engine: SearchEngine):
    changing_engine.bring_in_line("document:8", [document(8, "Dự thảo kế hoạch", status="draft")])
    assert changing_engine.suggest("q", READER) == []
    assert changing_engine.suggest("du thao", READER) == []


def test_a_record_brought_in_line_again_replaces_all_its_entries(changing_engine: SearchEngine):
    changing_engine.bring_in_line("document:1", [document(1, "Khai báo nguồn phóng xạ", code="QT-ATBX-02")])
    assert places(ask(changing_engine, "tham dinh ho so trinh ky")) == []
    assert first(changing_engine, "nguon phong xa") == "document:1"
    assert changing_engine.health().is_sound


def test_a_record_without_entries_is_gone(changing_engine: SearchEngine):
    changing_engine.bring_in_line("document:3", [])
    assert places(ask(changing_engine, "kiem soat tai lieu")) == []
    assert changing_engine.suggest("kiem soat", READER) == []
    assert changing_engine.health().is_sound


def test_bringing_in_line_twice_changes_nothing(changing_engine: SearchEngine):
    before = changing_engine.health()
    changing_engine.bring_many_in_line(dict(RECORDS))
    assert changing_engine.health() == before


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


def test_a_rebuild_gives_the_same_entries(changing_engine: SearchEngine):
    before = changing_engine.health()
    assert changing_engine.rebuild(RECORDS) == before.entries
    assert changing_engine.health() == before
    assert first(changing_engine, "cap giay phep x quang") == "document:1"


def test_a_rebuild_drops_what_is_no_longer_there(changing_engine: SearchEngine):
    remaining: list[tuple[str, list[Entry]]] = RECORDS[:2]
    changing_engine.rebuild(remaining)
    assert places(ask(changing_engine, "kiem soat tai lieu")) == []
    assert changing_engine.health().is_sound
