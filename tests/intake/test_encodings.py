"""Old fonts: what is read from TCVN3 and VNI is what was written."""

from __future__ import annotations

import pytest

from qms.intake.encodings import Encoding, converted
from qms.intake.syllables import is_syllable
from tests.factories.procedures import FOLDER
from tests.intake.old_fonts import as_tcvn3, as_vni

TEXT = "\n".join((FOLDER / f"{code}.md").read_text() for code in ("QT-ATBX-02", "QT-HTQL-01", "QT-ĐĐ-02"))
LINES = [line for line in TEXT.splitlines() if "http" not in line]


@pytest.mark.parametrize(("write", "font"), [(as_tcvn3, ".VnTime"), (as_vni, "VNI-Times")])
def test_text_in_an_old_font_comes_out_as_it_was_written(write, font):
    assert [line for line in LINES if converted(write(line), font).text != line.strip("\t")] == []


@pytest.mark.parametrize(("write", "encoding"), [(as_tcvn3, Encoding.TCVN3), (as_vni, Encoding.VNI)])
def test_letters_tell_where_the_font_does_not(write, encoding):
    long = [line for line in LINES if len(line) > 60 and not line.isascii()]
    wrong = [line for line in long if converted(write(line), "Arial", encoding).text != line]
    assert wrong == []
    assert converted(write(long[0]), "Arial").encoding is encoding


def test_the_soft_hyphen_of_tcvn3_is_a_letter():
    assert converted("M\u00ad\u00eang Th\u00adîc", ".VnTime").text.startswith("Mường")


def test_a_letter_that_was_lost_is_told():
    # "Mường" from which a program took the soft hyphen.
    assert converted("X· M\u00eang", ".VnTime").strange == ("Mờng",)


def test_capitals_of_the_font_with_h():
    assert converted(as_tcvn3("quy trình"), ".VnTimeH").text == "QUY TRÌNH"


def test_unicode_in_an_old_font_stays():
    mixed = f"{as_tcvn3('Quy trình này')} và thủ tục"
    assert converted(mixed, ".VnTime").text == "Quy trình này và thủ tục"
    assert converted("Thủ tục ½ ngày", ".VnTime").text == "Thủ tục ½ ngày"
    assert converted("SỬA §ỔI", ".VnTime").text == "SỬA ĐỔI"


@pytest.mark.parametrize("text", ["Thủ tục hành chính", "café, naïve, façade", "5 µm ± 2 °C", "«Điều 8» § 3"])
def test_what_is_unicode_already_is_left(text):
    found = converted(text, "Times New Roman")
    assert (found.text, found.encoding) == (text, Encoding.UNICODE)


@pytest.mark.parametrize(
    ("word", "answer"),
    [("quyết", True), ("nghiêng", True), ("giấy", True), ("Mờng", False), ("tráhn", False), ("thục", True), ("thùc", False)],
)  # fmt: skip
def test_syllables(word, answer):
    assert is_syllable(word) is answer
