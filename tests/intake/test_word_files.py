"""Word files of the real procedures in the layouts of agencies: what is read is what was written, or is doubted."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from qms.intake.converting import reading_of
from qms.intake.encodings import Encoding
from qms.intake.reading import Reading, from_json, to_json
from qms.intake.recognising import Known
from qms.intake.word import read_word
from qms.procedures.docfile import ProcedureFile
from qms.procedures.structure import Duration, Step
from tests.factories.procedures import FOLDER, real
from tests.factories.word import OF_2008, Layout, word_file, written_time
from tests.intake.old_fonts import as_tcvn3, as_vni

CODES = sorted(path.stem for path in FOLDER.glob("*.md"))
UNITS = ("Lãnh đạo Sở",)  # how the organisation calls what the words alone do not tell


def _decimal_time(duration: Duration) -> str:
    _amount, unit = written_time(duration).split(" ", 1)
    return f"không quá {duration.value} {unit}".replace(".", ",")


FIVE_OTHERS = ("STT", "Các bước thực hiện", "Người thực hiện", "Thời hạn", "Kết quả, biểu mẫu")
DETAILED = (
    "Bước",
    "Nội dung công việc",
    "Mô tả",
    "Đơn vị thực hiện",
    "Thời gian thực hiện",
    "Biểu mẫu/Kết quả",
)
LAYOUTS = {
    "usual": Layout(),
    "2008": Layout(columns=OF_2008, amendments="B", cover="lines"),
    "tcvn3": Layout(font=".VnTime", write=as_tcvn3),
    "vni": Layout(font="VNI-Times", write=as_vni, amendments="B"),
    "tcvn3-in-arial": Layout(font="Arial", write=as_tcvn3, amendments="C"),
    "folded": Layout(folded=True, amendments="C", signers="down"),
    "merged": Layout(merged=True, phases=True, numbers="B{n}", heading_styles=True),
    "split": Layout(split=True, repeats_head=True, numbers="Bước {n}", cover="lines"),
    "other-words": Layout(columns=FIVE_OTHERS, numbers="{n:02d}.", time=_decimal_time, amendments="B"),
    "detailed": Layout(columns=DETAILED, folded=True, cover="lines", signers="down"),
}
LAYOUT_OF = {code: list(LAYOUTS)[number % len(LAYOUTS)] for number, code in enumerate(CODES)}


def read(code: str, layout: Layout) -> tuple[ProcedureFile, Reading]:
    """A real procedure, and what is read of its Word file."""
    file = real(code)
    return file, reading_of(read_word(word_file(file, layout)), Known(f"{code}.docx", UNITS))


@dataclass
class Score:
    """How many rows and times were right; ``silent`` are those that were wrong without a doubt."""

    rows: int = 0
    right: int = 0
    times: int = 0
    right_times: int = 0
    silent: list[str] = field(default_factory=list)


def _papers(step: Step, file: ProcedureFile) -> set[str]:
    """Forms and results; what the file's own list calls a form is one."""
    titles = {form.title for form in file.procedure.forms}
    return {form.title for form in step.forms} | {f"→ {each}" for each in step.outputs if each not in titles} | {
        each for each in step.outputs if each in titles
    }  # fmt: skip


def _count(score: Score, file: ProcedureFile, reading: Reading, *, with_times: bool) -> None:
    wanted, found = file.procedure.steps, reading.procedure.steps
    for number, step in enumerate(wanted, 1):
        got = found[number - 1] if number <= len(found) else Step("", "")
        score.rows += 1
        said = (step.name.rstrip(" :;."), step.responsible, _papers(step, file))
        is_right = said == (got.name, got.responsible, _papers(got, file))
        score.right += is_right
        doubts = reading.doubts_at(f"steps/{number}")
        if not is_right and not doubts:
            score.silent.append(f"{file.facts.code} {number}: {said} / {got}")
        if with_times:
            score.times += 1
            same = _plain(step.duration) == _plain(got.duration)
            score.right_times += same
            if not same and not doubts:
                score.silent.append(f"{file.facts.code} {number}: {step.duration} / {got.duration}")


def _plain(duration: Duration | None) -> object:
    return duration and (duration.value, duration.unit)


def test_steps_and_times_of_22_files_are_right_and_never_silently_wrong():
    score = Score()
    for code, name in LAYOUT_OF.items():
        file, reading = read(code, LAYOUTS[name])
        _count(score, file, reading, with_times=name != "2008")
    assert score.silent == []
    assert score.right >= 0.95 * score.rows, score
    assert score.right_times >= 0.98 * score.times, score


@pytest.mark.parametrize("name", LAYOUTS)
def test_cover_and_tables_of_every_layout(name):
    file, reading = read("QT-ATBX-02", LAYOUTS[name])
    assert (reading.cover.code, reading.cover.title, reading.cover.issue) == (
        "QT-ATBX-02",
        file.facts.title,
        1,
    )
    assert [signer.name for signer in reading.cover.signers] == [
        "Nguyễn Thị Hà",
        "Trần Văn Bình",
        "Lê Mạnh Hùng",
    ]
    assert [signer.position for signer in reading.cover.signers] == [
        "Chuyên viên",
        "Trưởng phòng",
        "Giám đốc Sở",
    ]
    assert reading.cover.issued_on or reading.cover.effective_on == "2024-04-01"
    assert (reading.change_note, reading.amendments[0].on) == ("Thay mẫu phiếu kiểm soát", "20/6/2024")
    assert [receiver.name for receiver in reading.receivers] == ["Lãnh đạo Sở", "Văn phòng Sở"]


@pytest.mark.parametrize("name", ["usual", "folded", "vni"])
def test_parts_of_section_5_become_data(name):
    file, reading = read("QT-ATBX-02", LAYOUTS[name])
    parts = reading.procedure
    assert parts.legal_basis == file.procedure.legal_basis
    assert [(each.name, each.originals) for each in parts.components] == [
        (each.name, each.originals or (0 if name != "2008" else None)) for each in file.procedure.components
    ]
    assert (parts.sets, parts.is_free, parts.places) == (1, True, ("Bộ phận tiếp nhận và trả kết quả",))
    assert _plain(parts.statutory) == _plain(file.procedure.statutory)
    assert {form.title for form in parts.forms} >= {form.title for form in file.procedure.forms}
    assert [each.name for each in parts.records] == [each.name for each in file.procedure.records]


def test_sections_become_the_text_and_data_leaves_no_copy_there():
    _file, reading = read("QT-ATBX-02", LAYOUTS["usual"])
    assert reading.body.startswith("## 1. Mục đích\n\nBảo đảm công việc")
    assert "## 2. Phạm vi áp dụng" in reading.body
    assert "Lệ phí" not in reading.body
    assert "| TT |" not in reading.body


def test_every_step_says_from_which_row_it_came():
    _file, reading = read("QT-ATBX-02", LAYOUTS["usual"])
    rows = [reading.source_of(f"steps/{n}").row for n in range(1, len(reading.procedure.steps) + 1)]
    assert rows == list(range(2, len(rows) + 2))


def test_letters_without_a_telling_font_are_a_doubt():
    _file, reading = read("QT-ATBX-02", LAYOUTS["tcvn3-in-arial"])
    assert Encoding.TCVN3.value + "_letters" in {doubt.kind.value for doubt in reading.doubts}


def test_a_reading_survives_being_kept():
    _file, reading = read("QT-ATBX-02", LAYOUTS["detailed"])
    assert from_json(to_json(reading)) == reading
