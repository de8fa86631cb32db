"""Signed files that come back: the released file with good signatures is accepted, everything else by its name."""

from __future__ import annotations

import base64
import io
import subprocess
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PdfFileWriter, copy_into_new_writer

from qms.copies.signing.judging import certificates_in, judge
from qms.copies.typesetting import engine
from qms.kernel import clock
from tests.copies.sheets import sheet
from tests.factories import keys


@pytest.fixture(scope="module")
def released() -> bytes:
    return base64.b64decode(engine.pdf(sheet(), 1_700_000_000, {}))


def fault(file: bytes, released: bytes, *, trusted: tuple[str, ...] | None = None) -> str:
    answer = judge(
        base64.b64encode(file).decode(),
        base64.b64encode(released).decode(),
        (keys.authority().pem,) if trusted is None else trusted,
        clock.now().isoformat(),
    )
    return str(answer["fault"])


def drawn_upon(content: bytes) -> bytes:
    """Something drawn on the first page, as an incremental update: what a reader sees is another text."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page, _resources = writer.find_page_for_modification(0)
    stream = generic.StreamObject(stream_data=b"0 0 m 100 100 l S")
    writer.add_stream_to_page(0, writer.add_object(stream))
    assert page is not None
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def with_other_letters(content: bytes) -> bytes:
    """The letters of the first page written anew, under the name of a note on the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page, _resources = writer.find_page_for_modification(0)
    reference = page.get_object().raw_get("/Contents").reference
    letters = generic.StreamObject(stream_data=b"0 0 m 100 100 l S")
    letters["/Type"] = generic.NameObject("/Metadata")
    writer.objects[(reference.generation, reference.idnum)] = letters
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def encrypted(content: bytes) -> bytes:
    writer: PdfFileWriter = copy_into_new_writer(PdfFileReader(io.BytesIO(content)))
    writer.encrypt("chủ", "người đọc")
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


def test_the_released_file_signed_by_whom_the_organisation_trusts_is_accepted(released: bytes) -> None:
    once = keys.signed(released)
    assert fault(once, released) == ""
    assert fault(keys.signed(once, keys.issued("Trần Thị Duyệt"), field="Ky2"), released) == ""
    assert fault(once, released, trusted=(keys.issued().pem,)) == "", (
        "the signer's own certificate is trusted"
    )


def test_it_is_told_who_signed(released: bytes) -> None:
    content = base64.b64encode(keys.signed(released)).decode()
    original = base64.b64encode(released).decode()
    told = judge(content, original, [keys.authority().pem], clock.now().isoformat())["signatures"]
    assert [(each["name"], each["issuer"], each["fault"]) for each in told] == [
        ("Nguyễn Văn Ký", "Ban Cơ yếu (thử)", "")
    ]
    assert told[0]["serial"] == f"{keys.issued().certificate.serial_number:X}"


def test_a_tampered_file_is_refused_by_its_name(released: bytes) -> None:
    whole = keys.signed(released)
    middle = len(released) // 2
    changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    other = base64.b64decode(engine.pdf(sheet(title="Một tài liệu khác"), 1_700_000_000, {}))
    late = whole.index(b"/ModDate (D", len(released)) + 17  # a digit of the day on which it was signed
    broken = whole[:late] + bytes([whole[late] ^ 1]) + whole[late + 1 :]
    assert fault(changed, released) == "changed"
    assert fault(keys.signed(other), released) == "other_document"
    assert fault(released, released) == "unsigned"
    assert fault(drawn_upon(whole), released) == "edited"
    assert fault(keys.signed(drawn_upon(released)), released) == "edited", (
        "also when it was signed afterwards"
    )
    assert fault(keys.signed(with_other_letters(released)), released) == "edited"
    assert fault(encrypted(released), released) == "encrypted"
    assert fault(b"PK\x03\x04 no PDF", released) == "no_pdf"
    assert fault(whole[: len(released) + 500], released) != ""
    assert fault(broken, released) == "broken"


def test_certificates_that_do_not_count_are_refused_by_their_name(released: bytes) -> None:
    expired = keys.issued("Hết hạn", days=10)
    assert fault(keys.signed(released, expired), released) == "expired"
    assert fault(keys.signed(released), released, trusted=()) == "unknown"
    stranger = keys.issued("Người lạ", by="Tự xưng")
    assert fault(keys.signed(released, stranger), released) == "unknown"


def test_an_independent_reader_says_the_same(released: bytes, tmp_path: Path) -> None:
    """pdfsig of Poppler."""
    path = tmp_path / "signed.pdf"
    path.write_bytes(keys.signed(released))
    told = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told


def test_certificates_are_read_in_both_ways_of_writing_them() -> None:
    for written in (keys.authority().pem.encode(), keys.authority().der):
        (found,) = certificates_in(base64.b64encode(written).decode())
        assert (found["name"], found["is_authority"]) == ("Ban Cơ yếu (thử)", True)
    assert certificates_in(base64.b64encode(b"no certificate").decode()) == []
