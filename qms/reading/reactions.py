"""What follows here from what happened to documents and people."""

from __future__ import annotations

from qms.documents.events import DocumentWithdrawn, RevisionTookEffect
from qms.identity.events import PersonLeft, PersonPlaced, UnitMoved
from qms.identity.queries import get_person, list_people, unit_parents
from qms.reading.operations import asking
from qms.reading.rules import with_those_below


def ask_to_read(event: RevisionTookEffect) -> None:
    """Whom a revision concerns is asked to read it."""
    asking.ask_on_release(event.document_id, is_significant=event.is_significant)


def ask_nobody(event: DocumentWithdrawn) -> None:
    """What is withdrawn is not to be read any more."""
    asking.end_document(event.document_id)


def ask_newcomer(event: PersonPlaced) -> None:
    """Whoever joins or moves is asked what concerns them there."""
    asking.ask_person(get_person(event.person_id), former_unit_id=event.former_unit_id)


def let_go(event: PersonLeft) -> None:
    """Whoever has left drops out of the figures."""
    asking.let_go(get_person(event.person_id))


def ask_those_moved(event: UnitMoved) -> None:
    """A unit that stands under another one now is concerned by what concerns that one."""
    for unit_id in sorted(with_those_below({event.unit_id}, unit_parents())):
        for person in list_people(unit_id=unit_id):
            asking.ask_person(person, former_unit_id=person.unit_id)
