"""Procedures made from the real files of procedures_docs."""

from __future__ import annotations

from pathlib import Path

from qms.documents import content
from qms.documents.models import Revision
from qms.documents.operations import writing
from qms.foundation.db import db
from qms.procedures.docfile import ProcedureFile, parse
from qms.procedures.encoding import to_json
from tests.factories import documents
from tests.people import actor

FOLDER = Path(__file__).parents[2] / "procedures_docs"


def real(code: str = "QT-ATBX-02") -> ProcedureFile:
    """One of the real procedures, as its file says."""
    path = FOLDER / f"{code}.md"
    return parse(path.read_bytes(), path.name)


def draft(code: str = "QT-ATBX-02", *, author: str = "minh") -> Revision:
    """A draft of a real procedure."""
    file = real(code)
    revision = documents.draft(
        code, title=file.facts.title, author=author, type_key="procedure", body=file.body
    )
    structure = to_json(file.procedure)
    writing.save_draft(
        revision,
        actor=actor(author),
        seen=None,
        structure=structure,
        rendered=content.rendered_texts(revision.document, file.body, structure),
    )
    db.session.commit()
    return revision


def in_force(code: str = "QT-ATBX-02") -> Revision:
    """A real procedure in force since today."""
    return documents.approved(draft(code))
