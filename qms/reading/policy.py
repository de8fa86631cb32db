"""Who may see who has read what. ``record`` is a document, a unit, a person, or a revision that is read."""

from __future__ import annotations

from typing import Any

from qms.documents.policy import is_in_force, is_known, is_owner
from qms.foundation.access import (
    Actor,
    is_auditor,
    is_coordinator,
    is_leader,
    is_signed_in,
    permission,
    predicate,
)
from qms.foundation.texts import _l
from qms.identity.models import Person, Unit


@predicate(_l("heads the unit, or one above it"))
def heads_unit(actor: Actor, record: Any) -> bool:
    unit = record.unit if isinstance(record, Person) else record
    while isinstance(unit, Unit):
        if unit.head_id is not None and unit.head_id == actor.person_id:
            return True
        unit = unit.parent
    return False


@predicate(_l("it is about oneself"))
def is_oneself(actor: Actor, record: Any) -> bool:
    return isinstance(record, Person) and record.id == actor.person_id


OWN = permission("reading.own", _l("See what one is asked to read"), [is_signed_in])
CONFIRM = permission(
    "reading.confirm", _l("Read a revision and confirm it, when asked to"), [is_in_force, is_signed_in]
)
OVERSEE = permission(
    "reading.oversee",
    _l("See the coverage of reading by document and unit"),
    [is_coordinator],
    [is_leader],
    [is_auditor],
)
SEE_READERS = permission(
    "reading.see_readers",
    _l("See who has confirmed a document"),
    [is_coordinator],
    [is_leader, is_known],
    [is_auditor, is_known],
    [is_owner],
)
SEE_UNIT = permission(
    "reading.see_unit",
    _l("See who of a unit is late in reading"),
    [is_coordinator],
    [is_leader],
    [is_auditor],
    [heads_unit],
)
SEE_PERSON = permission(
    "reading.see_person",
    _l("See what a person has read"),
    [is_oneself],
    [is_coordinator],
    [is_leader],
    [is_auditor],
    [heads_unit],
)
KEEP_AUDIENCE = permission(
    "reading.keep_audience",
    _l("Say whom a document concerns, and set its questions"),
    [is_coordinator],
    [is_owner],
)
SET_TERMS = permission("reading.set_terms", _l("Set the days for reading"), [is_coordinator])

PERMISSIONS = (OWN, CONFIRM, OVERSEE, SEE_READERS, SEE_UNIT, SEE_PERSON, KEEP_AUDIENCE, SET_TERMS)
