"""What follows here from what happened in lower rooms."""

from __future__ import annotations

from qms.documents.events import RevisionTookEffect
from qms.foundation.access import SYSTEM
from qms.identity.events import OrganizationFounded
from qms.identity.queries import get_organization
from qms.nonconformities.operations.doing import finish_releases
from qms.nonconformities.operations.terms import make_first_terms


def give_first_terms(event: OrganizationFounded) -> None:
    """A new organisation has its trees of origins, severities and causes from its first day on."""
    make_first_terms(get_organization(event.organization_id), actor=SYSTEM)


def finish_what_waited(event: RevisionTookEffect) -> None:
    """An action "release this document" is done once the document has a new revision in force."""
    finish_releases(event.document_id)
