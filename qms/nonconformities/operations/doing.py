"""Doing: finishing actions with their proof, asking for more time; then the check is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from qms.foundation.access import SYSTEM, Actor
from qms.foundation.db import db
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.nonconformities import queries, rules
from qms.nonconformities.models import Action, Extension, Nonconformity
from qms.nonconformities.operations.analysing import present_round
from qms.nonconformities.operations.announcing import hold, move, tell, trace
from qms.nonconformities.operations.reporting import add_files
from qms.nonconformities.rules import ActionKind, ActionState, State, Verb

BY_THEMSELVES = frozenset({ActionKind.RELEASE, ActionKind.COMMON})


def finish_action(
    action: Action, *, actor: Actor, proof: str, seen: int | None, kept: Iterable[Kept] = ()
) -> None:
    """The action is done, with its proof: words, files, or both.

    Raises:
        Stale, Refused: version, state, not open, no proof, or it is finished by something else.
    """
    nonconformity = action.nonconformity
    hold(nonconformity)
    same_as_seen(action.version, seen)
    rules.after(nonconformity.status, Verb.FINISH_ACTION)
    _refuse_not_open(action)
    if action.how in BY_THEMSELVES:
        raise Refused(_l("This action is finished by itself: by the new revision, or by the common action."))
    kept = list(kept)
    if not proof.strip() and not kept:
        raise Refused(_l("Show that it is done: in a sentence, or by a photo or file."), field="proof")
    add_files(nonconformity, kept, actor=actor, part=f"action-{action.number}", traced=False)
    close_action(action, actor=actor, proof=proof)
    go_on_to_check(nonconformity, actor=actor)


def close_action(action: Action, *, actor: Actor, proof: str = "") -> None:
    """Mark an action as done, and with it its parts in other nonconformities."""
    action.state, action.proof, action.done_at = ActionState.DONE.value, proof, clock.now()
    db.session.flush()  # those that follow are looked for
    trace(
        "action_finished",
        action.nonconformity,
        actor=actor,
        action=action.number,
        what=action.what,
        reason=proof,
    )
    for part in queries.list_parts_of(action):
        if part.nonconformity.state == State.DOING:
            close_action(part, actor=actor, proof=proof)
            go_on_to_check(part.nonconformity, actor=actor)


def finish_releases(document_id: int) -> None:
    """A document has a new revision in force: the actions that asked for it are done."""
    for action in queries.list_releases_of(document_id):
        if action.nonconformity.state == State.DOING:
            close_action(action, actor=SYSTEM)
            go_on_to_check(action.nonconformity, actor=SYSTEM)


def go_on_to_check(nonconformity: Nonconformity, *, actor: Actor) -> None:
    """When nothing of a plan under way is open any more, its effect is to be checked N days from now."""
    states = [each.status for each in nonconformity.present_actions]
    if nonconformity.state != State.DOING or ActionState.OPEN in states or ActionState.DONE not in states:
        return
    present = present_round(nonconformity)
    days = nonconformity.severity.check_after_days if nonconformity.severity else 0
    present.check_on = clock.today() + timedelta(days=days)
    move(nonconformity, rules.after(nonconformity.status, Verb.FINISH))
    trace("to_be_checked", nonconformity, actor=actor, check_on=present.check_on)
    tell("please_check", nonconformity, present.verifier_id, actor=actor, check_on=present.check_on)
    tell("all_done", nonconformity, nonconformity.owner_id, actor=actor, check_on=present.check_on)


# --- More time --------------------------------------------------------------------------------------------


def ask_for_time(
    action: Action, *, actor: Actor, wanted_until: date, reason: str, seen: int | None
) -> Extension:
    """Ask for a later day, with the reason.

    Raises:
        Stale, Refused: version, state, not open, no reason, a day not later, asked already.
    """
    nonconformity = action.nonconformity
    hold(nonconformity)
    same_as_seen(action.version, seen)
    rules.after(nonconformity.status, Verb.EXTEND)
    _refuse_not_open(action)
    if action.asked_extension is not None:
        raise Refused(_l("More time was asked for already; it waits for an answer."))
    rules.due_day(wanted_until, today=clock.today(), field="wanted_until")
    if wanted_until <= action.due_on:
        raise Refused(_l("The new day must be later than the present one."), field="wanted_until")
    if not reason.strip():
        raise Refused(_l("Say why more time is needed."), field="reason")
    assert actor.person_id is not None
    wish = Extension(
        organization_id=action.organization_id,
        due_before=action.due_on,
        wanted_until=wanted_until,
        reason=reason,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
    )
    action.extensions.append(wish)
    trace("time_asked", nonconformity, actor=actor, action=action.number, until=wanted_until, reason=reason)
    tell(
        "please_give_time",
        nonconformity,
        *(each.id for each in queries.list_who_give_time(action)),
        actor=actor,
        what=action.what,
        until=wanted_until,
    )
    return wish


def answer_wish(action: Action, *, actor: Actor, is_granted: bool, note: str, seen: int | None) -> None:
    """Grant or refuse more time; whoever owns the action cannot grant it to themselves.

    Raises:
        Stale, Refused: version, nothing was asked, their own action, a refusal without a reason.
    """
    nonconformity = action.nonconformity
    hold(nonconformity)
    same_as_seen(action.version, seen)
    rules.after(nonconformity.status, Verb.EXTEND)
    wish = action.asked_extension
    if wish is None:
        raise Refused(_l("Nobody asked for more time, or it was answered already."))
    if actor.person_id in (action.owner_id, wish.asked_by_id):
        raise Refused(_l("Nobody grants more time to themselves: another person must."))
    if not is_granted and not note.strip():
        raise Refused(_l("Say why not."), field="note")
    wish.is_granted, wish.note = is_granted, note
    wish.decided_by_id, wish.decided_at = actor.person_id, clock.now()
    if is_granted:
        action.due_on = wish.wanted_until
    trace(
        "time_given" if is_granted else "time_refused",
        nonconformity,
        actor=actor,
        action=action.number,
        until=wish.wanted_until,
        reason=note,
    )
    tell(
        "time_given" if is_granted else "time_refused",
        nonconformity,
        action.owner_id,
        actor=actor,
        what=action.what,
        until=wish.wanted_until,
        due_on=action.due_on,
        reason=note,
    )


def _refuse_not_open(action: Action) -> None:
    if action.state != ActionState.OPEN:
        raise Refused(_l("The action is not open any more."))
