"""The month's review of legal texts and its record; the time that a change of law leaves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from qms.foundation import trail
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.identity import operations as identity
from qms.identity import queries as people
from qms.identity.models import Organization
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.laws import queries
from qms.laws.models import Limit, Review
from qms.laws.rules import Month, month_of

FIRST_LIMITS = Path(__file__).parents[1] / "limits.yaml"


def record_review(month: Month, *, actor: Actor, sources: str, found: str, text_ids: list[int]) -> Review:
    """Record what was looked at for a month and what had changed; there is one record a month, for ever.

    Raises:
        Refused: the month lies ahead or has its record; at ``sources`` or ``found``, when it says nothing.
    """
    assert actor.organization_id is not None
    assert actor.person_id is not None
    identity.hold_organization(actor.organization_id)
    if month > month_of(clock.today()):
        raise Refused(_l("This month has not come yet."))
    if queries.find_review(month, organization_id=actor.organization_id):
        raise Refused(_l("The review of this month is recorded already."))
    for name, text in (("sources", sources), ("found", found)):
        if not text.strip():
            raise Refused(_l("This field is required."), field=name)
    person = people.get_person(actor.person_id)
    texts = queries.list_by_ids(text_ids)
    review = Review(
        organization_id=actor.organization_id,
        year=month.year,
        month=month.number,
        sources=sources,
        found=found,
        texts=[{"id": each.id, "number": each.number, "title": each.title} for each in texts],
        person_id=person.id,
        name=person.name,
        position=person.position_name,
        at=clock.now(),
    )
    db.session.add(review)
    db.session.flush()  # the trail refers to its number
    subject = trail.Subject("legal_review", review.id, month.name, review.organization_id)
    trail.record("laws.reviewed", subject, actor=actor, facts={"texts": len(texts)})
    return review


def make_first_limits(organization: Organization) -> None:
    """Give a new organisation the time that the law leaves."""
    for row in yaml.safe_load(FIRST_LIMITS.read_text(encoding="utf-8")):
        db.session.add(Limit(organization_id=organization.id, **row))


def set_limit(*, organization_id: int, months: int, valid_from: date, basis: str, actor: Actor) -> Limit:
    """Say how many months changes leave that take effect from a day on; earlier ones keep theirs.

    Raises:
        Refused: at ``valid_from``, when a limit begins on that day already.
    """
    identity.hold_organization(organization_id)
    if any(
        each.valid_from == valid_from and each.organization_id == organization_id
        for each in queries.list_limits()
    ):
        raise Refused(_l("A limit begins on this day already."), field="valid_from")
    limit = Limit(organization_id=organization_id, months=months, valid_from=valid_from, basis=basis)
    db.session.add(limit)
    db.session.flush()  # the trail refers to its number
    subject = trail.Subject("legal_limit", limit.id, valid_from.strftime("%d/%m/%Y"), organization_id)
    trail.record("laws.limit_set", subject, actor=actor, facts={"months": months, "basis": basis})
    return limit
