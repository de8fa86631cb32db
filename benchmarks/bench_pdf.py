"""A PDF of 20 pages: processor time of a page, in a confined child as the worker sets it."""

from __future__ import annotations

import base64
import re
import resource
import time
from typing import Any

from benchmarks.pairing import Figure, show_figures
from qms.copies.typesetting import engine, nodes
from qms.foundation import confined

PAGES = 20
A_PAGE = 60.0  # ms of processor time, at most
LINES_OF_A_PAGE = 21
LINE = "Đối chiếu giấy tờ nộp với thành phần hồ sơ; đơn và phiếu phải đúng mẫu, đủ chữ ký, đóng dấu. " * 2


def measure(*, pages: int = PAGES) -> list[Figure]:
    """Of a text of about so many pages. It is set once: the second time the typesetter remembers what it set."""
    sheet = _sheet(pages)
    before, begun = _processor_time(), time.perf_counter()
    made = base64.b64decode(engine.pdf(sheet, 0, {}))
    spent, waited = _processor_time() - before, time.perf_counter() - begun
    counted = len(re.findall(rb"/Type ?/Page\b", made))
    begun = time.perf_counter()
    confined.call("qms.copies.typesetting.engine:pdf", sheet, 0, {}, cpu_seconds=20.0)
    return [
        Figure("pages of the file", counted, "pages"),
        Figure("processor time of a page", max(spent, 0.001) * 1000 / counted, "ms", A_PAGE),
        Figure("whole file, by the clock", waited * 1000, "ms"),
        Figure("… in a confined child, the first one", (time.perf_counter() - begun) * 1000, "ms"),
    ]


def _processor_time() -> float:
    """Of all threads of this process, seconds."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _sheet(pages: int) -> dict[str, Any]:
    text = [
        block
        for number in range(1, pages + 4)
        for block in (
            nodes.heading(1, f"{number}. Nội dung"),
            *(nodes.para(LINE) for _n in range(LINES_OF_A_PAGE // 2 - 4)),
            nodes.table(
                ["TT", "Việc"], [[nodes.cell(str(n)), nodes.cell(LINE[:90])] for n in range(5)], [1, 9]
            ),
        )
    ]
    words = ("code", "issue", "amendment", "effective", "page", "decision", "signed", "hash")
    return {
        "lang": "vi", "title": "Quy trình thử", "title-short": "Quy trình thử", "kind": "Quy trình",
        "agency": "Sở Khoa học và Công nghệ", "agency-short": "Sở KH&CN", "parent": "", "logo": None,
        "words": dict.fromkeys(words, "Mục"),
        "facts": {"code": "QT-01", "label": "01/00", "issue": "01", "amendment": "00", "effective": "01/01/2026",
                  "decision": ""},
        "stamp": {"text": "Tài liệu kiểm soát", "tone": "valid", "across": False}, "copy-line": "Bản gốc.",
        "check": {"url": "https://iso.vn/c/x", "hint": "Quét mã.",
                  "svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'},
        "hash": "", "signatures": [], "unsigned": "", "amendments": None, "blocks": text,
    }  # fmt: skip


def main(_sizes: list[int]) -> None:
    show_figures("A PDF of 20 pages", measure())
