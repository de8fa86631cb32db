"""What stands beside pages of lower rooms: the way in for Word and PDF files."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from qms.foundation.access import can
from qms.intake.policy import SEND
from qms.web.guards import current_actor


def way_in(_record: None) -> Markup:
    """A button over the list of documents, for those who bring files in."""
    if not can(current_actor(), SEND):
        return Markup()
    return Markup(render_template("intake/_parts/way_in.html"))  # noqa: S704 - what a template made
