"""Answers to what happens to documents: the released PDF is made, the former one is marked as obsolete and its copies
are called back."""

from __future__ import annotations

from qms.copies.operations.handing_out import call_back
from qms.copies.operations.printing import ask_for
from qms.copies.rules import Stamp
from qms.documents.events import DocumentWithdrawn, RevisionTookEffect


def print_released(event: RevisionTookEffect) -> None:
    """A revision in force gets its PDF; the one before it one that says that it is obsolete."""
    ask_for(event.revision_id, Stamp.CONTROLLED)
    if event.superseded_id is not None:
        ask_for(event.superseded_id, Stamp.OBSOLETE)
        call_back(event.superseded_id)


def print_obsolete(event: DocumentWithdrawn) -> None:
    """What was withdrawn is handed out as obsolete from now on."""
    ask_for(event.revision_id, Stamp.OBSOLETE)
    call_back(event.revision_id)
