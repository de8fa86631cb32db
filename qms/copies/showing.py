"""What this room puts on the pages of documents."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from qms.copies.sheet import check_mark
from qms.documents.models import Revision


def paper_link(revision: Revision) -> Markup:
    """The way to a revision's PDF, signatures and copies."""
    return Markup(render_template("copies/_parts/link.html", revision=revision))  # noqa: S704 - a template's


def mark(revision: Revision) -> Markup:
    """The mark for a print from the browser."""
    if not revision.check_token:
        return Markup()
    drawn = Markup(check_mark(revision.check_token))  # noqa: S704 - drawn here, of our own address
    return Markup(render_template("copies/_parts/mark.html", drawn=drawn))  # noqa: S704 - a template's
