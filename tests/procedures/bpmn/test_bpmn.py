"""Procedures as BPMN files and back: the schema of BPMN is the judge, the same steps come back, bad files are refused."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree

from qms.procedures.bpmn import BpmnRefused, from_bpmn, to_bpmn
from qms.procedures.bpmn.elements import ElementKind, process_of
from qms.procedures.bpmn.layout import layout_of
from qms.procedures.bpmn.tree import LARGEST
from qms.procedures.structure import END, Exit, Party, PartyKind, Procedure, Step, StepKind
from tests.factories.procedures import FOLDER, real

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schema" / "BPMN20.xsd"))
CODES = sorted(path.stem for path in FOLDER.glob("*.md"))
WITH_STEPS = [code for code in CODES if real(code).procedure.steps]


def written(procedure: Procedure) -> bytes:
    return to_bpmn(procedure, code="QT-01", title="Thử")


def at(rect):
    return rect.x, rect.y, rect.right, rect.bottom


@pytest.mark.parametrize("code", WITH_STEPS)
def test_every_real_procedure_keeps_the_schema_and_comes_back_step_by_step(code):
    file = real(code)
    content = to_bpmn(file.procedure, code=code, title=file.facts.title)
    SCHEMA.assertValid(etree.fromstring(content))
    understood = from_bpmn(content)
    assert understood.steps == file.procedure.steps
    assert understood.doubts == ()
    assert content == to_bpmn(file.procedure, code=code, title=file.facts.title)


@pytest.mark.parametrize("code", WITH_STEPS)
def test_nothing_lies_on_anything_else_and_all_lies_in_its_lane(code):
    process = process_of(real(code).procedure.steps)
    layout = layout_of(process)
    for one, other in combinations(layout.elements, 2):
        (left, top, right, bottom), (x, y, far, low) = at(one), at(other)
        assert right <= x or far <= left or bottom <= y or low <= top
    for element, rect in zip(process.elements, layout.elements, strict=True):
        lane = layout.lanes[element.lane]
        assert lane.x < rect.x
        assert rect.right < lane.right
        assert lane.bottom <= layout.pool.bottom
    for flow, points in zip(process.flows, layout.flows, strict=True):
        rects = {each.id: rect for each, rect in zip(process.elements, layout.elements, strict=True)}
        assert touches(rects[flow.source], points[0])
        assert touches(rects[flow.target], points[-1])


def touches(rect, point) -> bool:
    beside = point.x in (rect.x, rect.right) and rect.y <= point.y <= rect.bottom
    return beside or (point.y in (rect.y, rect.bottom) and rect.x <= point.x <= rect.right)


# --- Shapes that the real ones do not have ------------------------------------------------------------------


def step(id: str, *exits: str | Exit, kind: StepKind = StepKind.TASK, who: str = "Phòng A") -> Step:
    ways = tuple(each if isinstance(each, Exit) else Exit(each) for each in exits)
    return Step(id, f"Bước {id}", kind, responsible=Party(PartyKind.UNIT, who) if who else None, exits=ways)


def test_branches_of_a_task_that_meet_again_wait_for_each_other():
    steps = (step("a", "b", "c"), step("b", "d"), step("c", "d"), step("d", END))
    kinds = [each.kind for each in process_of(steps).elements if each.kind.is_gateway]
    assert kinds == [ElementKind.PARALLEL, ElementKind.PARALLEL]
    assert from_bpmn(written(Procedure(steps=steps))).steps == steps


def test_branches_of_a_decision_that_meet_again_do_not_wait():
    steps = (
        step("a", Exit("b", "đủ"), Exit("c", "thiếu"), kind=StepKind.DECISION),
        step("b", "d"),
        step("c", "d"),
        step("d", END),
    )
    kinds = [each.kind for each in process_of(steps).elements if each.kind.is_gateway]
    assert kinds == [ElementKind.EXCLUSIVE, ElementKind.EXCLUSIVE]


def test_loops_ways_to_oneself_and_two_ways_to_the_same_step_come_back():
    steps = (
        step("1a", Exit("1a", "chờ"), Exit("b", "đủ"), Exit("b", "gần đủ"), kind=StepKind.DECISION),
        step("b", Exit("1a", "sai"), Exit(END, "đúng"), kind=StepKind.DECISION, who=""),
    )
    content = written(Procedure(steps=steps))
    SCHEMA.assertValid(etree.fromstring(content))
    assert from_bpmn(content).steps == steps


def test_what_is_wrong_in_a_draft_can_be_written_too():
    steps = (step("a", "nowhere"), step("b"), step("c", END))
    content = written(Procedure(steps=steps))
    SCHEMA.assertValid(etree.fromstring(content))
    with pytest.raises(ValueError, match="steps"):
        written(Procedure())


def test_whoever_moves_a_task_to_another_lane_gives_it_to_that_lane():
    content = written(Procedure(steps=(step("a", "b"), step("b", END, who="Phòng B"))))
    root = etree.fromstring(content)
    refs = root.xpath("//*[local-name()='flowNodeRef'][text()='step-a']")
    lanes = root.xpath("//*[local-name()='lane']")
    lanes[1].append(refs[0])
    assert [each.responsible.name for each in from_bpmn(etree.tostring(root)).steps] == ["Phòng B", "Phòng B"]


# --- Files of other tools -----------------------------------------------------------------------------------

DRAWN = """<?xml version="1.0" encoding="UTF-8"?>
<semantic:definitions xmlns:semantic="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="D1" targetNamespace="http://bpmn.io/schema/bpmn">
  {collaboration}
  <semantic:process id="P1" isExecutable="false">
    {lanes}
    <semantic:startEvent id="S"><semantic:outgoing>f0</semantic:outgoing></semantic:startEvent>
    <semantic:userTask id="Activity_0x2" name="Thẩm định">
      <semantic:documentation>Xem kỹ.</semantic:documentation>
    </semantic:userTask>
    <semantic:task id="Activity_0x1" name="Nhận hồ sơ" />
    <semantic:exclusiveGateway id="G1" name="Hồ sơ hợp lệ?" />
    <semantic:endEvent id="E" />
    <semantic:dataObjectReference id="DO" />
    {more}
    <semantic:sequenceFlow id="f0" sourceRef="S" targetRef="Activity_0x1" />
    <semantic:sequenceFlow id="f1" sourceRef="Activity_0x1" targetRef="Activity_0x2" />
    <semantic:sequenceFlow id="f2" sourceRef="Activity_0x2" targetRef="G1" />
    <semantic:sequenceFlow id="f3" name="Có" sourceRef="G1" targetRef="E" />
    <semantic:sequenceFlow id="f4" name="Không" sourceRef="G1" targetRef="Activity_0x1" />
  </semantic:process>
