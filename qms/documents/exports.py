"""Lists of documents as rows for a file."""

from __future__ import annotations

from typing import Any

from qms.documents.models import Document, Revision
from qms.foundation.texts import _l

HEADS = (
    _l("Code"),
    _l("Title"),
    _l("Type"),
    _l("Unit"),
    _l("Owner"),
    _l("Issue/amendment"),
    _l("Status"),
    _l("In force since"),
    _l("Next review"),
    _l("Clauses"),
    _l("Decision"),
)


HEADS_OF_A_DAY = (*HEADS[:8], _l("In force until"), *HEADS[9:])


def cells_of_a_day(document: Document, revision: Revision) -> list[Any]:
    """The same of a list of what was in force on a day: its title then, and until when."""
    cells = cells_of(document, revision)
    cells[1] = revision.title
    cells[8] = f"{revision.ended_on:%d/%m/%Y}" if revision.ended_on else ""
    return cells


def cells_of(document: Document, revision: Revision) -> list[Any]:
    """A line of the master list, in the order of ``HEADS``."""
    return [
        document.code,
        document.title,
        document.type.name,
        document.unit.name if document.unit else "",
        document.owner.name if document.owner else "",
        revision.label,
        revision.status.label,
        f"{revision.effective_on:%d/%m/%Y}" if revision.effective_on else "",
        f"{document.next_review_on:%d/%m/%Y}" if document.next_review_on else "",
        ", ".join(document.clauses),
        revision.decision_number,
    ]
