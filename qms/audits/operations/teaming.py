"""The audit team: who takes part, as what, and whether they may: independence and competence."""

from __future__ import annotations

from datetime import date

from qms.audits.models import Audit, Member
from qms.audits.operations.planning import back_to_planning
from qms.audits.operations.telling import tell, trace
from qms.audits.policy import OVERRULE
from qms.audits.queries import auditing as queries
from qms.audits.queries.programmes import auditor_of
from qms.audits.rules import auditing as rules
from qms.audits.rules.auditing import Bias, Part, Verb
from qms.foundation.access import Actor, require
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity.models import Person
from qms.kernel.errors import Refused


def add_member(
    audit: Audit, *, actor: Actor, person: Person, part: Part, overrule_reason: str = ""
) -> Member:
    """Take a person into the team, or give them another part. A new lead takes the former one's place.

    Nobody audits their own unit or a procedure that they wrote, reviewed or own (ISO 9001:2015, 9.2.2 c). Who has
    something else left to audit may take part, and may not touch what is theirs; who has not is refused, unless a
    leader overrules it with a reason.

    Raises:
        Refused: state, the report is signed, no valid proof of competence, speaks for an audited unit, or not independent.
        Forbidden: a reason to overrule by somebody who is no leader.
    """
    target = rules.after(audit.status, Verb.APPOINT)
    rules.not_signed(audit.report_hash)
    if any(each.representative_id == person.id for each in audit.units):
        raise Refused(_l("%(name)s speaks for an audited unit.", name=person.name), field="person")
    if part.audits:
        _refuse_without_competence(person, audit.starts_on)
    biases = queries.biases_of(person, audit) if part.audits else []
    if overrule_reason.strip():
        _refuse_odd_overruling(actor, audit, person, biases)
    elif _has_nothing_left(biases, audit):
        raise Refused(not_independent(person, biases), field="person")
    if part is Part.LEAD:
        _demote_lead(audit, but=person)
    member = audit.member(person.id) or _new_member(audit, person, part)
    member.part = part.value
    if overrule_reason.strip():
        member.overruled = [bias.key for bias in biases]
        member.overrule_reason, member.overruled_by_id = overrule_reason, actor.person_id
        trace(
            "overruled",
            audit,
            actor=actor,
            reason=overrule_reason,
            name=person.name,
            why=rules.in_words(biases),
        )
    back_to_planning(audit, target)
    trace("member_added", audit, actor=actor, name=person.name, part=part.value)
    tell("named", audit, person.id, actor=actor, part=str(part.label))
    return member


def _new_member(audit: Audit, person: Person, part: Part) -> Member:
    member = Member(
        organization_id=audit.organization_id,
        person_id=person.id,
        person=person,
        part=part.value,
        overruled=[],
        overrule_reason="",
    )
    audit.members.append(member)
    return member


def _demote_lead(audit: Audit, *, but: Person) -> None:
    for member in audit.members:
        if member.part == Part.LEAD and member.person_id != but.id:
            member.part = Part.AUDITOR.value
    db.session.flush()  # the database allows one lead at any moment: out first, then in


def _refuse_without_competence(person: Person, day: date) -> None:
    if auditor_of(person).best(day) is None:
        message = _l(
            "%(name)s has no proof of competence that is valid on %(day)s. Add it, or let them observe.",
            name=person.name,
            day=day.strftime("%d/%m/%Y"),
        )
        raise Refused(message, field="person")


def _refuse_odd_overruling(actor: Actor, audit: Audit, person: Person, biases: list[Bias]) -> None:
    require(actor, OVERRULE, audit)
    if actor.person_id == person.id:
        raise Refused(_l("Nobody overrules their own conflict."), field="overrule_reason")
    if not biases:
        raise Refused(
            _l("There is nothing to overrule: this person is independent."), field="overrule_reason"
        )


def _has_nothing_left(biases: list[Bias], audit: Audit) -> bool:
    return rules.nothing_left_to_audit(
        biases, units=audit.unit_ids, documents=[each.document_id for each in audit.in_scope]
    )


def not_independent(person: Person, biases: list[Bias]) -> object:
    """The sentence that refuses."""
    return _l(
        "%(name)s is not independent: %(why)s. Choose somebody else, or a leader overrules this with a reason.",
        name=person.name,
        why=rules.in_words(biases),
    )


def remove_member(member: Member, *, actor: Actor) -> None:
    """Take somebody out of the team.

    Raises:
        Refused: the state does not allow it.
    """
    audit = member.audit
    target = rules.after(audit.status, Verb.EDIT)
    name = member.person.name
    audit.members.remove(member)
    back_to_planning(audit, target)
    trace("member_removed", audit, actor=actor, name=name)


def refuse_unfit_team(audit: Audit) -> None:
    """Go on only if the team may audit what the plan says now.

    Raises:
        Refused: no lead, a proof of competence that has ended, or somebody who is not independent.
    """
    if audit.lead is None:
        raise Refused(_l("Name a lead auditor first."))
    for member in audit.members:
        if not member.role.audits:
            continue
        _refuse_without_competence(member.person, audit.starts_on)
        standing = standing_biases(member)
        if _has_nothing_left(standing, audit):
            raise Refused(not_independent(member.person, standing))


def standing_biases(member: Member) -> list[Bias]:
    """The conflicts of a member that nobody has overruled."""
    return [
        bias for bias in queries.biases_of(member.person, member.audit) if bias.key not in member.overruled
    ]
