"""Who may do what with nonconformities. ``record`` is a nonconformity, or an action or file of one."""

from __future__ import annotations

from typing import Any

from qms.foundation.access import (
    Actor,
    Role,
    has_role,
    is_administrator,
    is_coordinator,
    is_signed_in,
    permission,
    predicate,
)
from qms.foundation.texts import _l
from qms.nonconformities.models import Action, Nonconformity


def _nonconformity(record: Any) -> Nonconformity | None:
    found = getattr(record, "nonconformity", record)
    return found if isinstance(found, Nonconformity) else None


@predicate(_l("who reported it"))
def is_reporter(actor: Actor, record: Any) -> bool:
    found = _nonconformity(record)
    return found is not None and found.reporter_id == actor.person_id


@predicate(_l("who answers for it"))
def is_owner(actor: Actor, record: Any) -> bool:
    found = _nonconformity(record)
    return found is not None and actor.is_signed_in and found.owner_id == actor.person_id


@predicate(_l("who has an action in it"))
def is_doer(actor: Actor, record: Any) -> bool:
    found = _nonconformity(record)
    return found is not None and any(each.owner_id == actor.person_id for each in found.actions)


@predicate(_l("who owns the action"))
def owns_action(actor: Actor, record: Any) -> bool:
    return isinstance(record, Action) and record.owner_id == actor.person_id


@predicate(_l("not the owner of the action"))
def does_not_own_action(actor: Actor, record: Any) -> bool:
    return isinstance(record, Action) and record.owner_id != actor.person_id


@predicate(_l("who is named to check the effect"))
def is_verifier(actor: Actor, record: Any) -> bool:
    found = _nonconformity(record)
    return (
        found is not None
        and actor.is_signed_in
        and any(each.verifier_id == actor.person_id for each in found.rounds)
    )


@predicate(_l("from the unit concerned, once it is accepted"))
def is_of_unit_concerned(actor: Actor, record: Any) -> bool:
    found = _nonconformity(record)
    return (
        found is not None
        and actor.unit_id is not None
        and found.unit_id == actor.unit_id
        and found.owner_id is not None
    )


@predicate(_l("had no part in it"))
def had_no_part(actor: Actor, record: Any) -> bool:
    found = _nonconformity(record)
    return found is not None and actor.person_id not in found.doers


oversees = has_role(Role.COORDINATOR, Role.LEADER, Role.AUDITOR)
decides_on_time = has_role(Role.COORDINATOR, Role.LEADER)

REPORT = permission("nonconformities.report", _l("Report a nonconformity"), [is_signed_in])
LIST = permission("nonconformities.list", _l("See the register, as far as one may read it"), [is_signed_in])
READ = permission(
    "nonconformities.read",
    _l("Read a nonconformity"),
    [oversees],
    [is_reporter],
    [is_owner],
    [is_doer],
    [is_verifier],
    [is_of_unit_concerned],
)
TRIAGE = permission(
    "nonconformities.triage",
    _l("Accept a report and name who answers for it, or decline it"),
    [is_coordinator],
)
WORK = permission(
    "nonconformities.work",
    _l("Record what was put right, find the cause, plan and start actions"),
    [is_owner],
    [is_coordinator],
)
DO = permission("nonconformities.do", _l("Finish an action with its proof"), [owns_action], [is_coordinator])
ASK_TIME = permission(
    "nonconformities.ask_time", _l("Ask for more time for an action"), [owns_action], [is_coordinator]
)
GIVE_TIME = permission(
    "nonconformities.give_time",
    _l("Grant or refuse more time for an action"),
    [decides_on_time, does_not_own_action],
)
ADD_FILES = permission(
    "nonconformities.add_files",
    _l("Add photos and files to a nonconformity"),
    [is_reporter],
    [is_owner],
    [is_doer],
    [is_verifier],
    [is_coordinator],
)
VERIFY = permission(
    "nonconformities.verify",
    _l("Check whether it worked, and close it or reopen it"),
    [is_verifier, had_no_part],
    [is_coordinator, had_no_part],
)
HAND_OVER = permission(
    "nonconformities.hand_over", _l("Name other people for a nonconformity and its actions"), [is_coordinator]
)
REOPEN = permission("nonconformities.reopen", _l("Reopen a closed nonconformity"), [decides_on_time])
VOID = permission("nonconformities.void", _l("Declare a nonconformity void"), [is_coordinator])
OVERSEE = permission(
    "nonconformities.oversee", _l("See what repeats, causes and ages of all nonconformities"), [oversees]
)
JOIN = permission(
    "nonconformities.join", _l("Plan one common action for several nonconformities"), [is_coordinator]
)
KEEP_TERMS = permission(
    "nonconformities.keep_terms",
    _l("Change origins, severities and causes"),
    [is_coordinator],
    [is_administrator],
)

PERMISSIONS = (
    REPORT,
    LIST,
    READ,
    TRIAGE,
    WORK,
    DO,
    ASK_TIME,
    GIVE_TIME,
    ADD_FILES,
    VERIFY,
    HAND_OVER,
    REOPEN,
    VOID,
    OVERSEE,
    JOIN,
    KEEP_TERMS,
)
