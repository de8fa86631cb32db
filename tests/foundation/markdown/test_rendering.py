"""What an office writes comes out as it meant it: tables, footnotes, boxes, lists, anchors, words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from qms.foundation.markdown import Heading, Section, render, render_all


def test_a_table_keeps_its_cells_and_sides_and_can_scroll() -> None:
    html = render("| Bước | Thời hạn |\n|:--|--:|\n| Thẩm định | 2 ngày |").html
    assert '<div class="table-scroll" tabindex="0"><table>' in html
    assert '<td align="right">2 ngày</td>' in html


def test_a_footnote_leads_there_and_back() -> None:
    html = render("Theo nghị định[^số 30].\n\n[^số 30]: NĐ 30/2020/NĐ-CP.").html
    assert '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1"' in html
    assert '<li id="fn:1">' in html
    assert 'class="footnote-backref" href="#fnref:1"' in html


@pytest.mark.parametrize(
    ("written", "kind", "title"),
    [
        ("!!! lưu ý", "warning", "Lưu ý"),
        ("!!! cảnh báo", "danger", "Cảnh báo"),
        ('!!! note "Nộp trực tuyến"', "note", "Nộp trực tuyến"),
        ("!!! badge success", "note", "Badge success"),
    ],
)
def test_a_box_has_a_kind_that_is_known_and_a_title(written: str, kind: str, title: str) -> None:
    html = render(f"{written}\n    Nội dung").html
    assert f'<div class="admonition {kind}">\n<p class="admonition-title">{title}</p>' in html


def test_abbreviations_and_definitions_are_kept() -> None:
    html = render("TTHC\n:   Thủ tục\n\nMột TTHC.\n\n*[TTHC]: thủ tục hành chính").html
    assert '<abbr title="thủ tục hành chính">TTHC</abbr>' in html
    assert "<dd>Thủ tục</dd>" in html


def test_headings_get_plain_anchors_that_differ() -> None:
    headings = render("# Phạm vi ĐO\n\n## Định nghĩa\n\n## Định nghĩa\n\n## ???").headings
    assert headings == (
        Heading(2, "d-pham-vi-do", "Phạm vi ĐO"),
        Heading(3, "d-dinh-nghia", "Định nghĩa"),
        Heading(3, "d-dinh-nghia_1", "Định nghĩa"),
        Heading(3, "d-muc", "???"),
    )


def test_headings_start_below_the_page_title_and_skip_no_level() -> None:
    assert [heading.level for heading in render("### A\n\n###### B\n\n### C").headings] == [2, 3, 2]
    assert [heading.level for heading in render("# A\n\n### B\n\n### C\n\n## D", top=4).headings] == [
        4,
        5,
        5,
        5,
    ]


def test_texts_that_share_a_page_share_no_anchor() -> None:
    text = "## Cách làm\n\nXem[^1].\n\n[^1]: Ghi chú."
    first, second = render_all({"step-1": text, "step-2": text}, top=4).values()
    assert first.headings[0] == Heading(4, "d-step-1-cach-lam", "Cách làm")
    assert 'id="fn:step-1-1"' in first.html
    assert "step-1" not in second.html


def test_the_longest_place_leaves_room_for_anchors() -> None:
    place = "step-" + "a" * 40
    html = render("## " + "Đề mục " * 20 + "\n\nx[^1]\n\n[^1]: y", place=place).html
    assert f'id="d-{place}-de-muc' in html
    assert f'id="fn:{place}-1"' in html


def test_the_words_under_each_heading_are_told_apart_for_the_search() -> None:
    rendered = render(
        "Mở đầu.\n\n## Hồ sơ\n\n| Tên | Số |\n|--|--|\n| Đơn | 1[^1] |\n\n[TOC]\n\n[^1]: Bản chính."
    )
    assert rendered.sections == (
        Section("", "", "Mở đầu."),
        Section("d-ho-so", "Hồ sơ", "Tên | Số\nĐơn | 1\nBản chính."),
    )
    assert rendered.text == "Mở đầu.\nHồ sơ\nTên | Số\nĐơn | 1\nBản chính."


def test_a_list_may_stand_right_under_its_sentence() -> None:
    assert (
        "<p>Hồ sơ gồm:</p>\n<ul>\n<li>Đơn</li>\n<li>Bản sao</li>\n</ul>"
        in render("Hồ sơ gồm:\n- Đơn\n- Bản sao").html
    )


def test_lettered_items_keep_their_lines() -> None:
    assert render("Gồm:\na) Đơn;\nđ) Bản sao.").html == "<p>Gồm:<br>\na) Đơn;<br>\nđ) Bản sao.</p>"


def test_lines_of_code_stay_as_they_are() -> None:
    assert render("```text\na) x\nb) y\n- z\n```").html == (
        '<pre><code class="language-text">a) x\nb) y\n- z\n</code></pre>'
    )


def test_a_dash_inside_a_wrapped_list_item_makes_no_new_list() -> None:
    html = render("- một\n  tiếp theo\n- hai").html
    assert html.count("<ul>") == 1
    assert "<p>" not in html


def test_decomposed_letters_are_composed() -> None:
    assert render("Quy tri\u0300nh").text == "Quy trình"


def test_characters_that_are_not_seen_are_taken_out_also_when_written_as_entities() -> None:
    assert render("Quy&#8203; trình&#x202e;&#1; x&shy;y").text == "Quy trình xy"


def test_an_empty_text_is_empty() -> None:
    rendered = render("")
    assert (rendered.html, rendered.text, rendered.sections) == ("", "", ())


def test_a_picture_from_elsewhere_keeps_only_its_words() -> None:
    assert render("![Sơ đồ](https://evil.example/a.png)").html == '<p><img alt="Sơ đồ"></p>'


def test_the_system_speaks_the_language_of_the_text(app_context: None) -> None:
    html = render("!!! note\n    x[^1]\n\n[^1]: y", language="vi").html
    assert '<p class="admonition-title">Ghi chú</p>' in html
    assert 'title="Về chỗ chú thích 1 trong văn bản"' in html


@pytest.fixture
def app_context() -> Iterator[None]:
    app = Flask("texts")
    Babel(app, default_locale="en")
    with app.app_context():
        yield
