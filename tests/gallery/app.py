"""Adds the gallery to an application: pages of every component, that exist in the tests only.

To look at it: .venv/bin/python -m tests.gallery.serve (prints the address).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, flash, render_template, request
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from qms.procedures.flowchart import draw_strip, draw_swimlanes, draw_table, outline
from qms.procedures.structure import Procedure
from qms.web.forms import BaseForm, DayField, LineField, NumberField, SecretField, TextField, required
from qms.web.guards import public
from tests.procedures.flowchart.examples import LABELS, RADIATION_LICENCE, task

CHANNELS = {
    "online": "Trực tuyến tại Cổng dịch vụ công quốc gia",
    "counter": "Trực tiếp tại Trung tâm Phục vụ hành chính công",
    "post": "Dịch vụ bưu chính công ích",
}
CLAUSES = {
    "7.5": "7.5 Thông tin dạng văn bản",
    "8.1": "8.1 Hoạch định và kiểm soát việc thực hiện",
    "8.5": "8.5 Sản xuất và cung cấp dịch vụ",
    "9.2": "9.2 Đánh giá nội bộ",
}
KINDS = {"qt": "Quy trình", "hd": "Hướng dẫn", "bm": "Biểu mẫu"}
TEXT = """## 1. Mục đích

Quy định **trình tự** tiếp nhận hồ sơ.

| Bước | Người làm | Thời hạn |
| --- | --- | ---: |
| 1 | Một cửa | 0,5 ngày |
| 2 | Phòng chuyên môn | 10 ngày |
"""


def choices(labels: dict[str, str]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


class EveryField(BaseForm):
    title = LineField(
        "Tên tài liệu", [required()], description="Ghi đúng như trên văn bản ban hành, không viết tắt."
    )
    code = LineField("Mã số")
    summary = TextField("Tóm tắt thay đổi")
    kind = SelectField("Loại tài liệu", choices=choices(KINDS))
    channel = RadioField(
        "Hình thức nộp hồ sơ", [InputRequired("Hãy chọn một hình thức.")], choices=choices(CHANNELS)
    )
    clauses = SelectMultipleField("Điều khoản tiêu chuẩn", choices=choices(CLAUSES))
    significant = BooleanField(
        "Thay đổi đáng kể: mọi người phải xác nhận đã đọc", description="Bỏ chọn khi chỉ sửa lỗi chính tả."
    )
    effective = DayField("Ngày có hiệu lực", [required()])
    days = NumberField("Số ngày làm việc", [required()])
    file = FileField("Tệp biểu mẫu", description="PDF, Word hoặc ảnh, tối đa 5 MB.")
    files = MultipleFileField("Tài liệu kèm theo")
    password = SecretField("Mật khẩu", [required()])
    text = TextField("Nội dung", default=TEXT)


class Search(Form):
    words = LineField("Mã hoặc tên")
    kind = SelectField("Loại", choices=choices({"": "Tất cả"} | KINDS), id="kind-filter")
    since = DayField("Có hiệu lực từ")


@dataclass(frozen=True)
class State:
    """Stands for an enum member."""

    label: str
    tone: str


@dataclass(frozen=True)
class Pages:
    """Stands for a page of a list."""

    number: int = 4
    pages: int = 12
    total: int = 286
    first: int = 76
    last: int = 100


def add_gallery(app: Flask) -> None:
    """Add /gallery (with ?wrong=1, its form refused), /gallery/sheet, /gallery/draft and /gallery/preview."""
    own = FileSystemLoader(Path(__file__).parent)
    app.jinja_loader = ChoiceLoader([app.jinja_loader, own]) if app.jinja_loader else own
    app.add_url_rule("/gallery", "gallery.show", public(_show), methods=["GET", "POST"])
    app.add_url_rule("/gallery/sheet", "gallery.sheet", public(_sheet))
    app.add_url_rule("/gallery/preview", "gallery.preview", public(_preview), methods=["POST"])
    app.add_url_rule("/gallery/draft", "gallery.draft", public(_draft), methods=["POST"])


def _show() -> Any:
    wrong = "wrong" in request.args
    form = EveryField(MultiDict({"effective": "31/02/2026", "days": "mười"}) if wrong else None)
    if wrong:
        form.validate()
    else:
        flash("Đã lưu bản thảo. Bản này chưa có hiệu lực.", "success")
    facts = {"State": State, "pages": Pages(), "moment_of": _moment, "chart": _chart()}
    return render_template(
        "gallery.html", form=form, search=Search(request.args), **facts
    ), 422 if wrong else 200


def _chart() -> dict[str, Any]:
    procedure = Procedure(steps=(*RADIATION_LICENCE[:-1], task("tra", "Trả kết quả", "Một cửa")))
    words: dict[str, Any] = {"labels": LABELS, "link": lambda number: f"#step-{number}"}
    return {
        "swimlanes": draw_swimlanes(procedure, id_prefix="lanes", **words),
        "strip": draw_strip(procedure, id_prefix="strip", **words),
        "table": draw_table(procedure, id_prefix="table", **words),
        "steps": outline(procedure, **words),
    }


def _sheet() -> str:
    return render_template("sheet.html")


def _preview() -> str:
    return f"<h2>Xem trước</h2><p>{len(request.form['text'])} ký tự</p>"


def _draft() -> dict[str, Any]:
    return {"saved_at": "14:05", "fields": {"seen": int(request.form.get("seen") or 0) + 1}}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
