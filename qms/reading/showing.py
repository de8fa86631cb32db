"""What stands beside pages of lower rooms: that the reader is still to confirm, and who has."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from qms.documents.models import Revision
from qms.foundation.access import can
from qms.kernel import clock
from qms.reading.policy import SEE_READERS
from qms.reading.queries.own import find_due
from qms.web.guards import current_actor


def still_to_read(revision: Revision) -> Markup:
    """A quiet line for the reader who has not confirmed the document yet; asks the database once."""
    person_id = current_actor().person_id
    if person_id is None or not revision.is_in_force:
        return Markup()
    due = find_due(revision.document_id, person_id)
    if due is None:
        return Markup()
    late = due < clock.today()
    return _part("reading/_parts/still_to_read.html", code=revision.document.code, due=due, late=late)


def readers(revision: Revision) -> Markup:
    """The way to the list of readers, for those who may see it."""
    document = revision.document
    if not revision.effective_at or not can(current_actor(), SEE_READERS, document):
        return Markup()
    return _part("reading/_parts/readers.html", code=document.code)


def _part(template: str, **facts: object) -> Markup:
    return Markup(render_template(template, **facts))  # noqa: S704 - what a template made
