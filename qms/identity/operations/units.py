"""Acts about units and positions."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db, hold
from qms.foundation.events import emit
from qms.foundation.texts import _l
from qms.identity import queries, rules
from qms.identity.events import UnitMoved
from qms.identity.models import Organization, Person, Position, Unit
from qms.identity.operations.subjects import (
    hold_as_seen,
    hold_organization,
    position_subject,
    unit_subject,
)
from qms.kernel.errors import Refused

# --- Units ----------------------------------------------------------------------------------------------


def add_unit(
    *, organization: Organization, code: str, name: str, parent: Unit | None = None, actor: Actor
) -> Unit:
    """Make a unit.

    Raises:
        Refused: at ``code``, when another unit has it; at ``parent``, when that unit is closed.
    """
    _refuse_closed(parent)
    unit = Unit(organization_id=organization.id, code=code, name=name, parent=parent)
    _keep_with_own_code(unit)
    trail.record("identity.unit_added", unit_subject(unit), actor=actor, facts={"code": code})
    return unit


def change_unit(
    unit: Unit,
    *,
    actor: Actor,
    seen: int | None,
    code: str,
    name: str,
    parent: Unit | None,
    head: Person | None,
) -> None:
    """Rename a unit, move it under another one, or give it a head; nothing happens when nothing differs.

    Raises:
        Stale: somebody else changed the unit meanwhile.
        Refused: at ``code``, ``parent`` or ``head``, why not.
    """
    hold_as_seen(unit, seen)
    if unit.parent_id != (parent.id if parent else None):
        _refuse_move(unit, parent)
    if head and not head.is_active:
        raise Refused(_l("%(name)s has left.", name=head.name), field="head")
    changes = {
        "unit.code": (unit.code, code),
        "unit.name": (unit.name, name),
        "unit.parent": (unit.parent.name if unit.parent else "", parent.name if parent else ""),
        "unit.head": (unit.head.name if unit.head else "", head.name if head else ""),
    }
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return
    unit.code, unit.name, unit.parent, unit.head = code, name, parent, head
    _keep_with_own_code(unit)
    trail.record("identity.unit_changed", unit_subject(unit), actor=actor, changes=changes)
    if "unit.parent" in changes:
        emit(UnitMoved(unit.id))


def close_unit(unit: Unit, *, actor: Actor) -> None:
    """Close a unit that has neither people nor open units any more; records keep its name.

    Raises:
        Refused: somebody or something is still in it.
    """
    hold(unit)
    people = queries.count_people(unit_id=unit.id)
    if people:
        raise Refused(_l("%(count)s people are still in this unit. Move them first.", count=people))
    if any(each.parent_id == unit.id for each in queries.list_units()):
        raise Refused(_l("There are open units under this one. Close or move them first."))
    if unit.is_active:
        unit.is_active = False
        trail.record("identity.unit_closed", unit_subject(unit), actor=actor)


def reopen_unit(unit: Unit, *, actor: Actor) -> None:
    """Open a closed unit again.

    Raises:
        Refused: the unit above is closed.
    """
    hold(unit)
    _refuse_closed(unit.parent)
    if not unit.is_active:
        unit.is_active = True
        trail.record("identity.unit_reopened", unit_subject(unit), actor=actor)


def _refuse_move(unit: Unit, parent: Unit | None) -> None:
    _refuse_closed(parent)
    hold_organization(unit.organization_id)  # or two moves at once could close a circle
    parents = queries.unit_parents()
    if rules.would_circle(unit.id, parent.id if parent else None, parents):
        raise Refused(_l("A unit cannot stand under itself or under one of its own units."), field="parent")


def _refuse_closed(parent: Unit | None) -> None:
    if parent and not parent.is_active:
        raise Refused(_l("The unit above is closed."), field="parent")


def _keep_with_own_code(unit: Unit) -> None:
    code = unit.code
    try:
        with db.session.begin_nested():
            db.session.add(unit)
    except IntegrityError as error:
        raise Refused(_l("Another unit has the code %(code)s.", code=code), field="code") from error


# --- Positions ------------------------------------------------------------------------------------------


def position_named(name: str, organization: Organization, *, actor: Actor) -> Position | None:
    """The position of this name, made when it is new; None for no name."""
    if not name:
        return None
    found = queries.find_position(name, organization_id=organization.id)
    return found or add_position(organization=organization, name=name, actor=actor)


def add_position(*, organization: Organization, name: str, actor: Actor) -> Position:
    """Make a position.

    Raises:
        Refused: at ``name``, when there is one of this name.
    """
    position = Position(organization_id=organization.id, name=name)
    _keep_with_own_name(position)
    trail.record("identity.position_added", position_subject(position), actor=actor)
    return position


def change_position(
    position: Position, *, actor: Actor, seen: int | None, name: str, is_active: bool
) -> None:
    """Rename a position, or say whether it is still given to people; signatures keep the former name.

    Raises:
        Stale: somebody else changed it meanwhile.
        Refused: at ``name``, when another position has it.
    """
    hold_as_seen(position, seen)
    changes: dict[str, tuple[object, object]] = {
        "position.name": (position.name, name),
        "position.is_active": (position.is_active, is_active),
    }
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    if not changes:
        return
    position.name, position.is_active = name, is_active
    _keep_with_own_name(position)
    trail.record("identity.position_changed", position_subject(position), actor=actor, changes=changes)


def _keep_with_own_name(position: Position) -> None:
    name = position.name
    try:
        with db.session.begin_nested():
            db.session.add(position)
    except IntegrityError as error:
        raise Refused(
            _l("There is a position of the name %(name)s already.", name=name), field="name"
        ) from error
