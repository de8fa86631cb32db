"""Writing a procedure as a BPMN 2.0 file, with a diagram."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

from lxml import etree

from qms.kernel.durations import plain_number
from qms.kernel.text import fold
from qms.procedures.bpmn.elements import Element, Process, process_of
from qms.procedures.bpmn.layout import Layout, layout_of
from qms.procedures.bpmn.names import DC, DI, DI_BPMN, PREFIXES, model, ours
from qms.procedures.flowchart.geometry import Rect
from qms.procedures.structure import Procedure, Step

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_bpmn(procedure: Procedure, *, code: str, title: str) -> bytes:
    """The file, UTF-8; ``code`` and ``title`` name the pool. The same procedure gives the same bytes.

    Raises:
        ValueError: the procedure has no steps.
    """
    if not procedure.steps:
        raise ValueError("a process has steps")
    process = process_of(procedure.steps)
    name = "-".join(re.findall(r"[a-z0-9]+", fold(code))) or "procedure"
    root = etree.Element(model("definitions"), nsmap=dict(PREFIXES))
    _set(root, id=f"definitions-{name}", targetNamespace=f"urn:qms:{name}", exporter="QMS")
    collaboration = _add(root, model("collaboration"), id=f"collaboration-{name}")
    _add(
        collaboration,
        model("participant"),
        id=f"pool-{name}",
        name=f"{code} {title}",
        processRef=f"process-{name}",
    )
    written = _add(root, model("process"), id=f"process-{name}", isExecutable="false")
    _write_lanes(written, process, name)
    for element in process.elements:
        _write_element(written, element, process)
    for flow in process.flows:
        row = _add(written, model("sequenceFlow"), id=flow.id)
        _set(row, name=flow.condition, sourceRef=flow.source, targetRef=flow.target)
    _write_diagram(root, process, layout_of(process), name)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def lane_id(name: str, place: int) -> str:
    return f"lane-{name}-{place + 1}"


def _write_lanes(written: Any, process: Process, name: str) -> None:
    lanes = _add(written, model("laneSet"), id=f"lanes-{name}")
    for place, party in enumerate(process.lanes):
        lane = _add(lanes, model("lane"), id=lane_id(name, place), name=party)
        for element in process.elements:
            if element.lane == place:
                _add(lane, model("flowNodeRef")).text = element.id


def _write_element(written: Any, element: Element, process: Process) -> None:
    node = _add(written, model(element.kind.value), id=element.id)
    if element.step is not None:
        _set(node, name=element.step.name)
        _write_step(node, element.step)
    if element.kind.is_gateway:
        leaving = [flow for flow in process.flows if flow.source == element.id]
        _set(node, gatewayDirection="Diverging" if len(leaving) > 1 else "Converging")
    for flow in process.flows:
        if flow.target == element.id:
            _add(node, model("incoming")).text = flow.id
    for flow in process.flows:
        if flow.source == element.id:
            _add(node, model("outgoing")).text = flow.id


def _write_step(node: Any, step: Step) -> None:
    if step.instructions:
        _add(node, model("documentation")).text = _clean(step.instructions)
    said = _add(_add(node, model("extensionElements")), ours("step"), kind=step.kind.value, phase=step.phase)
    if step.responsible is not None:
        responsible = _add(said, ours("responsible"), kind=step.responsible.kind.value)
        responsible.text = _clean(step.responsible.name)
    if step.duration is not None:
        duration = _add(said, ours("duration"), value=plain_number(step.duration.value))
        _set(duration, unit=step.duration.unit.value, note=step.duration.note)
    for name in ("inputs", "outputs", "legal_basis"):
        for text in getattr(step, name):
            _add(said, ours(name)).text = _clean(text)
    for form in step.forms:
        _add(said, ours("form"), code=form.code).text = _clean(form.title)


# --- The diagram ------------------------------------------------------------------------------------------


def _write_diagram(root: Any, process: Process, layout: Layout, name: str) -> None:
    diagram = _add(root, f"{{{DI_BPMN}}}BPMNDiagram", id=f"diagram-{name}")
    plane = _add(diagram, f"{{{DI_BPMN}}}BPMNPlane", id=f"plane-{name}", bpmnElement=f"collaboration-{name}")
    _shape(plane, f"pool-{name}", layout.pool, isHorizontal="false")
    for place, rect in enumerate(layout.lanes):
        _shape(plane, lane_id(name, place), rect, isHorizontal="false")
    for element, rect in zip(process.elements, layout.elements, strict=True):
        marker = {"isMarkerVisible": "true"} if element.kind.value == "exclusiveGateway" else {}
        _shape(plane, element.id, rect, **marker)
    for number, flow in enumerate(process.flows):
        edge = _add(plane, f"{{{DI_BPMN}}}BPMNEdge", id=f"{flow.id}-di", bpmnElement=flow.id)
        for point in layout.flows[number]:
            _add(edge, f"{{{DI}}}waypoint", x=_number(point.x), y=_number(point.y))
        if number in layout.conditions:
            _bounds(_add(edge, f"{{{DI_BPMN}}}BPMNLabel"), layout.conditions[number])


def _shape(plane: Any, element: str, rect: Rect, **more: str) -> None:
    shape = _add(plane, f"{{{DI_BPMN}}}BPMNShape", id=f"{element}-di", bpmnElement=element, **more)
    _bounds(shape, rect)


def _bounds(of: Any, rect: Rect) -> None:
    sizes = {field.name: _number(getattr(rect, field.name)) for field in fields(rect)}
    _add(of, f"{{{DC}}}Bounds", **sizes)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _add(parent: Any, tag: str, **attributes: str) -> Any:
    element = etree.SubElement(parent, tag)
    _set(element, **attributes)
    return element


def _set(element: Any, **attributes: str) -> None:
    """Attributes that say something; lanes keep an empty name."""
    for name, value in attributes.items():
        if value or (name == "name" and element.tag == model("lane")):
            element.set(name, _clean(value))


def _clean(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
