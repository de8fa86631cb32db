"""The procedures that come with the system: each file is read, can be followed, refers to what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qms.procedures.checks import Severity, check
from qms.procedures.docfile import ProcedureFile, parse, serialise
from qms.procedures.structure import TimeUnit
from qms.procedures.ways import longest_way

FOLDER = Path(__file__).parent.parent.parent / "procedures_docs"
PATHS = sorted(FOLDER.glob("*.md"))
FILES = {path.stem: parse(path.read_bytes(), path.name) for path in PATHS}
each = pytest.mark.parametrize("code", sorted(FILES))


def test_there_are_twenty_two() -> None:
    assert len(PATHS) == 22
    assert [path.name for path in sorted(FOLDER.iterdir())] == [path.name for path in PATHS]


@each
def test_a_file_is_named_by_its_code_and_written_canonically(code: str) -> None:
    assert FILES[code].facts.code == code
    assert serialise(FILES[code]) == (FOLDER / f"{code}.md").read_bytes()


@each
def test_no_problem_blocks_review_or_approval(code: str) -> None:
    problems = check(FILES[code].procedure, known_forms=())
    assert [str(problem.sentence) for problem in problems if problem.severity is not Severity.ADVICE] == []


@each
def test_the_source_and_how_far_it_was_verified_are_told(code: str) -> None:
    procedure = FILES[code].procedure
    assert procedure.sources
    assert procedure.verified
    assert procedure.steps_basis


@each
def test_the_text_has_the_seven_sections_in_their_order(code: str) -> None:
    headings = re.findall(r"^## (\d)\. (.+)$", FILES[code].body, re.MULTILINE)
    assert headings == [
        ("1", "Mục đích"),
        ("2", "Phạm vi áp dụng"),
        ("3", "Tài liệu viện dẫn"),
        ("4", "Định nghĩa, chữ viết tắt"),
        ("5", "Nội dung"),
        ("6", "Biểu mẫu"),
        ("7", "Hồ sơ lưu"),
    ]


def rules_of(file: ProcedureFile) -> str:
    """The words that people work by; the notes name what other agencies call theirs."""
    return "\n".join([file.body, *(step.instructions for step in file.procedure.steps)])


@each
def test_procedures_that_are_mentioned_exist(code: str) -> None:
    assert set(re.findall(r"QT-[A-ZĐ]+-\d\d", rules_of(FILES[code]))) <= set(FILES)


@each
def test_forms_that_are_mentioned_by_code_are_listed_where_they_belong(code: str) -> None:
    listed = {form.code for file in FILES.values() for form in file.procedure.forms if form.code}
    assert set(re.findall(r"BM-HTQL-\d\d-\d\d", rules_of(FILES[code]))) <= listed


@pytest.mark.parametrize(
    ("code", "days", "unit"),
    [
        ("QT-ĐĐ-02", "10.75", TimeUnit.CALENDAR_DAY),
        ("QT-ĐĐ-04", "8.5", TimeUnit.CALENDAR_DAY),
        ("QT-ĐĐ-09", "12", TimeUnit.WORKING_DAY),
    ],
)
def test_published_tables_that_do_not_add_up_say_so(code: str, days: str, unit: TimeUnit) -> None:
    procedure = FILES[code].procedure
    way = longest_way(procedure)
    assert way is not None
    total = way.total.calendar_days if unit is TimeUnit.CALENDAR_DAY else way.total.hours / 8
    assert str(total.normalize()) == days
    assert "không khớp" in procedure.time_justification


def test_the_sub_department_owns_the_procedures_of_standards() -> None:
    owners = {code: file.facts.organization for code, file in FILES.items()}
    assert {code for code, owner in owners.items() if owner.startswith("Chi cục")} == {
        f"QT-TĐC-0{number}" for number in range(1, 5)
    }
