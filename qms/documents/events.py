"""What happens to revisions and matters to higher rooms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RevisionTookEffect:
    """A revision is in force; ``superseded_id`` is the one whose place it took, if any."""

    document_id: int
    revision_id: int
    superseded_id: int | None
    is_significant: bool


@dataclass(frozen=True)
class DocumentWithdrawn:
    """A document is no longer to be used."""

    document_id: int
    revision_id: int


@dataclass(frozen=True)
class DocumentChanged:
    """What a document's revisions say, or how they stand, is not what it was: what is made from them is made anew."""

    document_id: int
