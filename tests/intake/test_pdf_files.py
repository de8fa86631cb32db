"""PDF files: text layer, scans, and what cannot be opened."""

from __future__ import annotations

import base64
import io

import pypdfium2
import pytest
import typst
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from qms.intake import programs
from qms.intake.converting import pages
from qms.intake.doubts import DoubtKind
from qms.intake.reading import Reading, from_json

TEXT = """
#set page(paper: "a4", header: [Mã số: QT-05 #h(1fr) Lần ban hành: 02])
#set text(lang: "vi", size: 13pt)
= QUY TRÌNH TIẾP CÔNG DÂN
1. Mục đích

Quy định thống nhất việc tiếp công dân, tiếp nhận và xử lý đơn của công dân gửi đến cơ quan theo đúng pháp luật.

2. Phạm vi áp dụng

Áp dụng cho Thanh tra Sở.

5.7. Trình tự thực hiện

Bước 1: Đón tiếp công dân

Bước 2: Ghi sổ và xử lý đơn
#pagebreak()
7. Hồ sơ lưu

- Sổ tiếp công dân
#pagebreak()
Hết.
"""


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    """A PDF of three pages with a text layer."""
    folder = tmp_path_factory.mktemp("pdf")
    path = folder / "a.pdf"
    path.write_bytes(typst.compile(TEXT.encode()))
    return path


@pytest.fixture(scope="module")
def scan(pdf):
    """Its first page as a picture in a PDF."""
    path = pdf.with_name("scan.pdf")
    source = pypdfium2.PdfDocument(pdf)
    picture = source[0].render(scale=200 / 72)
    made = pypdfium2.PdfDocument.new()
    image = pypdfium2.PdfImage.new(made)
    image.set_bitmap(picture)
    width, height = source[0].get_size()
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = made.new_page(width, height)
    page.insert_obj(image)
    page.gen_content()
    made.save(path)
    return path


def understood(answer) -> Reading:
    return from_json(answer["reading"])


def test_text_is_read_by_the_same_rules(pdf):
    reading = understood(pages.pdf(str(pdf), "a.pdf", [], []))
    assert (reading.cover.code, reading.cover.issue, reading.cover.title) == ("QT-05", 2, "Tiếp công dân")
    assert [step.name for step in reading.procedure.steps] == ["Đón tiếp công dân", "Ghi sổ và xử lý đơn"]
    assert (
        "Quy định thống nhất việc tiếp công dân, tiếp nhận và xử lý đơn của công dân gửi đến cơ quan"
        in reading.body
    )
    assert DoubtKind.FROM_PDF in {doubt.kind for doubt in reading.doubts}


def test_a_scan_is_known_as_one(scan):
    assert pages.pdf(str(scan), "scan.pdf", [], []) == {"scanned": 1}


def test_a_locked_or_cut_file_says_so(pdf, tmp_path):
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(pdf.read_bytes()[:400])
    assert pages.pdf(str(cut), "cut.pdf", [], [])["refused"] == "damaged"


def test_a_password_says_so(pdf):
    locked = pdf.with_name("locked.pdf")
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(pdf.read_bytes())))
    writer.encrypt("chu", "khach")
    with locked.open("wb") as file:
        writer.write(file)
    assert pages.pdf(str(locked), "locked.pdf", [], [])["refused"] == "password"


def test_a_scan_is_recognised_in_vietnamese(scan):
    picture = pages.page(str(scan), 0)["picture"]
    lines = programs.recognised(base64.b64decode(picture))
    reading = understood(pages.lines([lines], "scan.pdf", [], [], DoubtKind.FROM_SCAN.value))
    assert reading.cover.issue == 2
    assert [step.name for step in reading.procedure.steps] == ["Đón tiếp công dân", "Ghi sổ và xử lý đơn"]
    assert DoubtKind.FROM_SCAN in {doubt.kind for doubt in reading.doubts}


def test_without_the_program_a_scan_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert (programs.recogniser(), programs.converter()) == (None, None)
