"""What templates ask of this room."""

from __future__ import annotations

from flask import request, url_for

from qms.web.guards import current_actor

# Pages from which nothing is reported: those of this room (they have buttons of their own), and of nobody.
WITHOUT = ("nonconformities", "static", "")


def report_url() -> str:
    """Where the reader reports that something on the present page is wrong; empty where that makes no sense."""
    room = (request.endpoint or "").partition(".")[0]
    if room in WITHOUT or not current_actor().is_signed_in:
        return ""
    return url_for("nonconformities.report", page=request.path)
