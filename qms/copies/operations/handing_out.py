"""Numbered copies on paper: handed out, called back when their revision ends, returned or destroyed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from qms.copies import queries
from qms.copies.models import PaperCopy
from qms.copies.operations.printing import ask_for
from qms.copies.rules import Ending, Stamp, recall_due
from qms.documents.models import Document, Revision
from qms.documents.operations.announcing import subject_of
from qms.foundation import trail
from qms.foundation.access import SYSTEM, Actor
from qms.foundation.db import db, hold
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.kernel import clock
from qms.kernel.errors import Refused

ENDED = {
    Ending.RETURNED: "copies.copy_returned",
    Ending.DESTROYED: "copies.copy_destroyed",
    Ending.LOST: "copies.copy_lost",
}


def hand_out(document: Document, *, holder: str, place: str, day: date, actor: Actor) -> PaperCopy:
    """Give out the next numbered copy of the revision in force; its PDF is made in the background.

    Raises:
        Refused: nothing is in force, or the day is in the future.
    """
    hold(document)
    revision = document.effective
    if revision is None:
        raise Refused(_l("Only what is in force is handed out on paper."))
    if day > clock.today():
        raise Refused(_l("The day cannot be in the future."), field="handed_out_on")
    last = db.session.scalar(select(func.max(PaperCopy.number)).where(PaperCopy.document_id == document.id))
    copy = PaperCopy(
        organization_id=document.organization_id,
        document_id=document.id,
        revision_id=revision.id,
        number=(last or 0) + 1,
        holder=holder,
        place=place,
        handed_out_on=day,
        handed_out_by=actor.name,
    )
    db.session.add(copy)
    db.session.flush()  # its file is named by its number
    ask_for(revision.id, Stamp.CONTROLLED, copy.id)
    _trace("copies.handed_out", revision, copy, actor)
    return copy


def end(copy: PaperCopy, ending: Ending, *, day: date, note: str, actor: Actor, seen: int | None) -> None:
    """A copy came back, was destroyed, or is lost.

    Raises:
        Stale: somebody changed it meanwhile.
        Refused: it has ended already, or the day makes no sense.
    """
    same_as_seen(copy.version, seen)
    if not copy.is_out:
        raise Refused(_l("This copy has come to its end already."))
    if not copy.handed_out_on <= day <= clock.today():
        raise Refused(_l("The day lies before it was handed out, or in the future."), field="ended_on")
    copy.ended_on, copy.ending, copy.ended_by, copy.note = day, ending.value, actor.name, note
    _trace(ENDED[ending], copy.revision, copy, actor)


def call_back(revision_id: int) -> None:
    """A revision is no longer in force: every copy of it that is still out must come back."""
    revision = queries.find_revision(revision_id)
    if revision is None or revision.ended_on is None:
        return
    days = queries.find_layout(revision.organization_id).recall_days
    for copy in queries.list_out(revision_id):
        copy.recalled_on, copy.due_on = revision.ended_on, recall_due(revision.ended_on, days)
        _trace("copies.called_back", revision, copy, SYSTEM)


def _trace(action: str, revision: Revision, copy: PaperCopy, actor: Actor) -> None:
    facts = {
        "number": revision.number,
        "state": revision.state,
        "copy": f"{copy.number:02d}",
        "holder": copy.holder,
    }
    trail.record(action, subject_of(revision), actor=actor, facts=facts)
