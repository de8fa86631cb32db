"""For ``flask qms check``: what of documents does not agree with itself, its signatures and the trail, as sentences."""

from __future__ import annotations

from sqlalchemy import select

from qms.documents.models import Document, Revision
from qms.documents.operations.announcing import KIND
from qms.documents.rules import Meaning, State
from qms.foundation.db import db
from qms.foundation.trail import Entry

LOOKED_AT = (
    "documents.viewed",
    "documents.printed",
    "documents.downloaded",
)  # they say what was seen, not what was done
RELEASED = (State.APPROVED, State.EFFECTIVE, State.SUPERSEDED)


def states_at_odds() -> list[str]:
    """Revisions whose state, dates and signatures do not agree."""
    faults = []
    for document in db.session.scalars(db.select(Document)):
        effective = [each for each in document.revisions if each.state == State.EFFECTIVE]
        if len(effective) > 1:
            faults.append(f"{document.code}: {len(effective)} revisions are in force")
        for revision in document.revisions:
            faults += _faults_of(revision)
    return faults


def _faults_of(revision: Revision) -> list[str]:
    faults = []
    if revision.content_hash and revision.computed_hash() != revision.content_hash:
        faults.append(f"{revision.name}: the text is not what was signed")
    if revision.state in (State.EFFECTIVE, State.SUPERSEDED) and revision.effective_at is None:
        faults.append(f"{revision.name}: in force without a moment")
    if revision.state == State.APPROVED and revision.effective_on is None:
        faults.append(f"{revision.name}: approved without a date")
    if revision.state in RELEASED and not revision.decision_number and not _is_approved(revision):
        faults.append(f"{revision.name}: {revision.state} without an approver's signature or a decision")
    decision = revision.decision
    if revision.effective_at and decision and decision.number != revision.decision_number:
        faults.append(f"{revision.name}: names another decision than the one that put it in force")
    return faults


def _is_approved(revision: Revision) -> bool:
    return any(each.what is Meaning.APPROVED and each.fits for each in revision.signatures)


def states_against_trail() -> list[str]:
    """Revisions that are in another state than the last act in the trail left them in."""
    told = _states_told()
    return [
        f"{revision.name}: is {revision.state}, and the trail says {told.get(key, 'nothing of it')}"
        for revision in db.session.scalars(select(Revision))
        if told.get(key := (revision.document_id, revision.number)) != revision.state
    ]


def _states_told() -> dict[tuple[int | None, int], str]:
    """The state in which the trail left each revision, by document and number."""
    acts = (
        select(Entry.subject_id, Entry.facts)
        .where(Entry.subject_kind == KIND, Entry.action.not_in(LOOKED_AT))
        .order_by(Entry.sequence)
    )
    return {
        (document, facts["number"]): facts["state"]
        for document, facts in db.session.execute(acts)
        if "number" in facts and "state" in facts
    }
