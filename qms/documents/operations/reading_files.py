"""The worker reads the files of what came into force, so that their words are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qms.documents import queries
from qms.documents.models import Revision
from qms.documents.operations.announcing import KIND, reindex
from qms.foundation import filetexts, outbox
from qms.foundation.db import db, reading

READ_FILES = "documents.read_files"


def ask_to_read_files(revision: Revision) -> None:
    """Have the worker read the files of a revision that is in force; nothing to do where there are none."""
    if revision.files:
        number = revision.document_id
        outbox.later(READ_FILES, f"{KIND}:{number}", payload={"id": number})


def read_files(payload: Mapping[str, Any]) -> None:
    """The effect READ_FILES: read what nobody has read yet, then bring the search in line."""
    with reading():
        document = queries.get_by_id(payload["id"])
        effective = document.effective if document else None
        hashes = {each.hash for each in effective.files} if effective else set()
        organization_id = effective.organization_id if effective else 0
        db.session.rollback()
    filetexts.read_files(hashes, organization_id=organization_id)
    document = queries.get_by_id(payload["id"])
    if document is not None:
        reindex(document)
