"""Checking the effect: closed by another person with evidence, or reopened by itself; reopening later."""

from __future__ import annotations

from collections.abc import Iterable

from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused
from qms.nonconformities import rules
from qms.nonconformities.models import Check, Nonconformity
from qms.nonconformities.operations.analysing import present_round
from qms.nonconformities.operations.announcing import hold, move, tell, trace
from qms.nonconformities.operations.reporting import add_files, begin_round, coordinators_of
from qms.nonconformities.rules import Verb


def verify(
    nonconformity: Nonconformity,
    *,
    actor: Actor,
    worked: bool,
    evidence: str,
    seen: int | None,
    kept: Iterable[Kept] = (),
) -> None:
    """Give the verdict: it worked, and it is closed; or it did not, and a new round begins.

    Raises:
        Stale, Refused: version, state, an open action, a part in it, too early, no evidence.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.CONFIRM if worked else Verb.FAIL)
    present = present_round(nonconformity)
    if actor.person_id is None:
        raise Forbidden(_l("A person must check the effect."))
    rules.nothing_is_open([each.status for each in nonconformity.present_actions])
    rules.verifier_is_another(actor.person_id, owners=nonconformity.doers)
    rules.check_may_be_made(present.check_on, today=clock.today())
    rules.verdict_has_evidence(evidence)
    now = clock.now()
    db.session.add(
        Check(
            organization_id=nonconformity.organization_id,
            round=present,
            person_id=actor.person_id,
            name=actor.name,
            position=actor.position,
            worked=worked,
            evidence=evidence,
            criterion=present.criterion,
            at=now,
        )
    )
    add_files(nonconformity, kept, actor=actor, part=f"check-{present.number}", traced=False)
    present.ended_at = now
    if worked:
        nonconformity.closed_at = now
        move(nonconformity, target)
        trace("closed", nonconformity, actor=actor, reason=evidence)
        tell("closed", nonconformity, *_concerned(nonconformity), actor=actor)
    else:
        move(nonconformity, target)
        begin_round(nonconformity, evidence)
        trace("found_without_effect", nonconformity, actor=actor, reason=evidence)
        _tell_reopened(nonconformity, evidence, actor)


def reopen(nonconformity: Nonconformity, *, actor: Actor, reason: str, seen: int | None) -> None:
    """It came back after it was closed: a new round begins, the former stay.

    Raises:
        Stale, Refused: version, state, or no reason.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.REOPEN)
    if not reason.strip():
        raise Refused(_l("Say how it came back."), field="reason")
    nonconformity.closed_at = None
    move(nonconformity, target)
    begin_round(nonconformity, reason)
    trace("reopened", nonconformity, actor=actor, reason=reason)
    _tell_reopened(nonconformity, reason, actor)


def _tell_reopened(nonconformity: Nonconformity, reason: str, actor: Actor) -> None:
    told = (*_concerned(nonconformity), *coordinators_of(nonconformity.organization_id))
    tell("reopened", nonconformity, *told, actor=actor, reason=reason)


def _concerned(nonconformity: Nonconformity) -> tuple[int | None, ...]:
    return (nonconformity.owner_id, nonconformity.reporter_id)
