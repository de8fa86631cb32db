"""What a file is, told by its content."""

from __future__ import annotations

import io
import zipfile

import pytest

from qms.kernel.filetypes import DOCX, HEIC, JPEG, PDF, PNG, TEXT, WEBP, XLSX, agrees, shown_name, type_of
from qms.kernel.zips import has_large_directory

PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)


def container(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name in names:
            parts.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG_HEAD, PNG),
        (b"\xff\xd8\xff\xe0 photo \xff\xd9 trailer", JPEG),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", WEBP),
        (b"%PDF-1.7\n...", PDF),
        (b"\x00\x00\x00\x18ftypheic....", HEIC),
        (container("[Content_Types].xml", "word/document.xml"), DOCX),
        (container("[Content_Types].xml", "xl/workbook.xml"), XLSX),
        ("mã;tên\n1;Cân số 3\n".encode(), TEXT),
        (("ợ" * 70_000).encode(), TEXT),  # a letter that lies across the blocks in which it is read
    ],
)
def test_it_is_told_by_its_content(content, kind):
    assert type_of(io.BytesIO(content)) is kind


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 a program",
        b"\xff\xd8\xff only the beginning of a photo",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"\xef\xbb\xbf  <!doctype html><script>",
        b"text with \x00 in it",
        b"\xff\xfeb\x00o\x00m\x00",
        b"",
        container("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        container("anything.txt"),
        b"PK\x03\x04 damaged",
    ],
)
def test_anything_else_is_not_kept(content):
    assert type_of(io.BytesIO(content)) is None


def test_the_name_has_to_agree():
    assert agrees("ảnh hiện trường.JPG", JPEG)
    assert not agrees("ảnh.pdf", JPEG)
    assert not agrees("png", PNG)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lan\\ảnh\u202egpj.exe", "ảnhgpj.exe"),
        ("tệp\r\nX-Evil: 1.pdf", "tệp X-Evil: 1.pdf"),
        ("...", "tep"),
        ("a" * 300 + ".jpeg", "a" * 145 + ".jpeg"),
    ],
)
def test_a_name_is_shown_without_folders_and_tricks(given, shown):
    assert shown_name(given) == shown


def test_a_table_of_contents_without_end_is_not_even_read():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as parts:
        for number in range(6_000):
            parts.writestr(f"{number:0200}", "")
    assert has_large_directory(archive)
    assert type_of(archive) is None
