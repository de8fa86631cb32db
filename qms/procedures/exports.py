"""Writing every document in force back as files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from qms.documents.models import Document, Revision
from qms.documents.rules import State
from qms.foundation.db import db
from qms.identity.models import Organization
from qms.identity.queries import get_organization
from qms.procedures.bpmn import to_bpmn
from qms.procedures.docfile import DocumentFacts, ProcedureFile, serialise
from qms.procedures.encoding import from_json
from qms.procedures.structure import Procedure


@dataclass(frozen=True)
class Written:
    """A file that was asked for; ``changed`` says whether it had to be written."""

    path: Path
    changed: bool


def file_of(revision: Revision, organization: Organization, *, with_dates: bool = False) -> ProcedureFile:
    """A revision as a file. ``with_dates`` adds since when and by which decision it is in force here."""
    document = revision.document
    facts = DocumentFacts(
        code=document.code,
        title=revision.title,
        type=document.type.key,
        organization=organization.name,
        unit=document.unit.name if document.unit else "",
        owner=document.owner.username if document.owner else "",
        clauses=tuple(document.clauses),
        issue=revision.issue,
        amendment=revision.amendment,
        effective_on=revision.effective_on if with_dates else None,
        decision_number=revision.decision_number if with_dates else "",
        review_months=document.review_months,
        change_note=revision.change_what,
    )
    return ProcedureFile(facts, _procedure(revision), revision.body)


def _procedure(revision: Revision) -> Procedure:
    return from_json(revision.structure) if revision.structure else Procedure(field=revision.document.field)


def export(
    folder: Path, organizations: list[Organization], *, with_dates: bool = False, bpmn: bool = False
) -> list[Written]:
    """Write every document in force of these organisations to ``folder``, one file each, named by its code.

    ``bpmn`` adds the steps of each procedure as a BPMN 2.0 file beside it.

    A code that two organisations use gets a folder for the second one. Other files there stay.
    """
    taken: set[Path] = set()
    written = []
    for revision in _in_force({organization.id for organization in organizations}):
        organization = get_organization(revision.organization_id)
        path = folder / f"{revision.document.code.replace('/', '~')}.md"
        if path in taken:
            path = folder / organization.code / path.name
        taken.add(path)
        content = serialise(file_of(revision, organization, with_dates=with_dates))
        written.append(Written(path, _write(path, content)))
        if bpmn and (procedure := _procedure(revision)).steps:
            beside = path.with_suffix(".bpmn")
            drawn = to_bpmn(procedure, code=revision.document.code, title=revision.title)
            written.append(Written(beside, _write(beside, drawn)))
    return written


def _in_force(organization_ids: set[int]) -> list[Revision]:
    query = (
        select(Revision)
        .join(Revision.document)
        .where(Revision.state == State.EFFECTIVE, Revision.organization_id.in_(organization_ids))
        .options(
            contains_eager(Revision.document).options(
                joinedload(Document.type), joinedload(Document.unit), joinedload(Document.owner)
            ),
            undefer(Revision.structure),
            undefer(Revision.body),
        )
        .order_by(Revision.organization_id, Document.code)
    )
    return list(db.session.scalars(query))


def _write(path: Path, content: bytes) -> bool:
    """Put the whole file in place at once, unless it says the same already."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return True
