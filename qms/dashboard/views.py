"""The dashboard: one page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from qms.dashboard.drawing import stacked_bars
from qms.dashboard.policy import READ
from qms.dashboard.queries import panels_of
from qms.kernel import clock
from qms.web.guards import current_actor, requires

blueprint = Blueprint("dashboard", __name__)


@blueprint.get("/dashboard")
@requires(READ)
def show() -> ResponseReturnValue:
    today = clock.today()
    panels = panels_of(current_actor(), today)
    return render_template(
        "dashboard/show.html",
        panels=panels,
        pictures={panel.key: stacked_bars(panel) for panel in panels if panel.bars},
        today=today,
    )
