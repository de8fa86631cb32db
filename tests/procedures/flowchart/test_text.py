"""Measuring and wrapping of text."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from qms.procedures.flowchart import text
from qms.procedures.flowchart.text import Face, measure, tidy, wrap
from scripts import measure_font

FACE = Face(14)
LONG = "Tiếp nhận; kiểm tra tính đầy đủ, hợp lệ; thông báo bằng văn bản mức phí, lệ phí"


def test_widths_are_those_of_the_font_that_is_served() -> None:
    kept = json.loads(Path(text.__file__).with_name("glyphs.json").read_text("utf-8"))
    assert kept == measure_font.table(), "run: python -m scripts.measure_font"


def test_a_bold_text_is_wider() -> None:
    assert measure(LONG, Face(14, 600)) > measure(LONG, FACE)


def test_composed_and_decomposed_text_are_equally_wide() -> None:
    decomposed = unicodedata.normalize("NFD", LONG)
    assert measure(tidy(decomposed), FACE) == measure(LONG, FACE)


def test_letters_that_the_font_lacks_have_a_width_with_room() -> None:
    assert measure("漢", FACE) == FACE.size
    assert measure("ж", FACE) > measure("x", FACE)


def test_invisible_letters_have_no_width() -> None:
    assert measure("a\u200bb\u202e", FACE) == measure("ab", FACE)


def test_no_line_is_wider_than_the_limit() -> None:
    assert all(measure(line, FACE) <= 160 for line in wrap(LONG, 160, FACE))


def test_wrapping_keeps_every_word_in_order() -> None:
    assert " ".join(wrap(LONG, 160, FACE)) == LONG


def test_lines_are_evened_out() -> None:
    assert wrap("Lấy ý kiến góp ý các đơn vị liên quan", 220, FACE) == (
        "Lấy ý kiến góp ý",
        "các đơn vị liên quan",
    )


def test_a_word_wider_than_the_limit_is_cut() -> None:
    lines = wrap("x" * 100, 120, FACE)
    assert len(lines) > 1
    assert "".join(lines) == "x" * 100


def test_control_characters_and_runs_of_spaces_become_one_space() -> None:
    assert tidy(" Nộp\t\n hồ\x00sơ ") == "Nộp hồ sơ"


def test_no_text_makes_no_lines() -> None:
    assert wrap("", 100, FACE) == ()
