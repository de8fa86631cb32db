"""The flowchart of a procedure, drawn from its steps: layout and SVG in pure Python.

``draw_swimlanes`` is for the screen, ``draw_table`` for print, ``draw_strip`` for narrow screens,
``outline`` for those who read or listen. All take the steps as they are, faults included: a draft can
always be drawn.

graph.py (rows and ways), text.py and shapes.py (sizes) -> routes.py (which way a line takes) -> tracks.py,
conditions.py, plan.py (positions) -> swimlanes.py, table.py (layouts) -> drawing.py, svg.py.
"""

from __future__ import annotations

from qms.procedures.flowchart.drawing import Drawing
from qms.procedures.flowchart.labels import Labels
from qms.procedures.flowchart.nodes import Link
from qms.procedures.flowchart.outline import OutlineStep, outline
from qms.procedures.flowchart.swimlanes import draw_swimlanes
from qms.procedures.flowchart.table import draw_strip, draw_table

__all__ = [
    "Drawing",
    "Labels",
    "Link",
    "OutlineStep",
    "draw_strip",
    "draw_swimlanes",
    "draw_table",
    "outline",
]
