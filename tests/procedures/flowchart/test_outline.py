"""The flowchart in words."""

from __future__ import annotations

from qms.procedures.flowchart import OutlineStep, outline
from qms.procedures.structure import Procedure, Step
from tests.procedures.flowchart.examples import DOCUMENT_CONTROL, LABELS, WITH_FAULTS, link, task


def words(*steps: Step) -> tuple[OutlineStep, ...]:
    return outline(Procedure(steps=steps), labels=LABELS, link=link)


def test_a_step_says_its_number_name_party_time_and_address() -> None:
    first = words(*DOCUMENT_CONTROL)[0]
    assert (first.number, first.name) == (1, "Đề nghị soạn thảo, sửa đổi tài liệu")
    assert (first.responsible, first.time, first.href) == ("Đơn vị đề nghị", "0,5 ngày", link(1))


def test_a_decision_says_where_each_answer_leads() -> None:
    assert words(*DOCUMENT_CONTROL)[4].ways == (
        "Nếu “Đạt” thì sang bước 6 (Phê duyệt tài liệu).",
        "Nếu “Không đạt” thì quay lại bước 3 (Soạn thảo tài liệu).",
    )


def test_the_last_step_leads_to_the_end() -> None:
    assert words(*DOCUMENT_CONTROL)[-1].ways == ("Sau đó sang Kết thúc.",)


def test_faults_are_said() -> None:
    steps = words(*WITH_FAULTS)
    assert steps[0].ways[1] == "Không có bước “x9”"
    assert steps[1].ways[1] == "Nếu “hai” thì sang Không có bước “không-có”."
    assert steps[2].ways == ("Chưa có bước tiếp theo",)


def test_braces_in_names_stay_as_they_are() -> None:
    assert words(task("a", "Xem {name}", "P", "a"))[0].ways == ("Sau đó quay lại bước 1 (Xem {name}).",)


def test_without_steps_there_is_nothing_to_say() -> None:
    assert words() == ()
