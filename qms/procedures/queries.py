"""Reading procedures in force: the whole, one step, the list by field of work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, undefer

from qms.documents import queries as documents
from qms.documents.models import Document, DocumentType, Revision
from qms.documents.rules import State
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound
from qms.kernel.shelf import Shelf
from qms.procedures.encoding import from_json
from qms.procedures.structure import Procedure, Step


@lru_cache(maxsize=512)
def procedure_of(structure: str) -> Procedure:
    """The procedure that a revision's structure says; empty for none. Values, so they can be kept."""
    return from_json(structure) if structure else Procedure()


_signed: Shelf[Procedure] = Shelf(512)


def procedure_in(revision: Revision) -> Procedure:
    """The procedure that a revision carries; of a signed one the text is not read again."""
    signed = revision.content_hash
    return (
        _signed.get(signed, lambda: procedure_of(revision.structure))
        if signed
        else procedure_of(revision.structure)
    )


def place_of(step: Step) -> str:
    """Where a step's rendered instructions are kept among a revision's texts; fit for anchors."""
    return f"step-{step.id}"


@dataclass(frozen=True)
class ProcedureShown:
    """A revision with the procedure it carries."""

    revision: Revision
    procedure: Procedure

    @property
    def document(self) -> Document:
        return self.revision.document


@dataclass(frozen=True)
class StepShown:
    """One step of a procedure in force, by its number from 1."""

    revision: Revision
    procedure: Procedure
    number: int

    @property
    def document(self) -> Document:
        return self.revision.document

    @property
    def step(self) -> Step:
        return self.procedure.steps[self.number - 1]


def get_in_force(code: str) -> ProcedureShown:
    """The procedure of this code as it is in force.

    Raises:
        NotFound: no such document in sight, none in force, or it is no procedure.
    """
    revision = documents.get_current(code)
    if not revision.is_in_force:
        raise documents.why_none_in_force(revision.document)
    if not revision.document.type.has_structure:
        raise NotFound(_l("%(code)s is a document without steps.", code=code))
    return ProcedureShown(revision, procedure_in(revision))


def get_step(code: str, number: int) -> StepShown:
    """A step of the procedure in force, always of the revision in force.

    Raises:
        NotFound: as ``get_in_force``, or the procedure has no such step.
    """
    shown = get_in_force(code)
    if not 1 <= number <= len(shown.procedure.steps):
        count = len(shown.procedure.steps)
        raise NotFound(
            _l(
                "%(code)s has %(count)s steps; there is no step %(number)s.",
                code=code,
                count=count,
                number=number,
            )
        )
    return StepShown(shown.revision, shown.procedure, number)


def get_draft(code: str, number: int) -> ProcedureShown:
    """A revision with its procedure, for the editor.

    Raises:
        NotFound: no such revision in sight, or the document is no procedure.
    """
    revision = documents.get_revision(code, number)
    if not revision.document.type.has_structure:
        raise NotFound(_l("%(code)s is a document without steps.", code=code))
    return ProcedureShown(revision, procedure_in(revision))


def list_in_force() -> list[ProcedureShown]:
    """Every procedure in force by field of work and code."""
    query = (
        select(Revision)
        .join(Revision.document)
        .join(Document.type)
        .where(Revision.state == State.EFFECTIVE, DocumentType.has_structure)
        .options(contains_eager(Revision.document).contains_eager(Document.type), undefer(Revision.structure))
        .order_by(Document.field, Document.code)
    )
    return [ProcedureShown(each, procedure_of(each.structure)) for each in db.session.scalars(query)]
