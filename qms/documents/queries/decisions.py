"""Reading decisions and the sets that they put in force."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from qms.documents.models import Decision, Document, Revision, Withdrawal
from qms.documents.rules import OPEN, State
from qms.documents.sets import DecisionState
from qms.foundation.access import Actor, is_coordinator
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound

_whole = (
    selectinload(Decision.revisions).options(
        joinedload(Revision.document).selectinload(Document.revisions),
        joinedload(Revision.author),
        joinedload(Revision.reviewer),
        joinedload(Revision.approver),
    ),
    selectinload(Decision.withdrawals).joinedload(Withdrawal.document).selectinload(Document.revisions),
)


def get_decision(decision_id: int) -> Decision:
    """A decision with all that is in its set.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(select(Decision).where(Decision.id == decision_id).options(*_whole))
    decision = found.one_or_none()
    if decision is None:
        raise NotFound(_l("There is no such decision."))
    return decision


def list_decisions(actor: Actor) -> list[Decision]:
    """The decisions that this person may open, the latest first: those in force, and those they work on."""
    query = select(Decision).where(_right_to_see(actor)).options(selectinload(Decision.revisions))
    return list(db.session.scalars(query.order_by(Decision.effective_on.desc(), Decision.id.desc())))


def _right_to_see(actor: Actor) -> ColumnElement[bool]:
    """What policy.READ_DECISION says, as a condition."""
    if is_coordinator(actor, None):
        return true()
    named = Decision.revisions.any(Revision.approver_id == actor.person_id)
    return or_(Decision.state == DecisionState.IN_FORCE, (Decision.state == DecisionState.PREPARING) & named)


def list_decisions_due(today: date) -> list[Decision]:
    """Decisions in preparation whose day has come, the earliest first."""
    query = select(Decision).where(Decision.state == DecisionState.PREPARING, Decision.effective_on <= today)
    return list(db.session.scalars(query.options(*_whole).order_by(Decision.effective_on, Decision.id)))


def list_decisions_by_ids(ids: list[int]) -> list[Decision]:
    """The decisions of these numbers that are in sight."""
    return list(db.session.scalars(select(Decision).where(Decision.id.in_(ids)).options(*_whole)))


def list_free_revisions(organization_id: int) -> list[Revision]:
    """The revisions under way that are in no set, by code."""
    return list(db.session.scalars(_free(organization_id).order_by(Document.code)))


def _free(organization_id: int) -> Select[Revision]:
    return (
        select(Revision)
        .join(Revision.document)
        .where(
            Revision.organization_id == organization_id,
            Revision.state.in_([state.value for state in OPEN]),
            Revision.decision_id.is_(None),
        )
        .options(joinedload(Revision.document))
    )


def list_documents_in_force(organization_id: int) -> list[Document]:
    """The documents of which a revision is in force, by code: what a decision may withdraw."""
    query = (
        select(Document)
        .where(
            Document.organization_id == organization_id,
            Document.revisions.any(Revision.state == State.EFFECTIVE),
        )
        .order_by(Document.code)
    )
    return list(db.session.scalars(query))
