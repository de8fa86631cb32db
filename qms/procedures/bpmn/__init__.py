"""Procedures as BPMN 2.0 files: written for other tools, and read as steps from what such tools write. Pure.

elements.py (what stands in a file) -> layout.py (where it stands) -> writing.py; reading.py goes the other way,
with tree.py (safe XML) and collapsing.py (gateways into decisions and ways on).
"""

from __future__ import annotations

from qms.procedures.bpmn.reading import BpmnRefused, Understood, from_bpmn
from qms.procedures.bpmn.writing import to_bpmn

__all__ = ["BpmnRefused", "Understood", "from_bpmn", "to_bpmn"]
