"""What a camera notes about a photo goes; the picture stays as it was, and upright."""

from __future__ import annotations

import struct
import zlib

import pytest

from qms.kernel.filetypes import JPEG, PDF, PNG, WEBP
from qms.kernel.pictures import orientation_of, without_traces

PLACE = b"10.7769N 106.7009E"


def exif(orientation: int, order: str = ">") -> bytes:
    """An Exif part that says how the camera was held, and where it was."""
    head = b"MM\x00*" if order == ">" else b"II*\x00"
    entry = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    place = struct.pack(f"{order}HHII", 0x8825, 2, len(PLACE), 38)
    return head + struct.pack(f"{order}IH", 8, 2) + entry + place + struct.pack(f"{order}I", 0) + PLACE


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


JFIF = segment(0xE0, b"JFIF\x00\x01\x02" + bytes(7))
COLOURS = segment(0xE2, b"ICC_PROFILE\x00\x01\x01 colours")
PICTURE = (
    segment(0xDB, b"tables \xff\xd9 that look like an end")
    + segment(0xDA, b"scan")
    + b"pixels \xff\x00 and \xff\xd0 more \xff\x00"
    + segment(0xC4, b"more tables")
    + segment(0xDA, b"scan")
    + b"finer pixels"
    + b"\xff\xd9"
)


def jpeg(orientation: int) -> bytes:
    traces = segment(0xE1, b"Exif\x00\x00" + exif(orientation, "<")) + segment(0xFE, PLACE)
    more = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + PLACE) + segment(0xED, PLACE)
    behind = b"\xff\xd8 a preview " + PLACE + b"\xff\xd9"
    return b"\xff\xd8" + JFIF + traces + more + segment(0xE2, b"MPF\x00" + PLACE) + COLOURS + PICTURE + behind


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(orientation: int) -> bytes:
    kept = [chunk(b"IHDR", bytes(13)), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")]
    traces = chunk(b"tEXt", PLACE) + chunk(b"eXIf", exif(orientation)) + chunk(b"tIME", PLACE)
    return b"\x89PNG\r\n\x1a\n" + kept[0] + traces + kept[1] + kept[2]


def riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def webp(orientation: int) -> bytes:
    parts = riff(b"VP8X", bytes([0x0C]) + bytes(9)) + riff(b"VP8 ", b"pixels!")
    parts += riff(b"EXIF", exif(orientation)) + riff(b"XMP ", PLACE)
    return b"RIFF" + struct.pack("<I", len(parts) + 4) + b"WEBP" + parts


@pytest.mark.parametrize(("kind", "make"), [(JPEG, jpeg), (PNG, png), (WEBP, webp)])
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_place_goes_and_the_picture_stays(kind, make, orientation):
    cleaned = without_traces(make(orientation), kind)
    assert PLACE not in cleaned
    assert b"pixels" in cleaned
    at = max(cleaned.find(b"MM\x00*"), 0)
    assert orientation_of(cleaned[at:]) == orientation
    assert without_traces(cleaned, kind) == cleaned


def test_an_upright_jpeg_is_its_picture_and_colours_and_nothing_else():
    assert without_traces(jpeg(1), JPEG) == b"\xff\xd8" + JFIF + COLOURS + PICTURE


def test_a_webp_says_what_is_left_in_it():
    size, flags = struct.unpack_from("<I12xB", without_traces(webp(1), WEBP), 4)
    assert (size, flags) == (len(without_traces(webp(1), WEBP)) - 8, 0)
    assert without_traces(webp(8), WEBP)[20] == 0x08


@pytest.mark.parametrize("cut", range(2, 120, 7))
@pytest.mark.parametrize(("kind", "make"), [(JPEG, jpeg), (PNG, png), (WEBP, webp)])
def test_what_cannot_be_read_stays_as_it_is(kind, make, cut):
    assert without_traces(make(6)[:cut], kind) == make(6)[:cut]


def test_other_files_are_not_touched():
    assert without_traces(b"%PDF-1.7 " + PLACE, PDF) == b"%PDF-1.7 " + PLACE
