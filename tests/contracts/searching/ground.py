"""Five records to search in, and short ways to ask and to read the answer."""

from __future__ import annotations

from typing import Any

from qms.foundation.searching.port import Abbreviation, Answer, Fragment, Question, Reader, SearchEngine
from tests.factories.searching import document, section, step

READER = Reader((1,))
SHORT_FORMS = (
    Abbreviation("TTHC", "thủ tục hành chính"),
    Abbreviation("UBND", "Ủy ban nhân dân"),
    Abbreviation("NĐ", "nghị định"),
    Abbreviation("KH&CN", "khoa học và công nghệ"),
)

XRAY = document(
    1,
    "Cấp giấy phép sử dụng thiết bị X-quang",
    "Căn cứ pháp lý Nghị định số 142/2020/NĐ-CP. Thẩm định hồ sơ, trình ký. Phí thẩm định. Kế hoạch ứng phó.",
    code="QT-ATBX-02",
    facets={"unit": ("phong-atbx",), "clause": ("8.2", "8.5")},
)
RENEWAL = document(
    2,
    "Gia hạn giấy phép sử dụng thiết bị X-quang",
    "Hồ sơ gia hạn nộp trước khi hết hạn 60 ngày.",
    code="QT-ATBX-03",
    facets={"unit": ("phong-atbx",), "clause": ("8.2",)},
)
CONTROL = document(
    3,
    "Quy trình kiểm soát tài liệu",
    "Tài liệu của Ủy ban nhân dân tỉnh về thủ tục hành chính được kiểm soát. Phòng Khoa học và Công nghệ.",
    code="QT-05",
    facets={"unit": ("van-phong",), "clause": ("7.5",)},
)
HAWKERS = document(4, "Quản lý bán hàng rong", "Việc bán hàng rong trên vỉa hè.", code="QT-TĐC-03")
TABLES = document(
    5, "Quản lý bàn hàng rong", "Kê bàn hàng rong trong chợ. Hoà bình, Thuý Kiều.", code="HD-01"
)

RECORDS = [
    (
        "document:1",
        [
            XRAY,
            section(1, XRAY, "Thời hạn giải quyết", "25 ngày kể từ khi nhận đủ hồ sơ hợp lệ và phí"),
            step(1, XRAY, "Nộp hồ sơ", "Tổ chức, cá nhân"),
            step(4, XRAY, "Thẩm định hồ sơ, trình ký", "Lãnh đạo Sở", facts={"duration": "25 ngày"}),
        ],
    ),
    ("document:2", [RENEWAL, step(1, RENEWAL, "Nộp hồ sơ gia hạn", "Tổ chức, cá nhân")]),
    ("document:3", [CONTROL, section(1, CONTROL, "Phạm vi", "Mọi tài liệu nội bộ và bên ngoài")]),
    ("document:4", [HAWKERS]),
    ("document:5", [TABLES]),
]


def ask(engine: SearchEngine, text: str, **more: Any) -> Answer:
    return engine.find(Question(text, **({"reader": READER, "abbreviations": SHORT_FORMS} | more)))


def places(answer: Answer) -> list[str]:
    """The hits in order, as "document:1" or "document:1/step-4"."""
    return [f"{hit.record}/{hit.key}".rstrip("/") for hit in answer.hits]


def first(engine: SearchEngine, text: str, **more: Any) -> str:
    return (places(ask(engine, text, **more)) or ["nothing"])[0]


def shown(fragment: Fragment) -> str:
    return "".join(f"[{piece.text}]" if piece.is_match else piece.text for piece in fragment)
