"""Planning: actions with owner and day, how success will be seen, who will check it; handing over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from qms.documents.models import Document
from qms.documents.rules import State as RevisionState
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity.models import Person
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.nonconformities import queries, rules
from qms.nonconformities.models import Action, Nonconformity, Round
from qms.nonconformities.operations.analysing import present_round
from qms.nonconformities.operations.announcing import hold, move, tell, trace
from qms.nonconformities.operations.doing import close_action, go_on_to_check
from qms.nonconformities.operations.reporting import refuse_who_left, set_parts_free
from qms.nonconformities.rules import ActionKind, ActionState, ActionType, State, Verb


def plan_action(
    nonconformity: Nonconformity,
    *,
    actor: Actor,
    type: ActionType,
    kind: ActionKind,
    what: str,
    owner: Person,
    due_on: date,
    document: Document | None = None,
    common: Action | None = None,
    seen: int | None,
) -> Action:
    """Plan something to be done. A release names its document and is finished by its next revision in force.

    Raises:
        Stale, Refused: version, state, no cause yet, a day in the past, an owner who left, no document.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.PLAN_ACTION)
    present = present_round(nonconformity)
    rules.plan_needs_a_cause(present.cause_text)
    _refuse_unfit(present, kind=kind, owner=owner, due_on=due_on, document=document)
    action = Action(
        organization_id=nonconformity.organization_id,
        round=present,
        number=len(nonconformity.actions) + 1,
        type=type.value,
        kind=kind.value,
        what=what,
        owner=owner,
        due_on=due_on,
        document=document if kind is ActionKind.RELEASE else None,
        common=common,
        planned_at=clock.now(),
    )
    nonconformity.actions.append(action)
    move(nonconformity, target)
    trace(
        "action_planned",
        nonconformity,
        actor=actor,
        action=action.number,
        what=what,
        owner=owner.name,
        due_on=due_on,
    )
    if nonconformity.state == State.DOING:
        _tell_owner(action, actor)
    return action


def change_action(
    action: Action,
    *,
    actor: Actor,
    type: ActionType,
    kind: ActionKind,
    what: str,
    owner: Person,
    due_on: date,
    document: Document | None = None,
    seen: int | None,
) -> None:
    """Change an action before the plan is under way.

    Raises:
        Stale, Refused: version, state, not open, one for several nonconformities; as ``plan_action``.
    """
    nonconformity = action.nonconformity
    hold(nonconformity, seen)
    rules.after(nonconformity.status, Verb.CHANGE_ACTION)
    if action.state != ActionState.OPEN:
        raise Refused(_l("The action is not open any more."))
    if action.how is ActionKind.COMMON or queries.list_parts_of(action):
        raise Refused(_l("The action is one for several nonconformities. Drop it and plan another one."))
    _refuse_unfit(present_round(nonconformity), kind=kind, owner=owner, due_on=due_on, document=document)
    action.type, action.kind, action.what = type.value, kind.value, what
    action.owner, action.due_on = owner, due_on
    action.document = document if kind is ActionKind.RELEASE else None
    action.planned_at = clock.now()  # a release waits for a revision from here on
    trace(
        "action_changed",
        nonconformity,
        actor=actor,
        action=action.number,
        what=what,
        owner=owner.name,
        due_on=due_on,
    )


def _refuse_unfit(
    present: Round, *, kind: ActionKind, owner: Person, due_on: date, document: Document | None
) -> None:
    rules.due_day(due_on, today=clock.today())
    refuse_who_left(owner, "owner")
    if kind is ActionKind.RELEASE and document is None:
        raise Refused(_l("Name the document whose new revision is to be released."), field="document")
    if owner.id == present.verifier_id:
        raise Refused(
            _l("%(name)s is to check the effect and so cannot have an action in it.", name=owner.name),
            field="owner",
        )


def _tell_owner(action: Action, actor: Actor) -> None:
    tell(
        "do_action",
        action.nonconformity,
        action.owner_id,
        actor=actor,
        what=action.what,
        due_on=action.due_on,
    )


