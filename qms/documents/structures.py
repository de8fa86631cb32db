"""Revisions may carry structure that a higher room understands (procedures). This room only keeps it.

The higher room offers a StructureKind; wiring hands it over; here it is asked when a revision is rendered,
checked, compared, shown or indexed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from qms.documents.addresses import document_address
from qms.documents.rules import Problem
from qms.foundation.house import house

if TYPE_CHECKING:
    from qms.documents.models import Document, DocumentType, Revision
    from qms.foundation.searching.port import Entry


class StructureKind(Protocol):
    """What the room that understands structure does for documents."""

    def blank(self) -> str:
        """The structure of a document that was just made, as canonical JSON."""

    def texts(self, structure: str) -> Mapping[str, str]:
        """The Markdown texts inside, by place (anchors begin with it); rendered together with the body."""

    def problems(self, revision: Revision) -> Sequence[Problem]:
        """What is wrong with the structure, found before people sign."""

    def show(self, revision: Revision, *, for_print: bool = False) -> Any:
        """The structure as HTML for the document's page."""

    def compare(self, old: Revision, new: Revision) -> Any:
        """What changed between two revisions' structures, as HTML; empty when nothing did."""

    def entries(self, document: Document, revision: Revision) -> list[Entry]:
        """What is to be found of the structure: one entry a step."""

    def url(self, document: Document) -> str:
        """The page for those who work by the document."""

    def edit_pages(self, revision: Revision) -> Sequence[tuple[Any, str]]:
        """The pages on which the structure is edited, as name and address, the first one first."""

    def mend_url(self, revision: Revision, problem: Problem) -> str:
        """Where a problem is mended."""

    def plain_text(self, revision: Revision) -> str:
        """All of the structure's words, for the search."""


def work_address(document: Document) -> str:
    """The page for those who work by the document: of its structure where that is in force, else its own."""
    return work_address_in_force(document) if document.effective else document_address(document)


def work_address_in_force(document: Document) -> str:
    """The same for a document of which a revision is in force."""
    kind = kind_of(document)
    return kind.url(document) if kind else document_address(document)


def kind_of(document: Document) -> StructureKind | None:
    """Who understands this document's structure; None for a document of prose alone."""
    return kind_for(document.type)


def kind_for(type: DocumentType) -> StructureKind | None:
    """The same for documents of a type."""
    return house().structure if type.has_structure else None
