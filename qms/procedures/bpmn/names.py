"""Names of BPMN 2.0 and of what we add in its place for extensions."""

from __future__ import annotations

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI_BPMN = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
OURS = "urn:qms:procedure:1"
"""Our extension: what a step says and BPMN has no place for. Other tools keep it, or leave it out."""

PREFIXES = {"bpmn": MODEL, "bpmndi": DI_BPMN, "dc": DC, "di": DI, "qms": OURS}
STEP_PREFIX = "step-"
"""Stands before a step's id in a file: ids there cannot begin with a digit."""


def model(name: str) -> str:
    return f"{{{MODEL}}}{name}"


def ours(name: str) -> str:
    return f"{{{OURS}}}{name}"
