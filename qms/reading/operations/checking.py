"""For ``flask qms check``: what of reading does not agree with itself, as sentences."""

from __future__ import annotations

from sqlalchemy import func, select

from qms.documents.models import Document, Revision
from qms.foundation.db import db
from qms.identity.models import Person
from qms.reading.models import Confirmation, ReadingDuty, Tally


def confirmations_of_other_texts() -> list[str]:
    """Confirmations whose hash is not that of the revision."""
    query = (
        select(Confirmation.name, Document.code, Revision.number)
        .join(Revision, Revision.id == Confirmation.revision_id)
        .join(Document, Document.id == Revision.document_id)
        .where(
            (Confirmation.content_hash != Revision.content_hash)
            | (Confirmation.document_id != Revision.document_id)
        )
    )
    return [
        f"{code}, revision {number}: what {name} confirmed is another text"
        for name, code, number in db.session.execute(query)
    ]


def tallies_at_odds() -> list[str]:
    """Documents of which another number of people is asked to read than was counted last."""
    key = (ReadingDuty.document_id, Person.unit_id)
    counted = (
        select(*key, func.count())
        .join(Person, Person.id == ReadingDuty.person_id)
        .where(ReadingDuty.ended_on.is_(None))
        .group_by(*key)
    )
    there = {(document, unit): number for document, unit, number in db.session.execute(counted)}
    kept = {
        (document, unit): number
        for document, unit, number in db.session.execute(
            select(Tally.document_id, Tally.unit_id, Tally.asked)
        )
    }
    codes = {row.id: row.code for row in db.session.execute(select(Document.id, Document.code))}
    odd = sorted({document for (document, _unit), _number in there.items() ^ kept.items()})
    return [f"{codes.get(document)}: the number of those asked to read is out of date" for document in odd]
