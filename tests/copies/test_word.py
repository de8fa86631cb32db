"""A procedure written as Word and read in again says the same steps; text is only ever text."""

from __future__ import annotations

import io
import re

import docx
import pytest

from qms.copies.paper import blocks_of_paper
from qms.copies.typesetting import nodes
from qms.copies.word import word_file
from qms.foundation.rendering.converting import convert
from qms.foundation.texts import in_language
from qms.intake.converting import reading_of
from qms.intake.recognising import Known
from qms.intake.word import read_word
from qms.procedures.structure import Procedure, Step
from tests.factories.procedures import FOLDER, real

CODES = sorted(path.stem for path in FOLDER.glob("*.md"))


def html_of(text: str) -> str:
    return str(convert({"text": text, "place": "", "top": 2, "words": {}})["html"])


def written(procedure: Procedure, body: str = "", title: str = "Quy trình thử") -> bytes:
    """The Word file of a procedure, as the agencies print it."""
    with in_language("vi"):
        blocks = blocks_of_paper(
            nodes.blocks_of(html_of(body)),
            procedure,
            instructions={
                each.id: nodes.blocks_of(html_of(each.instructions))
                for each in procedure.steps
                if each.instructions
            },
            chart=None,
            for_reading_in=True,
        )
        return word_file(
            {
                "title": title,
                "agency": "Sở Khoa học và Công nghệ",
                "agency-short": "Sở KH&CN",
                "kind": "Quy trình",
                "words": {
                    "code": "Mã số",
                    "effective": "Ngày hiệu lực",
                    "issue": "Lần ban hành",
                    "amendment": "Lần sửa đổi",
                    "decision": "Quyết định ban hành",
                    "page": "Trang",
                },
                "facts": {
                    "code": "QT-THU-01",
                    "label": "01/00",
                    "issue": "01",
                    "amendment": "00",
                    "effective": "23/11/2026",
                    "decision": "",
                },
                "signatures": [],
                "amendments": {
                    "title": "Sửa đổi tài liệu",
                    "table": nodes.table(["Ngày sửa đổi"], [[nodes.cell("")]], [1]),
                },
                "blocks": blocks,
            }
        )


def said(step: Step) -> tuple[object, ...]:
    """What a step says in the table of the agencies: its papers alike, whether filled in or made."""
    party = step.responsible.name if step.responsible else ""
    time = (step.duration.value, step.duration.unit) if step.duration else None
    told = re.sub(r"\W+", "", step.instructions)
    return step.name, party, time, {*(each.title for each in step.forms), *step.outputs}, told


@pytest.mark.parametrize("code", CODES)
def test_written_as_word_and_read_in_again_the_steps_are_the_same(code: str) -> None:
    file = real(code)
    reading = reading_of(
        read_word(written(file.procedure, file.body, file.facts.title)), Known(f"{code}.docx")
    )
    assert [said(step) for step in reading.procedure.steps] == [said(step) for step in file.procedure.steps]


def test_marks_of_markup_stay_letters() -> None:
    hostile = Procedure(steps=(Step(id="a", name="<w:t>&amp; #let x = $1$ \\"),))
    names = [row.cells[1].text for row in docx.Document(io.BytesIO(written(hostile))).tables[-1].rows]
    assert names[1] == "<w:t>&amp; #let x = $1$ \\"
