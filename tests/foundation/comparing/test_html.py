"""Two revisions compared word by word on what the reader sees."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from qms.foundation.comparing import compare_html
from qms.foundation.markdown import render
from qms.foundation.rendering import comparing
from qms.kernel.errors import Refused
from tests.foundation.markdown.corpus import corpus
from tests.foundation.markdown.inspection import findings
from tests.foundation.markdown.test_hostile import rendered


def compared(old: str, new: str) -> str:
    """The comparison of two Markdown texts."""
    return compare_html(render(old).html, render(new).html).html


def test_vietnamese_words_are_compared_syllable_by_syllable() -> None:
    old, new = "Thẩm định hồ sơ trong 2 ngày làm việc.", "Thẩm định và trình hồ sơ trong 3 ngày làm việc."
    assert compared(old, new) == (
        "<p>Thẩm định<ins> và trình</ins> hồ sơ trong <del>2</del><ins>3</ins> ngày làm việc.</p>"
    )


def test_words_that_changed_side_by_side_are_one_change() -> None:
    assert compared("gửi bản giấy ngay", "gửi tệp tin ngay") == (
        "<p>gửi <del>bản giấy</del><ins>tệp tin</ins> ngay</p>"
    )


def test_a_row_that_went_and_one_that_came_are_told_from_one_that_changed() -> None:
    head = "| Tên | Chính | Sao |\n|--|--|--|\n"
    html = compared(
        head + "| Đơn | 1 | 0 |\n| Giấy phép | 0 | 1 |\n| Bản vẽ | 1 | 1 |",
        head + "| Đơn | 1 | 0 |\n| Bản vẽ | 2 | 1 |\n| Chứng chỉ | 1 | 1 |",
    )
    assert "<tr><td>Đơn</td><td>1</td><td>0</td></tr>" in html
    assert "<tr><td><del>Giấy phép</del></td><td><del>0</del></td><td><del>1</del></td></tr>" in html
    assert "<tr><td>Bản vẽ</td><td><del>1</del><ins>2</ins></td><td>1</td></tr>" in html
    assert "<tr><td><ins>Chứng chỉ</ins></td><td><ins>1</ins></td><td><ins>1</ins></td></tr>" in html


def test_a_new_column_is_marked_in_each_row() -> None:
    html = compared("| A | B |\n|--|--|\n| 1 | 2 |", "| A | Mới | B |\n|--|--|--|\n| 1 | x | 2 |")
    assert "<tr><th>A</th><th><ins>Mới</ins></th><th>B</th></tr>" in html
    assert "<tr><td>1</td><td><ins>x</ins></td><td>2</td></tr>" in html


def test_a_list_item_with_a_list_of_its_own_is_compared_inside() -> None:
    assert compared("- một\n    - a\n    - b", "- một\n    - a\n    - c") == (
        "<ul><li>một<ul><li>a</li><li><del>b</del></li><li><ins>c</ins></li></ul></li></ul>"
    )


def test_a_link_that_leads_elsewhere_is_a_change() -> None:
    html = compared("[biểu mẫu](/a)", "[biểu mẫu](/b)")
    assert re.search(r'<del><a href="/a"[^>]*>biểu mẫu</a></del><ins><a href="/b"', html)


def test_a_heading_that_sank_is_the_same_heading() -> None:
    assert "<del>" not in compared("## A\n\n## Phạm vi áp dụng", "## A\n\n### Phạm vi áp dụng")


def test_the_same_text_has_no_marks() -> None:
    text = render("## A\n\n| B |\n|--|\n| C |\n\n- d\n\ne[^1]\n\n[^1]: f").html
    result = compare_html(text, text)
    assert result.changes == 0
    assert "<ins>" not in result.html
    assert "<del>" not in result.html


def test_places_are_counted_as_a_reader_counts_them() -> None:
    assert compare_html("<p>một hai ba</p>", "<p>một 2 ba</p><p>bốn</p>").changes == 2


def test_marks_of_the_writer_are_not_taken_for_changes() -> None:
    html = compare_html("<p><del>cũ</del> <ins>mới</ins></p>", "<p><del>cũ</del> <ins>mới</ins></p>").html
    assert html == "<p><s>cũ</s> <u>mới</u></p>"


def test_what_was_removed_gives_up_its_anchors() -> None:
    html = compared("## Hồ sơ\n\nmột", "một")
    assert "<h2><del>Hồ sơ</del></h2>" in html


def test_removed_and_added_texts_can_be_told_apart_again() -> None:
    """The marks are complete: without what was added the old words remain, and the other way round."""
    old = render("Một đoạn.\n\n| A | B |\n|--|--|\n| 1 | 2 |\n\n- x\n- y\n\nHết **ở** đây.").html
    new = render("Một đoạn khác.\n\n| A | B |\n|--|--|\n| 3 | 4 |\n| 1 | 2 |\n\n- y\n- z\n\nHết ở đây.").html
    both = compare_html(old, new).html
    assert words_without(both, "ins") == words_without(old)
    assert words_without(both, "del") == words_without(new)


WORDS = st.lists(st.sampled_from(["một", "hai", "ba", "đơn", "phép", "**kỹ**", "5"]), max_size=7).map(
    " ".join
)
BLOCKS = st.one_of(
    WORDS,
    WORDS.map("## {}".format),
    st.lists(WORDS, min_size=1, max_size=4).map(
        lambda items: "\n".join(f"- {item or 'x'}" for item in items)
    ),
    st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4).map(
        lambda rows: "| A | B |\n|--|--|\n" + "\n".join(f"| {a} | {b} |" for a, b in rows)
    ),
)
TEXTS = st.lists(BLOCKS, max_size=6).map("\n\n".join)


@pytest.mark.slow
@given(TEXTS, TEXTS)
@settings(max_examples=60, deadline=None)
def test_for_any_two_texts_the_marks_are_complete(first: str, second: str) -> None:
    old, new = render(first).html, render(second).html
    both = str(comparing.compare_html(old, new)["html"])
    assert words_without(both, "ins") == words_without(old)
    assert words_without(both, "del") == words_without(new)


def words_without(html: str, mark: str = "nothing") -> list[str]:
    """The words and signs of a text but for those inside ``mark``."""
    root = lxml_html.fragment_fromstring(html or "<p></p>", create_parent="div")
    for element in root.findall(f".//{mark}"):
        element.drop_tree()
    return re.findall(r"\w+|[^\w\s]", " ".join(str(piece) for piece in root.itertext()))


@pytest.mark.slow
def test_nothing_active_comes_out_of_hostile_html() -> None:
    """Also when the two texts were never cleaned, and whatever they are paired with."""
    raw = corpus()
    pairs = list(zip(raw, raw[1:] + raw[:1], strict=True))[::3]
    assert [
        found for old, new in pairs if (found := findings(str(comparing.compare_html(old, new)["html"])))
    ] == []


def test_cleaned_texts_stay_clean() -> None:
    pages = rendered()
    both = compare_html("\n".join(pages[:400]), "\n".join(pages[400:])).html
    assert findings(both) == []


@pytest.mark.slow
def test_texts_that_would_take_too_long_are_refused() -> None:
    with pytest.raises(Refused):
        compare_html("<p>" + "a b " * 60_000 + "</p>", "<p>" + "b a c " * 60_000 + "</p>")


def test_two_versions_of_a_long_procedure_are_compared_in_time() -> None:
    chapter = (
        "## Bước {0}\n\nCán bộ kiểm tra hồ sơ số {0}.\n\n| Tên | Số |\n|--|--|\n" + "| Đơn {0} | 1 |\n" * 12
    )
    old = render("\n\n".join(chapter.format(n) for n in range(100))).html
    new = render("\n\n".join(chapter.format(n) for n in range(100) if n % 7).replace("| 1 |", "| 2 |")).html
    assert compare_html(old, new).changes > 900
