"""Answers to events of lower rooms."""

from __future__ import annotations

from qms.documents.operations.keeping import make_first_types
from qms.foundation.access import SYSTEM
from qms.identity.events import OrganizationFounded
from qms.identity.queries import get_organization


def give_first_types(event: OrganizationFounded) -> None:
    """A new organisation has document types from its first day on."""
    make_first_types(get_organization(event.organization_id), actor=SYSTEM)
