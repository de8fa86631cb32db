"""What was in force on a day of the past."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from qms.documents.models import Document, Revision
from qms.documents.queries import WHOLE_TEXT, get_document, in_force_on
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound


def get_in_force_on(code: str, day: date) -> Revision:
    """The revision of a document that was in force on that day, with its texts.

    Raises:
        NotFound: no such document in sight, or nothing of it was in force.
    """
    query = (
        select(Revision)
        .join(Revision.document)
        .where(Document.code == code, in_force_on(Revision, day))
        .options(contains_eager(Revision.document).joinedload(Document.type), *WHOLE_TEXT)
    )
    found = db.session.scalars(query).first()
    if found is None:
        document = get_document(code)
        raise NotFound(
            _l("Nothing of %(code)s was in force on %(day)s.", code=document.code, day=f"{day:%d/%m/%Y}")
        )
    return found


def revisions_in_force_on(day: date) -> list[Revision]:
    """The whole set of a day in the past (or today): every revision that was in force then, by code.

    Their documents, types and units are at hand; texts are read when first touched.
    """
    query = (
        select(Revision)
        .join(Revision.document)
        .where(in_force_on(Revision, day))
        .options(
            contains_eager(Revision.document).options(joinedload(Document.type), joinedload(Document.unit))
        )
        .order_by(Document.code)
    )
    return list(db.session.scalars(query))
