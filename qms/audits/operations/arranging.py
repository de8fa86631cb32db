"""Between plan and audit: sent to the units, answered, opened, ended, cancelled."""

from __future__ import annotations

from datetime import date

from qms.audits.models import Audit, AuditedUnit
from qms.audits.operations.teaming import refuse_unfit_team
from qms.audits.operations.telling import tell, trace
from qms.audits.rules import auditing as rules
from qms.audits.rules.auditing import Answer, Verb
from qms.foundation.access import Actor
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused


def announce(audit: Audit, *, actor: Actor, seen: int | None) -> None:
    """Send the plan to the audited units.

    Raises:
        Stale, Refused: version, state, dates gone by, an unfit team, or a unit for which nobody speaks.
    """
    same_as_seen(audit.version, seen)
    target = rules.after(audit.status, Verb.ANNOUNCE)
    rules.dates_fit(audit.starts_on, audit.ends_on, today=clock.today())
    refuse_unfit_team(audit)
    mute = [each.unit.name for each in audit.units if each.representative is None]
    if mute:
        raise Refused(_l("Name who speaks for %(units)s first.", units=", ".join(mute)))
    move(audit, target)
    trace("announced", audit, actor=actor, starts_on=audit.starts_on, ends_on=audit.ends_on)
    tell("announced", audit, *representatives(audit), actor=actor)


def answer(
    audited: AuditedUnit,
    *,
    actor: Actor,
    accepts: bool,
    wished_on: date | None,
    reason: str,
    seen: int | None,
) -> None:
    """The audited unit accepts the plan, or asks for another date with a reason.

    Raises:
        Stale, Refused, Forbidden: version, state, no date or reason for another date, or not who speaks for it.
    """
    audit = audited.audit
    same_as_seen(audit.version, seen)
    rules.after(audit.status, Verb.ANSWER)
    if actor.person_id != audited.representative_id:
        raise Forbidden(_l("Another person speaks for this unit."))
    if not accepts:
        _refuse_odd_wish(wished_on, reason)
    audited.answer = (Answer.ACCEPTED if accepts else Answer.OTHER_DATE).value
    audited.answered_at = clock.now()
    audited.wished_on, audited.answer_reason = (None, reason) if accepts else (wished_on, reason)
    audit.edited_at = clock.now()
    action = "plan_accepted" if accepts else "other_date_asked"
    trace(action, audit, actor=actor, unit=audited.unit.name, wished_on=audited.wished_on, reason=reason)
    tell(
        action,
        audit,
        _lead_id(audit),
        actor=actor,
        unit=audited.unit.name,
        wished_on=wished_on or "",
        reason=reason,
    )


def _refuse_odd_wish(wished_on: date | None, reason: str) -> None:
    if wished_on is None or wished_on < clock.today():
        raise Refused(_l("Write the day that you ask for: today or later."), field="wished_on")
    if not reason.strip():
        raise Refused(_l("Say why another date is needed."), field="reason")


def start(audit: Audit, *, actor: Actor, seen: int | None) -> None:
    """Open the audit on site.

    Raises:
        Stale, Refused: version, state, before its first day, or an unfit team.
    """
    same_as_seen(audit.version, seen)
    target = rules.after(audit.status, Verb.START)
    if clock.today() < audit.starts_on:
        raise Refused(
            _l("The audit begins on %(day)s, not before.", day=audit.starts_on.strftime("%d/%m/%Y"))
        )
    refuse_unfit_team(audit)
    move(audit, target)
    trace("started", audit, actor=actor)


def finish(audit: Audit, *, actor: Actor, seen: int | None) -> None:
    """End the audit on site; what remains is the report."""
    same_as_seen(audit.version, seen)
    move(audit, rules.after(audit.status, Verb.FINISH))
    trace("finished", audit, actor=actor)


def resume(audit: Audit, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Go back to the audit on site, with a reason.

    Raises:
        Stale, Refused: version, state, the report is signed, or no reason.
    """
    same_as_seen(audit.version, seen)
    target = rules.after(audit.status, Verb.RESUME)
    rules.not_signed(audit.report_hash)
    _refuse_without_reason(reason)
    move(audit, target)
    trace("resumed", audit, actor=actor, reason=reason)


def cancel(audit: Audit, *, actor: Actor, reason: str, seen: int | None) -> None:
    """The audit does not take place, or not to its end; the reason is kept and everybody concerned is told.

    Raises:
        Stale, Refused: version, state, or no reason.
    """
    same_as_seen(audit.version, seen)
    target = rules.after(audit.status, Verb.CANCEL)
    _refuse_without_reason(reason)
    knew = audit.state in rules.KNOWN_TO_UNITS
    audit.cancel_reason = reason
    move(audit, target)
    trace("cancelled", audit, actor=actor, reason=reason)
    told = [member.person_id for member in audit.members]
    tell("cancelled", audit, *told, *(representatives(audit) if knew else []), actor=actor, reason=reason)


def move(audit: Audit, target: rules.State) -> None:
    """Put the audit into a state that the table led to."""
    audit.state, audit.state_since = target.value, clock.now()


def representatives(audit: Audit) -> list[int | None]:
    """Who speaks for the audited units."""
    return [each.representative_id for each in audit.units]


def _lead_id(audit: Audit) -> int | None:
    return audit.lead.id if audit.lead else None


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_l("Write the reason."), field="reason")
