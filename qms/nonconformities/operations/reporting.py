"""Reporting, and what the coordinator makes of a report: accepted, declined, void."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from qms.foundation import files
from qms.foundation.access import Actor, Role
from qms.foundation.db import db
from qms.foundation.files import Attachment, Kept
from qms.foundation.texts import _l
from qms.identity import operations as identity
from qms.identity import queries as people
from qms.identity.models import Person, Unit
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.nonconformities import queries, rules
from qms.nonconformities.models import Action, Nonconformity, Round, Term
from qms.nonconformities.operations.announcing import KIND, hold, move, tell, trace
from qms.nonconformities.rules import ActionKind, ActionState, TermKind, Verb
from qms.nonconformities.sources import Source

NOWHERE = Source()


def report(
    *,
    organization_id: int,
    reporter: Person,
    title: str,
    description: str,
    happened_on: date,
    origin: Term,
    actor: Actor,
    source: Source = NOWHERE,
    requirement: str = "",
    severity: Term | None = None,
    unit: Unit | None = None,
    kept: Iterable[Kept] = (),
) -> Nonconformity:
    """Report a nonconformity; it gets the next number of the year. ``source`` is what it was found in.

    Higher rooms report in the name of a person: an auditor's finding, a late dossier's officer.

    Raises:
        Refused: at ``happened_on``, when it lies in the future; at ``origin``, when that is none in use.
    """
    today = clock.today()
    if happened_on > today:
        raise Refused(_l("What has happened cannot lie in the future."), field="happened_on")
    _refuse_term(origin, TermKind.ORIGIN, "origin")
    identity.hold_organization(organization_id)  # numbers have no gap: one report after the other
    number = queries.last_number(organization_id, today.year) + 1
    now = clock.now()
    made = Nonconformity(
        organization_id=organization_id,
        year=today.year,
        number=number,
        code=rules.code_of(today.year, number),
        state_since=now,
        title=title,
        description=description,
        requirement=requirement,
        happened_on=happened_on,
        reported_on=today,
        reported_at=now,
        changed_at=now,
        reporter_id=reporter.id,
        origin_id=origin.id,
        severity_id=severity.id if severity else None,
        unit_id=unit.id if unit else source.unit_id,
        source_kind=source.kind,
        source_id=source.record_id,
        source_label=source.label,
        source_url=source.url,
        document_id=source.document_id,
        revision_id=source.revision_id,
        step_id=source.step_id,
    )
    db.session.add(made)
    db.session.flush()  # files and the trail refer to its number
    add_files(made, kept, actor=actor, happened_on=happened_on, traced=False)
    trace("reported", made, actor=actor, title=title, source=source.label)
    tell("reported", made, *coordinators_of(organization_id), actor=actor)
    return made


def add_files(
    nonconformity: Nonconformity,
    kept: Iterable[Kept],
    *,
    actor: Actor,
    part: str = "",
    happened_on: date | None = None,
    traced: bool = True,
) -> None:
    """Hang files on it, or on a part of it ("action-3", "round-1")."""
    added = files.attach(
        kept,
        subject_kind=KIND,
        subject_id=nonconformity.id,
        organization_id=nonconformity.organization_id,
        actor=actor,
        part=part,
        happened_on=happened_on,
    )
    if added and traced:
        trace("files_added", nonconformity, actor=actor, names=[each.name for each in added])


def take_over(nonconformity: Nonconformity, rows: Iterable[Attachment]) -> None:
    """Hang files on it that hang on what it was made of."""
    files.carry_over(rows, subject_kind=KIND, subject_id=nonconformity.id)


def accept(
    nonconformity: Nonconformity,
    *,
    actor: Actor,
    owner: Person,
    severity: Term,
    unit: Unit | None,
    seen: int | None,
) -> None:
    """Take it up: it has an owner and a severity from now on, and its first round begins.

    Raises:
        Stale, Refused: version, state, an owner who left, a severity not in use.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.ACCEPT)
    refuse_who_left(owner, "owner")
    _refuse_term(severity, TermKind.SEVERITY, "severity")
    nonconformity.owner, nonconformity.severity, nonconformity.unit = owner, severity, unit
    nonconformity.end_reason = ""
    move(nonconformity, target)
    begin_round(nonconformity)
    trace("accepted", nonconformity, actor=actor, owner=owner.name, severity=severity.code)
    tell("yours", nonconformity, owner.id, actor=actor)
    tell("accepted", nonconformity, nonconformity.reporter_id, actor=actor, owner=owner.name)


def decline(nonconformity: Nonconformity, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Not to be taken up; the reporter reads why.

    Raises:
        Stale, Refused: version, state, or no reason.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.DECLINE)
    nonconformity.end_reason = _reason(reason)
    move(nonconformity, target)
    trace("declined", nonconformity, actor=actor, reason=reason)
    tell("declined", nonconformity, nonconformity.reporter_id, actor=actor, reason=reason)


def declare_void(nonconformity: Nonconformity, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Entered by mistake: it counts no more, keeps its number, and stays readable with the reason.

    Raises:
        Stale, Refused: version, state, or no reason.
    """
    hold(nonconformity, seen)
    target = rules.after(nonconformity.status, Verb.VOID)
    nonconformity.end_reason = _reason(reason)
    for action in nonconformity.open_actions:
        action.state, action.drop_reason = ActionState.DROPPED.value, reason
        set_parts_free(action)
    if nonconformity.round:
        nonconformity.round.ended_at = clock.now()
    move(nonconformity, target)
    trace("voided", nonconformity, actor=actor, reason=reason)
    concerned = (
        nonconformity.reporter_id,
        nonconformity.owner_id,
        *(a.owner_id for a in nonconformity.actions),
    )
    tell("voided", nonconformity, *concerned, actor=actor, reason=reason)


def set_parts_free(action: Action) -> None:
    """The parts of a common action that is dropped stand on their own from now on."""
    for part in queries.list_parts_of(action):
        part.kind, part.common = ActionKind.TASK.value, None


def begin_round(nonconformity: Nonconformity, why: str = "") -> Round:
    """The next round; those before it stay as they are."""
    made = Round(
        organization_id=nonconformity.organization_id,
        number=len(nonconformity.rounds) + 1,
        started_at=clock.now(),
        why_reopened=why,
    )
    nonconformity.rounds.append(made)
    db.session.flush()  # actions and files refer to it
    return made


def refuse_who_left(person: Person, field: str) -> None:
    """Go on only with somebody who is still in the office.

    Raises:
        Refused: at ``field``.
    """
    if not person.is_active:
        raise Refused(_l("%(name)s has left the office. Name somebody else.", name=person.name), field=field)


def coordinators_of(organization_id: int) -> list[int]:
    """Everybody who coordinates the organisation's quality system."""
    return [each.id for each in people.list_with_role(Role.COORDINATOR, organization_id=organization_id)]


def _refuse_term(term: Term, kind: TermKind, field: str) -> None:
    if term.kind != kind or not term.is_valid(clock.today()):
        raise Refused(_l("“%(name)s” is not in use. Choose another.", name=term.name), field=field)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refused(
            _l("Give the reason: whoever reads it later has nothing else to go by."), field="reason"
        )
    return reason
