"""The yearly programme: begun, filled, sent for approval, approved and signed, amended."""

from __future__ import annotations

from qms.audits.bank import in_order, refuse_unknown
from qms.audits.models import AuditSignature, Programme, ProgrammeItem
from qms.audits.operations.telling import changed, tell_of_programme, trace_programme
from qms.audits.queries.programmes import find_programme
from qms.audits.rules import programmes as rules
from qms.audits.rules.programmes import Meaning, ProgrammeVerb
from qms.documents.models import Document
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity import operations as identity
from qms.identity.models import Organization, Person, Unit
from qms.identity.signing import signature_facts
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused


def start_programme(organization: Organization, *, year: int, actor: Actor) -> Programme:
    """Begin the programme of a year.

    Raises:
        Refused: the year has one, or is none.
    """
    identity.hold_organization(organization.id)
    if not rules.is_year(year):
        raise Refused(
            _l("Write a year from %(first)s to %(last)s.", first=rules.FIRST_YEAR, last=rules.LAST_YEAR)
        )
    if find_programme(year, organization_id=organization.id):
        raise Refused(_l("There is a programme of %(year)s already.", year=year))
    programme = Programme(organization_id=organization.id, year=year, edited_at=clock.now())
    db.session.add(programme)
    db.session.flush()  # the trail refers to its number
    trace_programme("programme_started", programme, actor=actor)
    return programme


def change_aims(programme: Programme, *, actor: Actor, seen: int | None, aims: str) -> None:
    """Say what the programme is for and how its audits are done."""
    same_as_seen(programme.version, seen)
    before = programme.aims
    _edit(programme)
    programme.aims = aims
    if before != aims:
        trace_programme("programme_changed", programme, actor=actor, changes={"aims": (before, aims)})


def keep_item(
    programme: Programme,
    item: ProgrammeItem | None,
    *,
    actor: Actor,
    seen: int | None,
    unit: Unit,
    document: Document | None,
    clauses: list[str],
    month: int,
    lead: Person | None,
    note: str,
) -> ProgrammeItem:
    """Add a line, or change one that is there.

    Raises:
        Stale, Refused: version, state, no clause and no procedure, or a clause that the standard does not have.
    """
    if item is not None:
        same_as_seen(item.version, seen)
    _edit(programme)
    refuse_unknown(clauses, on=clock.today())
    if not clauses and document is None:
        raise Refused(_l("Name clauses or a procedure: something must be audited."), field="clauses")
    before = item.facts if item else None
    if item is None:
        item = ProgrammeItem(organization_id=programme.organization_id)
    item.unit, item.document, item.clauses = unit, document, sorted(clauses, key=in_order)
    item.month, item.lead, item.note = month, lead, note
    if before is None:
        programme.items.append(item)
    db.session.flush()  # the line's place follows from its month
    if before is None:
        trace_programme("item_added", programme, actor=actor, unit=unit.name, month=month)
    elif changes := changed(before, item.facts):
        trace_programme("item_changed", programme, actor=actor, unit=unit.name, changes=changes)
    return item


def drop_item(item: ProgrammeItem, *, actor: Actor) -> None:
    """Take a line out.

    Raises:
        Refused: the programme cannot be changed now, or an audit was planned for the line.
    """
    programme = item.programme
    _edit(programme)
    if item.audits:
        raise Refused(_l("An audit was planned for this line; it stays in the programme."))
    unit = item.unit.name
    programme.items.remove(item)
    trace_programme("item_dropped", programme, actor=actor, unit=unit, month=item.month)


def submit_programme(
    programme: Programme, *, actor: Actor, approver: Person, password: str, seen: int | None
) -> None:
    """Sign the programme as prepared and send it to a leader.

    Raises:
        Stale, Refused: version, state, no lines, or the approver is who prepared it.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    same_as_seen(programme.version, seen)
    target = rules.after(programme.status, ProgrammeVerb.SUBMIT)
    if not programme.items:
        raise Refused(_l("The programme has no line yet. Add at least one."))
    if approver.id == signer.id:
        raise Refused(_l("Somebody else approves what you prepared."), field="approver")
    programme.state, programme.approver, programme.return_reason = target.value, approver, ""
    programme.content_hash = programme.computed_hash()
    _sign(programme, signer, Meaning.PREPARED)
    trace_programme(
        "programme_submitted", programme, actor=actor, approver=approver.name, hash=programme.content_hash
    )
    tell_of_programme("programme_submitted", programme, approver.id, actor=actor)


def return_programme(programme: Programme, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Send the programme back with a reason.

    Raises:
        Stale, Refused, Forbidden: version, state, no reason, or not the approver named.
    """
    same_as_seen(programme.version, seen)
    target = rules.after(programme.status, ProgrammeVerb.RETURN)
    _refuse_stranger(programme, actor)
    if not reason.strip():
        raise Refused(_l("Say what must be changed."), field="reason")
    programme.state, programme.return_reason, programme.content_hash = target.value, reason, ""
    trace_programme("programme_returned", programme, actor=actor, reason=reason)
    tell_of_programme("programme_returned", programme, _preparer(programme), actor=actor, reason=reason)


def approve_programme(
    programme: Programme, *, actor: Actor, password: str, note: str, seen: int | None
) -> None:
    """The leader named signs; lead auditors hear of their audits.

    Raises:
        Stale, Refused, Forbidden: version, state, content other than what was sent, or not the approver named.
        WrongPassword: at ``password``.
    """
    signer = identity.confirm_password(actor, password)
    same_as_seen(programme.version, seen)
    target = rules.after(programme.status, ProgrammeVerb.APPROVE)
    _refuse_stranger(programme, actor)
    if programme.computed_hash() != programme.content_hash:
        raise Refused(
            _l("The programme differs from what was signed. Send it back and have it signed again.")
        )
    programme.state, programme.approved_at = target.value, clock.now()
    _sign(programme, signer, Meaning.APPROVED, note)
    trace_programme("programme_approved", programme, actor=actor, reason=note, hash=programme.content_hash)
    leads = [item.lead_id for item in programme.items]
    tell_of_programme("programme_approved", programme, _preparer(programme), *leads, actor=actor)


def amend_programme(programme: Programme, *, actor: Actor, reason: str, seen: int | None) -> None:
    """Open an approved programme for changes; it is signed anew afterwards.

    Raises:
        Stale, Refused: version, state, or no reason.
    """
    same_as_seen(programme.version, seen)
    target = rules.after(programme.status, ProgrammeVerb.AMEND)
    if not reason.strip():
        raise Refused(_l("Say why the programme is amended."), field="reason")
    programme.state, programme.content_hash = target.value, ""
    programme.amendment += 1
    trace_programme("programme_amended", programme, actor=actor, reason=reason)


def _edit(programme: Programme) -> None:
    rules.after(programme.status, ProgrammeVerb.EDIT)
    programme.edited_at = clock.now()  # gives the programme a new version, whichever part of it changes


def _refuse_stranger(programme: Programme, actor: Actor) -> None:
    if actor.person_id != programme.approver_id:
        raise Forbidden(_l("Another leader was named to approve this programme."))


def _preparer(programme: Programme) -> int | None:
    """Who signed it as prepared last."""
    prepared = [each.person_id for each in programme.signatures if each.meaning == Meaning.PREPARED]
    return prepared[-1] if prepared else None


def _sign(programme: Programme, signer: Person, meaning: Meaning, note: str = "") -> None:
    facts = signature_facts(signer, meaning=meaning.value, content_hash=programme.content_hash, note=note)
    db.session.add(AuditSignature(programme=programme, **facts))
