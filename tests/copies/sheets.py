"""A small sheet, for what is tried without a database."""

from __future__ import annotations

from typing import Any

from qms.copies.typesetting import nodes


def sheet(**changes: Any) -> dict[str, Any]:
    """What the typesetter is told of a short instruction."""
    return {
        "lang": "vi", "title": "Hướng dẫn hiệu chuẩn cân", "title-short": "Hướng dẫn hiệu chuẩn cân",
        "kind": "Hướng dẫn", "agency": "Sở Khoa học và Công nghệ", "agency-short": "Sở KH&CN", "parent": "", "logo": None,
        "words": dict.fromkeys(
            ("code", "issue", "amendment", "effective", "page", "decision", "signed", "hash"), "Mục"
        ),
        "facts": {"code": "HD-01", "label": "01/00", "issue": "01", "amendment": "00", "effective": "23/11/2026",
                  "decision": "12/QĐ"},
        "stamp": {"text": "Tài liệu kiểm soát", "tone": "valid", "across": False},
        "copy-line": "Bản điện tử gốc.",
        "check": {"url": "https://iso.vn/c/x", "hint": "Quét mã.",
                  "svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'},
        "hash": "ab" * 32, "signatures": [], "unsigned": "Ban hành trên giấy.",
        "amendments": {"title": "Sửa đổi", "table": nodes.table(["Ngày"], [[nodes.cell("23/11/2026")]], [1])},
        "blocks": [nodes.heading(1, "1. Mục đích"), nodes.para("Cân đúng.")],
    } | changes  # fmt: skip
