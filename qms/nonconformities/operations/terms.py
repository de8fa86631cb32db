"""Keeping the trees of origins, severities and causes."""

from __future__ import annotations

from datetime import date

from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity.models import Organization
from qms.kernel.codes import is_code
from qms.kernel.errors import Refused
from qms.nonconformities import queries
from qms.nonconformities.first_terms import FIRST_TERMS, VALID_FROM, parent_code
from qms.nonconformities.models import Term
from qms.nonconformities.rules import Reminding, TermKind


def make_first_terms(organization: Organization, *, actor: Actor) -> None:
    """Give a new organisation the trees that agencies use."""
    made: dict[tuple[TermKind, str], Term] = {}
    for position, first in enumerate(FIRST_TERMS):
        above = made.get((first.kind, parent_code(first.code)))
        term = Term(
            organization_id=organization.id,
            kind=first.kind.value,
            code=first.code,
            parent_id=above.id if above else None,
            name_vi=first.name_vi,
            name_en=first.name_en,
            check_after_days=first.check_after_days,
            position=position,
            valid_from=VALID_FROM,
        )
        db.session.add(term)
        db.session.flush()  # those below refer to it
        made[first.kind, first.code] = term
    subject = trail.Subject("organization", organization.id, organization.name, organization.id)
    trail.record("nonconformities.terms_made", subject, actor=actor, facts={"count": len(made)})


def add_term(
    *,
    organization_id: int,
    kind: TermKind,
    code: str,
    parent: Term | None,
    name_vi: str,
    name_en: str,
    check_after_days: int,
    reminding: Reminding,
    valid_from: date,
    actor: Actor,
) -> Term:
    """A new origin, severity or cause.

    Raises:
        Refused: at ``code``, when it is none or is taken; at ``parent``, when that is of another tree; at
            ``coordinator_after_days``, when the coordinator would hear before the leader.
    """
    if not is_code(code):
        raise Refused(_l("A code has letters, digits and dashes only, for example CN-HD."), field="code")
    if queries.find_term(kind, code, organization_id=organization_id):
        raise Refused(_l("The code %(code)s is taken.", code=code), field="code")
    _refuse_odd_days(reminding)
    if parent is not None and parent.kind != kind:
        raise Refused(_l("Choose one of the same tree."), field="parent")
    term = Term(
        organization_id=organization_id,
        kind=kind.value,
        code=code,
        parent_id=parent.id if parent else None,
        name_vi=name_vi,
        name_en=name_en,
        check_after_days=check_after_days,
        **_columns(reminding),
        position=queries.next_position(kind),
        valid_from=valid_from,
    )
    db.session.add(term)
    db.session.flush()  # the trail refers to it
    _trace("term_added", term, actor)
    return term


def change_term(
    term: Term,
    *,
    actor: Actor,
    seen: int | None,
    name_vi: str,
    name_en: str,
    check_after_days: int,
    reminding: Reminding,
    valid_until: date | None,
) -> None:
    """Change a term's names and days, or end its validity; what was given before keeps it.

    Raises:
        Stale: somebody changed it meanwhile.
        Refused: at ``valid_until``, when that lies before its first day; days as ``add_term``.
    """
    same_as_seen(term.version, seen)
    if valid_until is not None and valid_until < term.valid_from:
        raise Refused(_l("The last day cannot lie before the first one."), field="valid_until")
    _refuse_odd_days(reminding)
    after: dict[str, object] = {
        "name_vi": name_vi,
        "name_en": name_en,
        "check_after_days": check_after_days,
        **_columns(reminding),
        "valid_until": valid_until,
    }
    changes = {
        name: (getattr(term, name), value) for name, value in after.items() if getattr(term, name) != value
    }
    for name, value in after.items():
        setattr(term, name, value)
    if changes:
        _trace("term_changed", term, actor, changes)


def _columns(reminding: Reminding) -> dict[str, str | int]:
    return {
        "remind_before": ", ".join(map(str, reminding.before)),
        "leader_after_days": reminding.leader_after,
        "coordinator_after_days": reminding.coordinator_after,
    }


def _refuse_odd_days(reminding: Reminding) -> None:
    if not 0 < reminding.leader_after <= reminding.coordinator_after:
        raise Refused(
            _l(
                "The leader hears from the first day late on at the earliest, the coordinator not before the leader."
            ),
            field="coordinator_after_days",
        )


def _trace(
    action: str, term: Term, actor: Actor, changes: dict[str, tuple[object, object]] | None = None
) -> None:
    subject = trail.Subject(
        "nonconformity_term", term.id, f"{term.code} {term.name_vi}", term.organization_id
    )
    trail.record(f"nonconformities.{action}", subject, actor=actor, changes=changes)
