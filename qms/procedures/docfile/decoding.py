"""Bytes to text: UTF-8 only, and for anything else a sentence that names what it seems to be.

Vietnamese offices still hold files from before Unicode: TCVN3 (ABC, the .VnTime fonts), VNI and Windows-1258.
They are told apart by which reading gives the most everyday Vietnamese words.
"""

from __future__ import annotations

import codecs
import re

from qms.foundation.texts import _l
from qms.kernel.text import composed, with_plain_line_ends
from qms.procedures.docfile.problems import Problems

FILE_LIMIT = 5_000_000
"""So many bytes or more are refused."""

_SAMPLE = 200_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_TCVN3 = dict(
    zip(
        bytes.fromhex(
            "a1a2a3a4a5a6a7a8a9aaabacadaeb5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcdddedf"
            "e1e2e3e4e5e6e7e8e9eaebecedeeeff1f2f3f4f5f6f7f8f9fafbfcfdfe"
        ),
        "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
        strict=True,
    )
)

_BREVE, _HAT, _HORN = "\u0306", "\u0302", "\u031b"
_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_VNI_MARKS = {
    0xF9: _ACUTE,
    0xF8: _GRAVE,
    0xFB: _HOOK,
    0xF5: _TILDE,
    0xEF: _DOT,
    0xE2: _HAT,
    0xE1: _HAT + _ACUTE,
    0xE0: _HAT + _GRAVE,
    0xE5: _HAT + _HOOK,
    0xE3: _HAT + _TILDE,
    0xE4: _HAT + _DOT,
    0xEA: _BREVE,
    0xE9: _BREVE + _ACUTE,
    0xE8: _BREVE + _GRAVE,
    0xFA: _BREVE + _HOOK,
    0xFC: _BREVE + _TILDE,
    0xEB: _BREVE + _DOT,
}
_VNI_LETTERS = {
    0xF4: "ơ",
    0xF6: "ư",
    0xF1: "đ",
    0xD1: "Đ",
    0xED: "í",
    0xEC: "ì",
    0xE6: "ỉ",
    0xF3: "ĩ",
    0xF2: "ị",
}

_EVERYDAY = frozenset(
    re.findall(
        r"\w+",
        "và của các cho được không hồ sơ quy trình bước nộp tổ chức nhận kết quả ngày thời hạn giấy phép "
        "đề nghị tại đến từ người việc định số thủ tục phòng lãnh đạo kiểm",
    )
)


def decode(data: bytes, problems: Problems) -> str | None:
    """The text of a file, composed, with ``\\n`` line ends; None when a problem was told.

    A byte-order mark of UTF-8 is accepted and dropped: Notepad writes one and nobody sees it.
    """
    if len(data) >= FILE_LIMIT:
        problems.add(
            1, _l("The file is too large: it must stay below %(limit)s MB.", limit=FILE_LIMIT // 10**6)
        )
        return None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        problems.add(1, _not_utf8("UTF-16"))
        return None
    try:
        text = composed(with_plain_line_ends(data.decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(line, _not_utf8(guess(data)))
        return None
    control = _CONTROL.search(text)
    if control is not None:
        problems.add(
            text.count("\n", 0, control.start()) + 1,
            _l(
                "There is a control character (U+%(code)s) in this line: delete it.",
                code=f"{ord(control[0]):04X}",
            ),
        )
        return None
    return text


def guess(data: bytes) -> str:
    """The name of the legacy encoding that makes the most sense of ``data``; empty when none does."""
    sample = data[:_SAMPLE]
    readings = {
        "TCVN3 (ABC)": "".join(_TCVN3.get(byte, chr(byte)) for byte in sample),
        "VNI": _read_vni(sample),
        "Windows-1258": composed(sample.decode("cp1258", errors="replace")),
    }
    scores = {name: _everyday_words(text) for name, text in readings.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] else ""


def _read_vni(sample: bytes) -> str:
    letters = [_VNI_LETTERS.get(byte) or _VNI_MARKS.get(byte) or chr(byte) for byte in sample]
    return composed("".join(letters))


def _everyday_words(text: str) -> int:
    """How many everyday words with a mark ``text`` has; unmarked ones read the same in every encoding."""
    words = re.findall(r"\w+", text.lower())
    return sum(word in _EVERYDAY and not word.isascii() for word in words)


def _not_utf8(name: str) -> object:
    if name:
        return _l(
            "The file is not UTF-8; it looks like %(encoding)s. Save it as UTF-8 (Unicode).", encoding=name
        )
    return _l("The file is not UTF-8. Save it as UTF-8 (Unicode).")
