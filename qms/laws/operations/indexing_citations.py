"""The index of citations: made from what revisions say, brought in line whenever a document changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qms.documents.models import Document, Revision
from qms.foundation import outbox
from qms.foundation.db import db
from qms.laws import queries
from qms.laws.citing import Cited, citations_in
from qms.laws.models import Citation
from qms.laws.operations.noticing import settle
from qms.procedures.queries import procedure_in

EFFECT = "citations"


def ask_for_index(document_id: int) -> None:
    """Ask for a document's citations to be brought in line after the commit."""
    outbox.later(EFFECT, f"document:{document_id}", payload={"id": document_id})


def carry_out(payload: Mapping[str, Any]) -> None:
    """Effect: bring one document in line."""
    bring_document_in_line(payload["id"])


def bring_document_in_line(document_id: int) -> None:
    """Index what a document's revisions in force and under way cite, and settle what changes of law asked of it."""
    document = queries.get_document(document_id)
    if document is None:
        return
    _index(document)
    db.session.flush()  # whether it still cites a text is asked next
    settle(document)


def rebuild() -> int:
    """Make the whole index anew; how many documents were looked at."""
    ids = queries.list_document_ids()
    for document_id in ids:
        bring_document_in_line(document_id)
    return len(ids)


def faults() -> list[str]:
    """For ``flask qms check``: documents whose citations are not those of the index."""
    wrong = []
    for document_id in queries.list_document_ids():
        document = queries.get_document(document_id)
        assert document is not None
        wanted, indexed = _wanted(document), _indexed(document)
        if wanted.keys() != indexed.keys():
            missing, stale = len(wanted.keys() - indexed.keys()), len(indexed.keys() - wanted.keys())
            wrong.append(
                f"{document.code}: {missing} citations are not in the index, {stale} are there no more"
            )
    return wrong


def _index(document: Document) -> None:
    wanted, indexed = _wanted(document), _indexed(document)
    for key, row in indexed.items():
        if key not in wanted:
            db.session.delete(row)
    for (revision_id, _cited), cited in wanted.items():
        if (revision_id, cited) in indexed:
            continue
        db.session.add(
            Citation(
                organization_id=document.organization_id,
                document_id=document.id,
                revision_id=revision_id,
                key=cited.key,
                year=cited.year,
                written=cited.written,
                place=cited.place,
                quote=cited.quote,
            )
        )


def _wanted(document: Document) -> dict[tuple[int, Cited], Cited]:
    return {
        (revision.id, cited): cited
        for revision in queries.shown_revisions(document)
        for cited in _cited_in(revision)
    }


def _cited_in(revision: Revision) -> list[Cited]:
    procedure = procedure_in(revision) if revision.document.type.has_structure else None
    return citations_in(revision.body, procedure)


def _indexed(document: Document) -> dict[tuple[int, Cited], Citation]:
    return {
        (row.revision_id, Cited(row.place, row.key, row.year, row.written, row.quote)): row
        for row in queries.citations_of(document.id)
    }
