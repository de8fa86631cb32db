"""Duties: whoever has something to do hears of it in time, then their leader, then the coordinator."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from qms.foundation.access import SYSTEM
from qms.kernel import clock
from qms.nonconformities import queries, rules
from qms.nonconformities.models import Action, Nonconformity, Round
from qms.nonconformities.operations.announcing import tell
from qms.nonconformities.operations.reporting import coordinators_of
from qms.nonconformities.rules import AS_USUAL, EARLIEST_REMINDER, Reminding


def remind(_now: datetime) -> None:
    """Everything that is due and not yet reminded of, however long nobody asked; each reminder once."""
    today = clock.today()
    for action in queries.list_actions_due(by=today + timedelta(days=EARLIEST_REMINDER)):
        _remind_of_action(action, today)
    for round in queries.list_checks_due(by=today):
        _remind_of_check(round, today)


def _remind_of_action(action: Action, today: date) -> None:
    stages = rules.reminders_due(action.due_on, today, _reminding(action.nonconformity))
    days = [stage for stage in stages if stage.isdigit()]
    facts = {
        "what": action.what,
        "due_on": action.due_on.strftime("%d/%m/%Y"),
        "owner": action.owner.name,
    }
    for stage, kind, told in (
        (days[-1] if days else "", "action_due", _owner_of(action)),
        ("leader", "action_late", _leader_of(action)),
        ("coordinator", "action_late", coordinators_of(action.organization_id)),
    ):
        if stage in stages:
            tell(
                kind,
                action.nonconformity,
                *told,
                actor=SYSTEM,
                once=f"nc-action:{action.id}:{action.due_on}:{stage}",
                **facts,
            )


def _reminding(nonconformity: Nonconformity) -> Reminding:
    return nonconformity.severity.reminding if nonconformity.severity else AS_USUAL


def _owner_of(action: Action) -> list[int]:
    """The owner; the coordinators where the owner has left."""
    return [action.owner_id] if action.owner.is_active else coordinators_of(action.organization_id)


def _leader_of(action: Action) -> list[int]:
    """The head of the owner's unit, or of a unit above; the coordinators where there is none."""
    unit = action.owner.unit
    while unit is not None:
        if unit.head is not None and unit.head.is_active and unit.head_id != action.owner_id:
            return [unit.head.id]
        unit = unit.parent
    return coordinators_of(action.organization_id)


def _remind_of_check(round: Round, today: date) -> None:
    assert round.check_on is not None
    is_there = round.verifier is not None and round.verifier.is_active
    coordinators = coordinators_of(round.organization_id)
    told = [round.verifier_id] if is_there else coordinators
    facts = {"check_on": round.check_on.strftime("%d/%m/%Y")}
    once = f"nc-check:{round.id}:{round.check_on}"
    tell("check_due", round.nonconformity, *told, actor=SYSTEM, once=f"{once}:due", **facts)
    if (today - round.check_on).days >= _reminding(round.nonconformity).coordinator_after:
        tell("check_due", round.nonconformity, *coordinators, actor=SYSTEM, once=f"{once}:late", **facts)
