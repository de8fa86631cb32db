"""Taking over what is in force on paper: documents that a decision issued before this system was used."""

from __future__ import annotations

from datetime import date
from typing import Any

from qms.documents import rules
from qms.documents.models import Document, Revision
from qms.documents.operations.announcing import reindex, trace
from qms.documents.operations.reading_files import ask_to_read_files
from qms.documents.rules import State
from qms.foundation.access import Actor
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.kernel.errors import Refused


def take_over(
    revision: Revision,
    *,
    actor: Actor,
    title: str,
    body: str,
    structure: str,
    rendered: dict[str, Any],
    issue: int,
    amendment: int,
    effective_on: date,
    decision_number: str,
) -> None:
    """Make a document's first draft the revision in force, because a decision on paper says so.

    No electronic signature is made up: the decision is named instead, and the trail says who took it over.

    Raises:
        Refused: the document has a life here already, or decision or date are missing or in the future.
    """
    document: Document = revision.document
    if len(document.revisions) != 1 or revision.status is not State.DRAFT:
        raise Refused(_l("%(code)s exists already; import it as a draft.", code=document.code))
    if not decision_number.strip():
        raise Refused(_l("Name the decision that put the document in force."), field="decision_number")
    if effective_on > clock.today():
        raise Refused(
            _l("What is taken over is in force already: the date cannot be in the future."),
            field="effective_on",
        )
    now = clock.now()
    revision.title, revision.body, revision.structure, revision.rendered = title, body, structure, rendered
    revision.issue, revision.amendment = issue, amendment
    revision.effective_on, revision.decision_number = effective_on, decision_number
    revision.content_hash = revision.computed_hash()
    revision.state, revision.state_since, revision.effective_at = State.EFFECTIVE.value, now, now
    document.title = title
    document.next_review_on = rules.next_review(effective_on, document.review_months)
    trace("taken_over", revision, actor=actor, decision=decision_number, effective_on=effective_on)
    ask_to_read_files(revision)
    reindex(document)
