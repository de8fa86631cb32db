"""The words of stored files, read once and kept by content: a rebuild of the search reads no file again."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from qms.foundation import confined
from qms.foundation.db import AppendOnly, Model, OrganizationScoped, UtcDateTime, db, reading
from qms.foundation.files import StoredFile, path_of
from qms.kernel import clock

log = logging.getLogger(__name__)
READING_SECONDS = 12.0  # of a processor, for one file


class FileText(AppendOnly, OrganizationScoped, Model):
    """What a stored file says, page by page; no pages where nothing could be read."""

    __tablename__ = "file_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"), unique=True)
    pages: Mapped[list[str]] = mapped_column(JSON)
    is_numbered: Mapped[bool]  # its pages have numbers that people see
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)


def texts_of(hashes: Collection[str], *, organization_id: int) -> dict[str, FileText]:
    """What is known of these contents, by hash."""
    if not hashes:
        return {}
    query = (
        select(StoredFile.hash, FileText)
        .join(FileText, FileText.file_id == StoredFile.id)
        .where(StoredFile.hash.in_(hashes), StoredFile.organization_id == organization_id)
    )
    return {row.hash: row.FileText for row in db.session.execute(query)}


def read_files(hashes: Collection[str], *, organization_id: int) -> None:
    """Read those of these contents that nobody has read yet; the worker's work.

    Each is read by a limited child while no transaction is open, and kept in the caller's transaction. What is over
    a limit counts as without words: it would be so again.
    """
    found = [(row, _said(row)) for row in _unread(hashes, organization_id)]
    for row, said in found:
        db.session.add(
            FileText(
                organization_id=organization_id,
                file_id=row.id,
                pages=said["pages"],
                is_numbered=said["numbered"],
                read_at=clock.now(),
            )
        )


def _said(row: StoredFile) -> dict[str, Any]:
    try:
        said: dict[str, Any] = confined.call(
            "qms.foundation.extracting:pages_of",
            str(path_of(row)),
            row.media_type,
            cpu_seconds=READING_SECONDS,
        )
    except confined.Overrun:
        log.warning("the words of file %s could not be read within the limits", row.hash)
        return {"numbered": False, "pages": []}
    return said


def _unread(hashes: Collection[str], organization_id: int) -> list[StoredFile]:
    """Read without holding a lock: what follows takes its time."""
    query = select(StoredFile).where(
        StoredFile.hash.in_(hashes),
        StoredFile.organization_id == organization_id,
        StoredFile.id.not_in(select(FileText.file_id)),
    )
    with reading():
        found = list(db.session.scalars(query))
        for each in found:
            db.session.expunge(each)
        db.session.rollback()
    return found
