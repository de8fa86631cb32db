"""Addresses of documents, for notices and search entries, which are made where no request is."""

from __future__ import annotations

from urllib.parse import quote

from qms.documents.models import Decision, Document, Revision
from qms.kernel.codes import in_address


def document_address(document: Document) -> str:
    """The document's page, always of the revision in force."""
    return f"/documents/{quote(in_address(document.code))}"


def revision_address(revision: Revision) -> str:
    """One revision's page."""
    return f"{document_address(revision.document)}/revisions/{revision.number}"


def decision_address(decision: Decision) -> str:
    """A decision's page."""
    return f"/documents/decisions/{decision.id}"
