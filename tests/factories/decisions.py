"""Decisions with their sets, made through the operations."""

from __future__ import annotations

from datetime import date

from qms.documents.models import Decision, Revision
from qms.documents.operations import decisions
from qms.foundation.db import db
from qms.identity.queries import find_organization
from qms.kernel import clock
from tests.people import actor


def preparing(
    *revisions: Revision, number: str = "12/QĐ-SKHCN", effective_on: date | None = None
) -> Decision:
    """A decision in preparation, signed today, with these revisions in its set."""
    organization = find_organization("SKHCN")
    assert organization is not None
    facts = decisions.DecisionFacts(
        "Ban hành hệ thống tài liệu", effective_on or clock.today(), number, clock.today(), "Giám đốc"
    )
    decision = decisions.make_decision(facts, organization=organization, actor=actor("lan"))
    decisions.add_revisions(decision, revisions, actor=actor("lan"))
    db.session.commit()
    return decision