def drop_action(action: Action, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Take an action out of the plan; it stays readable with the reason.

    Raises:
        Stale, Refused: version, state, no reason, or the last corrective action of a plan under way.
    """
    nonconformity = action.nonconformity
    hold(nonconformity, seen)
    rules.after(nonconformity.status, Verb.DROP_ACTION)
    if not reason.strip():
        raise Refused(
            _l("Give the reason: whoever reads it later has nothing else to go by."), field="reason"
        )
    if action.state != ActionState.OPEN:
        raise Refused(_l("The action is not open any more."))
    if nonconformity.state == State.DOING:
        left = [each.what_for for each in _counting(nonconformity) if each is not action]
        if ActionType.CORRECTIVE not in left:
            raise Refused(
                _l("It is the last corrective action of the plan. Plan another one first, then drop it.")
            )
    action.state, action.drop_reason = ActionState.DROPPED.value, reason
    set_parts_free(action)
    trace("action_dropped", nonconformity, actor=actor, action=action.number, reason=reason)
    go_on_to_check(nonconformity, actor=actor)


def _counting(nonconformity: Nonconformity) -> list[Action]:
    return [each for each in nonconformity.present_actions if each.state != ActionState.DROPPED]


def set_check(
    nonconformity: Nonconformity, *, actor: Actor, criterion: str, verifier: Person, seen: int | None
) -> None:
    """Say beforehand how success will be seen, and who will look.

    Raises:
        Stale, Refused: version, state, no criterion, a verifier with a part in it or who left.
    """
    hold(nonconformity, seen)
    rules.after(nonconformity.status, Verb.SET_CHECK)
    if not criterion.strip():
        raise Refused(
            _l("Write by what success will be seen: a number, a record, a time."), field="criterion"
        )
    refuse_who_left(verifier, "verifier")
    rules.verifier_is_another(verifier.id, owners=nonconformity.doers)
    present = present_round(nonconformity)
    present.criterion, present.verifier = criterion, verifier
    trace("check_set", nonconformity, actor=actor, verifier=verifier.name, reason=criterion)


def start(nonconformity: Nonconformity, *, actor: Actor, seen: int | None) -> None:
    """Begin what was planned; everybody with an action is told.

    Raises:
        Stale, Refused: version, state, no corrective action, no criterion, nobody to check.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.START)
    present = present_round(nonconformity)
    planned = _counting(nonconformity)
    rules.plan_is_complete([each.what_for for each in planned], present.criterion, present.verifier_id)
    rules.verifier_is_another(present.verifier_id, owners=nonconformity.doers)
    move(nonconformity, target)
    trace("started", nonconformity, actor=actor, actions=len(planned))
    for action in planned:
        if _is_done_already(action):
            close_action(action, actor=actor)
        else:
            _tell_owner(action, actor)
    go_on_to_check(nonconformity, actor=actor)


def _is_done_already(action: Action) -> bool:
    """Whether what the action waits for has come about since it was planned."""
    if action.common is not None:
        return action.common.state == ActionState.DONE
    if action.document is None:
        return False
    return any(
        revision.state == RevisionState.EFFECTIVE
        and revision.effective_at is not None
        and revision.effective_at > action.planned_at
        for revision in action.document.revisions
    )


def hand_over(
    nonconformity: Nonconformity,
    *,
    actor: Actor,
    owner: Person,
    verifier: Person | None,
    action_owners: Mapping[int, Person],
    seen: int | None,
) -> None:
    """Name other people: owner, verifier, owners of open actions by their number. Who left is replaced so.

    Raises:
        Stale, Refused: version, state, somebody who left, a verifier with a part in it.
    """
    hold(nonconformity, seen)
    rules.after(nonconformity.status, Verb.HAND_OVER)
    present = present_round(nonconformity)
    changes: dict[str, tuple[str, str]] = {}
    told: list[int] = []
    if owner.id != nonconformity.owner_id:
        refuse_who_left(owner, "owner")
        changes["owner"] = (nonconformity.owner.name if nonconformity.owner else "", owner.name)
        nonconformity.owner = owner
        told.append(owner.id)
    for action in nonconformity.open_actions:
        other = action_owners.get(action.number)
        if other is not None and other.id != action.owner_id:
            refuse_who_left(other, f"action_{action.number}")
            changes[f"action_{action.number}"] = (action.owner.name, other.name)
            action.owner = other
            told.append(other.id)
    if verifier is not None and verifier.id != present.verifier_id:
        refuse_who_left(verifier, "verifier")
        changes["verifier"] = (present.verifier.name if present.verifier else "", verifier.name)
        present.verifier = verifier
        told.append(verifier.id)
    db.session.flush()  # the people are compared by their numbers
    if present.verifier_id is not None:
        rules.verifier_is_another(present.verifier_id, owners=nonconformity.doers)
    if changes:
        people = "; ".join(f"{before or '–'} → {after}" for before, after in changes.values())
        trace("handed_over", nonconformity, actor=actor, people=people)
        tell("handed_over", nonconformity, *told, actor=actor)


def plan_common(
    nonconformities: Sequence[Nonconformity],
    *,
    actor: Actor,
    what: str,
    owner: Person,
    due_on: date,
) -> Action:
    """One corrective action for several nonconformities with the same cause: the oldest leads, the others follow.

    When the leading one is done, so are its parts in the others.

    Raises:
        Refused: fewer than two, or one of them has no cause yet; as ``plan_action``.
    """
    if len(nonconformities) < 2:
        raise Refused(_l("Choose at least two nonconformities."))
    for each in nonconformities:
        if not rules.allows(each.status, Verb.PLAN_ACTION):
            raise Refused(
                _l(
                    "%(code)s is “%(state)s”: an action can be planned once its cause is named.",
                    code=each.code,
                    state=each.status.label,
                )
            )
    leading, *following = sorted(nonconformities, key=lambda each: (each.year, each.number))
    action = plan_action(
        leading,
        actor=actor,
        type=ActionType.CORRECTIVE,
        kind=ActionKind.TASK,
        what=what,
        owner=owner,
        due_on=due_on,
        seen=None,
    )
    for each in following:
        plan_action(
            each,
            actor=actor,
            type=ActionType.CORRECTIVE,
            kind=ActionKind.COMMON,
            what=what,
            owner=owner,
            due_on=due_on,
            common=action,
            seen=None,
        )
    return action
