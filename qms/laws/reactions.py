"""What follows here from what happened in lower rooms."""

from __future__ import annotations

from qms.documents.events import DocumentChanged, DocumentWithdrawn, RevisionTookEffect
from qms.identity.events import OrganizationFounded
from qms.identity.queries import get_organization
from qms.laws.operations.indexing_citations import ask_for_index, bring_document_in_line
from qms.laws.operations.reviewing import make_first_limits


def give_first_limits(event: OrganizationFounded) -> None:
    """A new organisation knows from its first day on how long a change of law leaves."""
    make_first_limits(get_organization(event.organization_id))


def look_again(event: DocumentChanged) -> None:
    """Somebody wrote: what the document cites is read again after the commit."""
    ask_for_index(event.document_id)


def settle_at_once(event: RevisionTookEffect | DocumentWithdrawn) -> None:
    """Another revision is in force, or none: what changes of law asked is settled with it."""
    bring_document_in_line(event.document_id)
