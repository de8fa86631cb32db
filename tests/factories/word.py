"""Word files of procedures in the layouts that agencies use, made with python-docx from the real procedures."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn

from qms.kernel.durations import TimeUnit, spelled_number
from qms.procedures.docfile import ProcedureFile
from qms.procedures.structure import Duration, FormUse, Step

FIVE = ("TT", "Trình tự", "Trách nhiệm", "Thời gian", "Biểu mẫu/Kết quả")
OF_2008 = ("Trách nhiệm", "Trình tự công việc", "Tài liệu, mẫu biểu liên quan")
_UNITS = {
    TimeUnit.HOUR: "giờ",
    TimeUnit.WORKING_DAY: "ngày làm việc",
    TimeUnit.CALENDAR_DAY: "ngày",
    TimeUnit.MONTH: "tháng",
}


@dataclass(frozen=True)
class Layout:
    """How a file looks. ``write`` turns Unicode into the codes of an old font called ``font``."""

    columns: tuple[str, ...] = FIVE
    font: str = "Times New Roman"
    write: Callable[[str], str] = str
    amendments: str = "A"
    folded: bool = False  # the sections of part 5 in one large table
    numbers: str = "{n}"  # how steps are numbered; empty for none
    time: Callable[[Duration], str] | None = None
    cover: str = "table"  # or "lines"
    signers: str = "across"  # or "down"
    heading_styles: bool = False
    merged: bool = False  # the same party in rows that follow each other is one merged cell
    phases: bool = False
    split: bool = False  # the step table goes on in a second one
    repeats_head: bool = False


def written_time(duration: Duration | None) -> str:
    """A time as offices write it: "02 ngày làm việc", "½ ngày"."""
    if duration is None:
        return ""
    return f"{spelled_number(duration.value, 'vi')} {_UNITS[duration.unit]}"


def word_file(file: ProcedureFile, layout: Layout = Layout()) -> bytes:
    """The Word file of a procedure."""
    return _Writer(file, layout).bytes()


class _Writer:
    def __init__(self, file: ProcedureFile, layout: Layout) -> None:
        self.file, self.layout, self.document = file, layout, docx.Document()

    def bytes(self) -> bytes:
        self._cover()
        self._amendments()
        self._distribution()
        self._sections()
        saved = io.BytesIO()
        self.document.save(saved)
        return saved.getvalue()

    # --- Words

    def _put(self, paragraph: Any, text: str, *, bold: bool = False) -> None:
        run = paragraph.add_run(self.layout.write(text))
        run.bold = bold or None
        run.font.name = self.layout.font
        run._r.rPr.rFonts.set(qn("w:hAnsi"), self.layout.font)

    def say(self, text: str, *, bold: bool = False, style: str | None = None) -> None:
        self._put(self.document.add_paragraph(style=style), text, bold=bold)

    def heading(self, text: str, depth: int = 1) -> None:
        style = f"Heading {depth}" if self.layout.heading_styles else None
        self.say(text, bold=not self.layout.heading_styles, style=style)

    def fill(self, cell: Any, text: str, *, bold: bool = False) -> None:
        lines = text.split("\n")
        self._put(cell.paragraphs[0], lines[0], bold=bold)
        for line in lines[1:]:
            self._put(cell.add_paragraph(), line, bold=bold)

    def table(self, rows: Sequence[Sequence[str]]) -> Any:
        table = self.document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                self.fill(cell, text, bold=row is table.rows[0])
        return table

    # --- Parts

    def _cover(self) -> None:
        facts = self.file.facts
        if self.layout.cover == "table":
            self.table(
                (
                    ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", f"QUY TRÌNH\n{facts.title}", f"Mã số: {facts.code}"),
                    ("", "", f"Lần ban hành: {facts.issue:02d}\nNgày ban hành: 15/03/2024"),
                )
            )
        else:
            self.say("SỞ KHOA HỌC VÀ CÔNG NGHỆ", bold=True)
            self.say("QUY TRÌNH", bold=True)
            self.say(facts.title, bold=True)
            self.say(f"Mã hiệu: {facts.code}    Lần ban hành: {facts.issue:02d}    Lần sửa đổi: 00")
            self.say("Ngày hiệu lực: 01/4/2024    Trang: 1/9")
        if self.layout.signers == "across":
            roles = ("", "SOẠN THẢO", "SOÁT XÉT", "PHÊ DUYỆT")
            names = ("Họ tên", "Nguyễn Thị Hà", "Trần Văn Bình", "Lê Mạnh Hùng")
            self.table(
                (
                    roles,
                    names,
                    ("Chữ ký", "", "", ""),
                    ("Chức vụ", "Chuyên viên", "Trưởng phòng", "Giám đốc Sở"),
                )
            )
        else:
            self.table(
                (
                    ("Trách nhiệm", "Họ và tên", "Chức danh", "Chữ ký"),
                    ("Người soạn thảo", "Nguyễn Thị Hà", "Chuyên viên", ""),
                    ("Người xem xét", "Trần Văn Bình", "Trưởng phòng", ""),
                    ("Người phê duyệt", "Lê Mạnh Hùng", "Giám đốc Sở", ""),
                )
            )

    def _amendments(self) -> None:
        what = "Thay mẫu phiếu kiểm soát"
        tables = {
            "A": (
                "SỬA ĐỔI TÀI LIỆU",
                ("Yêu cầu sửa đổi/ bổ sung", "Trang / Phần liên quan việc sửa đổi", "Mô tả nội dung sửa đổi",
                 "Lần ban hành / Lần sửa đổi", "Ngày sửa đổi"),
                ("Phòng QLCN", "Mục 5.7", what, "01/01", "20/6/2024"),
            ),
            "B": (
                "THEO DÕI TÌNH TRẠNG SỬA ĐỔI",
                ("Ngày tháng", "Trang/ Phần liên quan", "Mô tả nội dung thay đổi", "Lần ban hành/ sửa đổi"),
                ("20/6/2024", "Mục 5.7", what, "01/01"),
            ),
            "C": (
                "THEO DÕI NỘI DUNG SỬA ĐỔI TÀI LIỆU",
                ("Lần sửa đổi", "Ngày sửa đổi", "Tóm tắt nội dung sửa đổi"),
                ("01", "20/6/2024", what),
            ),
        }  # fmt: skip
        title, head, row = tables[self.layout.amendments]
        self.say(title, bold=True)
        self.table((head, row, ("",) * len(head)))

    def _distribution(self) -> None:
        self.say("PHÂN PHỐI TÀI LIỆU", bold=True)
        self.table((("TT", "Nơi nhận", "Số bản"), ("1", "Lãnh đạo Sở", "01"), ("2", "Văn phòng Sở", "02")))

    def _sections(self) -> None:
        parts = self.file.procedure
        self.heading("1. MỤC ĐÍCH")
        self.say("Bảo đảm công việc được thực hiện thống nhất, đúng pháp luật và đúng thời hạn.")
        self.heading("2. PHẠM VI ÁP DỤNG")
        self.say("Áp dụng cho các phòng, đơn vị thuộc Sở.")
        self.heading("3. TÀI LIỆU VIỆN DẪN")
        self.say("- TCVN ISO 9001:2015")
        self.heading("4. ĐỊNH NGHĨA, CHỮ VIẾT TẮT")
        self.say("- TTHC: thủ tục hành chính.")
        self.heading("5. NỘI DUNG")
        legal = "\n".join(f"- {each}" for each in parts.legal_basis) or "- Luật số 01/2020/QH14"
        short = (
            ("5.1", "Cơ sở pháp lý", legal),
            ("5.3", "Số lượng hồ sơ", "01 bộ"),
            ("5.4", "Thời gian xử lý", f"{written_time(parts.statutory) or '05 ngày làm việc'} kể từ ngày nhận đủ hồ sơ"),
            ("5.5", "Nơi tiếp nhận và trả kết quả", "Bộ phận tiếp nhận và trả kết quả"),
            ("5.6", "Lệ phí", "Không"),
        )  # fmt: skip
        if self.layout.folded:
            self._folded(short)
        else:
            for number, title, text in short:
                self.heading(f"{number} {title}", 2)
                for line in text.split("\n"):
                    self.say(line)
            self.heading("5.2 Thành phần hồ sơ", 2)
            self.table(self._components())
        self.heading("5.7 Quy trình xử lý công việc", 2)
        self._steps()
        self.heading("6. BIỂU MẪU")
        self.table((("TT", "Tên biểu mẫu", "Mã hiệu"), *self._forms()))
        self.heading("7. HỒ SƠ CẦN LƯU")
        records = [
            (str(n), each.name, each.place, each.retention) for n, each in enumerate(parts.records, 1)
        ] or [("1", "Hồ sơ giải quyết", "Văn phòng", "05 năm")]
        self.table((("TT", "Tên hồ sơ", "Nơi lưu", "Thời gian lưu"), *records))

    def _components(self) -> list[tuple[str, ...]]:
        rows = [
            (str(n), each.name, f"{each.originals:02d}" if each.originals else "", f"{each.copies:02d}" if each.copies else "")
            for n, each in enumerate(self.file.procedure.components, 1)
        ]  # fmt: skip
        return [
            ("TT", "Thành phần hồ sơ", "Bản chính", "Bản sao"),
            *(rows or [("1", "Đơn đề nghị", "01", "")]),
        ]

    def _folded(self, short: Sequence[tuple[str, str, str]]) -> None:
        rows = [row for number, title, text in short for row in (((number, title, "", "")), (text,))]
        rows += [("5.2", "Thành phần hồ sơ", "Bản chính", "Bản sao")]
        rows += [("", name, originals, copies) for _n, name, originals, copies in self._components()[1:]]
        table = self.document.add_table(rows=len(rows), cols=4)
        for row, texts in zip(table.rows, rows, strict=True):
            cells = row.cells
            if len(texts) == 1:
                self.fill(cells[0].merge(cells[3]), texts[0])
                continue
            if texts[0] and texts[2:] == ("", ""):
                cells[1].merge(cells[3])
            for cell, text in zip(cells, texts, strict=True):
                if text:
                    self.fill(cell, text, bold=bool(texts[0]))

    def _forms(self) -> list[tuple[str, ...]]:
        named = dict.fromkeys(self.file.procedure.forms)
        named |= {form: None for step in self.file.procedure.steps for form in step.forms}
        return [(str(n), form.title, form.code) for n, form in enumerate(named, 1)] or [("", "", "")]

    # --- Steps

    def _steps(self) -> None:
        steps = list(enumerate(self.file.procedure.steps, 1))
        half = len(steps) // 2
        for part in (steps[:half], steps[half:]) if self.layout.split else (steps,):
            self._step_table(part)
            self.say("")

    def _step_table(self, steps: Sequence[tuple[int, Step]]) -> None:
        columns = self.layout.columns
        rows: list[tuple[str, ...]] = [columns]
        phase = ""
        for number, step in steps:
            if self.layout.phases and step.phase != phase:
                phase = step.phase
                rows.append((phase,))
            rows.append(tuple(self._cell(column, number, step) for column in columns))
            if self.layout.repeats_head and number == 3:
                rows.append(columns)
        table = self.document.add_table(rows=len(rows), cols=len(columns))
        for place, texts in enumerate(rows):
            cells = table.rows[place].cells
            if len(texts) == 1:
                self.fill(cells[0].merge(cells[-1]), texts[0], bold=True)
                continue
            for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
                same = self.layout.merged and place > 1 and columns[column] == "Trách nhiệm"
                if same and len(rows[place - 1]) > 1 and rows[place - 1][column] == text:
                    table.rows[place - 1].cells[column].merge(cell)
                else:
                    self.fill(cell, text, bold=place == 0)

    def _cell(self, column: str, number: int, step: Step) -> str:
        head = column.lower()
        if head in ("tt", "stt", "bước", "b"):
            return self.layout.numbers.format(n=number) if self.layout.numbers else ""
        if "trách nhiệm" in head or "người" in head or "đơn vị" in head:
            return step.responsible.name if step.responsible else ""
        if "thời gian" in head or "thời hạn" in head:
            write = self.layout.time or written_time
            return write(step.duration) if step.duration else ""
        if "mô tả" in head:
            return step.instructions
        if "trình tự" in head or "bước" in head or "nội dung" in head:
            return step.name
        return "\n".join(
            (*(f"- {_form_line(form)}" for form in step.forms), *(f"- {each}" for each in step.outputs))
        )


def _form_line(form: FormUse) -> str:
    return f"{form.code} {form.title}" if form.code else form.title
