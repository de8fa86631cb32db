"""Word files that mean harm, or are none: each is refused with its reason, in little time and memory."""

from __future__ import annotations

import io
import zipfile

import pytest

from qms.intake.refusals import Refusal, Unreadable
from qms.intake.word import read_word
from tests.factories.raw_word import CONTENT_TYPES, archive, p, raw_word, table, tc


def refusal(data: bytes) -> Refusal:
    with pytest.raises(Unreadable) as refused:
        read_word(data)
    return refused.value.kind


def bomb() -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("[Content_Types].xml", CONTENT_TYPES)
        with zipped.open("word/document.xml", "w") as part:
            for _each in range(60):
                part.write(b" " * 2**20)
    return saved.getvalue()


def lying_bomb() -> bytes:
    """The same, with a table of contents that says it were small."""
    data = bytearray(bomb())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def locked() -> bytes:
    data = bytearray(raw_word(p("x")))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + flags] |= 1
    return bytes(data)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DEEP = 3000
BAD = {
    "macros": (raw_word(p("x"), **{"word/vbaProject.bin": b"x"}), Refusal.MACROS),
    "password": (OLD + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), Refusal.PASSWORD),
    "zip password": (locked(), Refusal.PASSWORD),
    "old word": (OLD + b"\0" * 600, Refusal.WRONG_KIND),
    "pdf": (b"%PDF-1.7", Refusal.WRONG_KIND),
    "no word in it": (archive({"a.txt": "x"}), Refusal.WRONG_KIND),
    "bomb": (bomb(), Refusal.TOO_LARGE_INSIDE),
    "lying bomb": (lying_bomb(), Refusal.DAMAGED),
    "entities": (
        raw_word(p("&a;"), before='<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'),
        Refusal.ENTITIES,
    ),
    "file entity": (
        raw_word(p("&a;"), before='<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        Refusal.ENTITIES,
    ),
    "utf-16": (
        archive({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<a/>".encode("utf-16")}),
        Refusal.ENTITIES,
    ),
    "3000 tables deep": (
        raw_word("<w:tbl><w:tr><w:tc>" * DEEP + "</w:tc></w:tr></w:tbl>" * DEEP),
        Refusal.TOO_DEEP,
    ),
    "cut off": (raw_word(p("x"))[:-40], Refusal.DAMAGED),
    "no xml": (
        archive({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<w:p>"}),
        Refusal.DAMAGED,
    ),
    "names that lead out": (raw_word(p("x"), **{"../../etc/passwd": b"x"}), Refusal.BAD_NAMES),
    "3000 parts": (raw_word(p("x"), **{f"{n}.txt": "" for n in range(3000)}), Refusal.TOO_MANY_PARTS),
}


@pytest.mark.parametrize("name", BAD)
def test_refused_with_its_reason(name):
    data, reason = BAD[name]
    assert refusal(data) is reason


def test_columns_without_end_are_cut():
    blocks = read_word(raw_word(table(tc("a", '<w:gridSpan w:val="99999"/>')))).blocks
    assert len(blocks[0].rows[0]) <= 60


def test_styles_that_rest_on_each_other_in_a_circle():
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{one}"><w:basedOn w:val="{other}"/></w:style>'
        for one, other in ("ab", "ba")
    )
    body = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    data = raw_word(body, **{"word/styles.xml": f"<w:styles {names}>{styles}</w:styles>"})
    assert read_word(data).blocks[0].text == "x"