</semantic:definitions>"""


def drawn(collaboration: str = "", lanes: str = "", more: str = "") -> bytes:
    return DRAWN.format(collaboration=collaboration, lanes=lanes, more=more).encode()


def test_a_file_of_bpmn_js_without_lanes_is_understood_in_reading_order():
    understood = from_bpmn(drawn())
    first, second = understood.steps
    assert (first.name, second.name, second.instructions) == ("Nhận hồ sơ", "Thẩm định", "Xem kỹ.")
    assert second.kind is StepKind.DECISION
    assert second.exits == (Exit(END, "Hồ sơ hợp lệ?; Có"), Exit(first.id, "Hồ sơ hợp lệ?; Không"))
    assert first.responsible is None
    assert any("dataObjectReference" in str(doubt) for doubt in understood.doubts)


def test_lanes_say_who_and_an_applicant_is_outside():
    lanes = (
        '<semantic:laneSet id="L"><semantic:lane id="L1" name="Tổ chức, cá nhân"><semantic:flowNodeRef>Activity_0x1'
        '</semantic:flowNodeRef></semantic:lane><semantic:lane id="L2" name="Phòng A"><semantic:flowNodeRef>Activity_0x2'
        "</semantic:flowNodeRef></semantic:lane></semantic:laneSet>"
    )
    pool = (
        '<semantic:collaboration id="C"><semantic:participant id="x" name="Cấp phép" processRef="P1"/>'
        "</semantic:collaboration>"
    )
    understood = from_bpmn(drawn(pool, lanes))
    assert understood.title == "Cấp phép"
    assert [each.responsible for each in understood.steps] == [
        Party(PartyKind.OUTSIDE, "Tổ chức, cá nhân"),
        Party(PartyKind.UNIT, "Phòng A"),
    ]


def test_a_gateway_where_ways_meet_and_part_becomes_a_step_and_is_named():
    more = (
        '<semantic:exclusiveGateway id="G2" name="Đủ?"/><semantic:task id="T3" name="Ba"/>'
        '<semantic:sequenceFlow id="a" sourceRef="T3" targetRef="G2"/>'
        '<semantic:sequenceFlow id="b" sourceRef="Activity_0x1" targetRef="G2"/>'
        '<semantic:sequenceFlow id="c" name="đủ" sourceRef="G2" targetRef="E"/>'
        '<semantic:sequenceFlow id="d" name="thiếu" sourceRef="G2" targetRef="T3"/>'
    )
    understood = from_bpmn(drawn(more=more))
    assert "Đủ?" in [each.name for each in understood.steps]
    assert any("Đủ?" in str(doubt) for doubt in understood.doubts)


def test_an_unknown_element_a_subprocess_and_a_dead_end_are_named():
    more = '<semantic:subProcess id="sub" name="Con"/><semantic:strangeThing id="q"/>'
    said = " ".join(map(str, from_bpmn(drawn(more=more)).doubts))
    assert "strangeThing" in said
    assert said.count("“Con”") >= 2


# --- Bad files ----------------------------------------------------------------------------------------------

ENTITIES = (
    '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx">'
    + "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 9))
    + "]>"
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<a/>",
        b"\xff\xfe<\x00a\x00/\x00>\x00",
        drawn().replace(b"?>", b"?>" + ENTITIES.encode().replace(b"&b0;", b"&b;"), 1),
        drawn().replace(b"?>", b'?><!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">', 1),
        drawn().replace(b"?>", b'?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', 1),
        drawn(more='<semantic:scriptTask id="z"><semantic:script>rm</semantic:script></semantic:scriptTask>'),
        drawn(more='<x:script xmlns:x="urn:other">rm</x:script>'),
        drawn(collaboration='<semantic:import namespace="a" location="http://127.0.0.1/a" importType="b"/>'),
        drawn().replace(b"task", b"gateway").replace(b"userTask", b"other"),
        b" " * (LARGEST + 1),
    ],
    ids=[
        "empty",
        "text",
        "other",
        "utf16",
        "bomb",
        "dtd",
        "file",
        "script",
        "other script",
        "import",
        "no task",
        "large",
    ],
)
def test_a_file_that_is_none_runs_or_fetches_something_is_refused(content):
    with pytest.raises(BpmnRefused):
        from_bpmn(content)


def test_a_knot_of_gateways_ends_in_time():
    names = [f"K{n}" for n in range(60)]
    more = "".join(f'<semantic:parallelGateway id="{name}"/>' for name in names)
    for n, (a, b) in enumerate(zip(names, names[1:], strict=False)):
        more += f'<semantic:sequenceFlow id="k{n}" sourceRef="{a}" targetRef="{b}"/>' * 2
    more += '<semantic:sequenceFlow id="in" sourceRef="Activity_0x1" targetRef="K0"/>'
    with pytest.raises(BpmnRefused):
        from_bpmn(drawn(more=more))


def test_too_many_steps_are_no_procedure():
    more = "".join(f'<semantic:task id="t{n}" name="T"/>' for n in range(300))
    with pytest.raises(BpmnRefused):
        from_bpmn(drawn(more=more))


def test_a_chain_of_many_events_is_walked_without_falling():
    more = '<semantic:sequenceFlow id="i" sourceRef="Activity_0x1" targetRef="e0"/>'
    more += "".join(
        f'<semantic:intermediateThrowEvent id="e{n}"/><semantic:sequenceFlow id="c{n}" sourceRef="e{n}" targetRef="e{n + 1}"/>'
        for n in range(1000)
    )
    more += '<semantic:intermediateThrowEvent id="e1000"/>'
    assert Exit(END) in from_bpmn(drawn(more=more)).steps[0].exits


def test_a_name_that_xml_cannot_hold_is_written_without_what_it_cannot_hold():
    steps = (replace(step("a", END), name="Tên \ufffe lạ"),)
    SCHEMA.assertValid(etree.fromstring(written(Procedure(steps=steps))))
