"""The words of files, page by page; what is damaged, locked or hostile has none and harms nothing."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.text import WD_BREAK

from qms.foundation import confined
from qms.foundation.extracting import pages_of
from qms.kernel.filetypes import DOCX, ODT, PDF, PNG, PPTX, TEXT, XLSX, FileType

WORDS = "Phiếu yêu cầu soạn thảo tài liệu"
_PDF = """%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 7 0 R>>>>>>endobj
4 0 obj<</Length 37>>stream
BT /F 12 Tf 20 200 Td (First) Tj ET  
endstream endobj
5 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 6 0 R/Resources<</Font<</F 7 0 R>>>>>>endobj
6 0 obj<</Length 37>>stream
BT /F 12 Tf 20 200 Td (Second) Tj ET 
endstream endobj
7 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF"""


def read(folder: Path, content: bytes, kind: FileType) -> tuple[bool, list[str]]:
    path = folder / "file"
    path.write_bytes(content)
    found = pages_of(str(path), kind.media_type)
    return found["numbered"], found["pages"]


def word_file(*pages: str) -> bytes:
    document, content = docx.Document(), io.BytesIO()
    for number, page in enumerate(pages):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        document.add_paragraph(page)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Họ tên", "Đơn vị"
    document.save(content)
    return content.getvalue()


def container(parts: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)
    return content.getvalue()


def test_pages_of_pdf_are_numbered(tmp_path: Path):
    assert read(tmp_path, _PDF.encode(), PDF) == (True, ["First", "Second"])


def test_word_has_pages_where_its_breaks_are(tmp_path: Path):
    numbered, pages = read(tmp_path, word_file(WORDS, "Trang hai"), DOCX)
    assert numbered
    assert pages[0] == WORDS
    assert pages[1].split() == ["Trang", "hai", "Họ", "tên", "Đơn", "vị"]
    assert not read(tmp_path, word_file(WORDS), DOCX)[0], "nobody knows where its pages end"


def test_cells_of_excel_are_read_by_rows(tmp_path: Path):
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["TT", "Tên hồ sơ"])
    book.active.append([1, WORDS])
    book.save(content)
    assert read(tmp_path, content.getvalue(), XLSX) == (False, [f"TT · Tên hồ sơ\n1 · {WORDS}"])


def test_slides_and_open_document_are_read(tmp_path: Path):
    slide = '<p xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:t>%s</a:t></a:p></p>'
    slides = container({f"ppt/slides/slide{n}.xml": slide % n for n in (10, 2)})
    assert read(tmp_path, slides, PPTX) == (True, ["2", "10"])
    space = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    text = f'<o xmlns:text="{space}"><text:p>Phiếu <text:span>yêu cầu</text:span></text:p></o>'
    assert read(tmp_path, container({"content.xml": text}), ODT) == (False, ["Phiếu yêu cầu"])


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (_PDF[:200].encode(), PDF),
        (b"PK\x03\x04 damaged", DOCX),
        (container({"word/document.xml": "<w:p>"}), DOCX),
        (container({"xl/other.xml": "<a/>"}), XLSX),
        (b"\x89PNG\r\n\x1a\n", PNG),
        (b"  \n", TEXT),
    ],
    ids=["cut off", "no zip", "no XML", "without sheets", "a picture", "empty"],
)
def test_what_cannot_be_read_has_no_words(content: bytes, kind: FileType, tmp_path: Path):
    assert read(tmp_path, content, kind)[1] == []


def test_an_entity_is_not_expanded_and_nothing_is_fetched(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_text("mật khẩu")
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    text = (
        f'<!DOCTYPE d [<!ENTITY e0 "bom">{bomb}<!ENTITY f SYSTEM "file://{secret}">]>'
        '<d xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:t>&e8;&f; còn lại</w:t></d>'
    )
    _numbered, pages = read(tmp_path, container({"word/document.xml": text}), DOCX)
    assert "mật" not in "".join(pages)
    assert len("".join(pages)) < 1000


def test_a_part_that_unpacks_to_more_than_any_text_is_not_read(tmp_path: Path):
    bomb = tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file,
        file.open("word/document.xml", "w") as part,
    ):
        for _ in range(40):
            part.write(b" " * 2**20)
    assert confined.call("qms.foundation.extracting:pages_of", str(bomb), DOCX.media_type)["pages"] == []
