"""Reading the files of revisions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from qms.documents.enclosures import Enclosure, read
from qms.documents.models import Document, DocumentType, Revision
from qms.documents.queries import get_current, get_revision, why_none_in_force
from qms.documents.rules import State
from qms.foundation.db import db
from qms.foundation.files import Attachment, StoredFile
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound

SUBJECT = "revision"  # what files of a revision hang on, with the revision's id
NO_FILE = _l("There is no such file.")


@dataclass(frozen=True)
class FileShown:
    """A file of a revision, with the row it is handed out by."""

    revision: Revision
    file: Enclosure
    attachment: Attachment | None  # None: the row is gone, which only a damaged database has


def get_file(code: str, file_name: str) -> FileShown:
    """A file of the revision in force, by its name.

    Raises:
        NotFound: no such document in sight, none in force, or it has no such file.
    """
    revision = get_current(code)
    if not revision.is_in_force:
        raise why_none_in_force(revision.document)
    return _shown(revision, file_name)


def get_file_of(code: str, number: int, file_name: str) -> FileShown:
    """A file of one revision, by its name.

    Raises:
        NotFound: there is none in sight.
    """
    return _shown(get_revision(code, number), file_name)


def _shown(revision: Revision, name: str) -> FileShown:
    file = next((each for each in revision.files if each.name == name), None)
    if file is None:
        raise NotFound(NO_FILE)
    return FileShown(revision, file, find_attachment(revision, file))


def find_attachment(revision: Revision, file: Enclosure) -> Attachment | None:
    """The row by which a revision's file hangs on it."""
    query = (
        select(Attachment)
        .join(Attachment.file)
        .where(
            Attachment.subject_kind == SUBJECT,
            Attachment.subject_id == revision.id,
            Attachment.part == "",
            Attachment.name == file.name,
            StoredFile.hash == file.hash,
        )
        .options(contains_eager(Attachment.file))
        .order_by(Attachment.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def forms_in_force(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Those of these codes that are forms in force in the organisation, with the names of their files."""
    if not codes:
        return {}
    query = (
        select(Document.code, Revision.files_text)
        .join(Revision, Revision.document_id == Document.id)
        .join(Document.type)
        .where(Document.code.in_(codes), DocumentType.key == "form", Revision.state == State.EFFECTIVE)
    )
    return {code: tuple(each.name for each in read(text)) for code, text in db.session.execute(query)}
