"""Reading procedures in force: the whole, one step, the list by field of work."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, undefer

from qms.documents import queries as documents
from qms.documents.models import Document, DocumentType, Revision
from qms.documents.rules import State
from qms.foundation.db import db
from qms.foundation.folding import has_part
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound
from qms.kernel.paging import PAGE_SIZE, Page, offset_of
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
    return _shown(_in_force())


def page_in_force(*, text: str = "", field: str = "", page: int = 1) -> Page[ProcedureShown]:
    """A page of the same list: of the procedures whose code or title holds ``text``, and of one field of work."""
    query = _in_force()
    if text:
        query = query.where(or_(has_part(Document.code, text), has_part(Revision.title, text)))
    if field:
        query = query.where(Document.field == field)
    total = db.session.scalar(
        query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    )
    items = _shown(query.limit(PAGE_SIZE).offset(offset_of(page, PAGE_SIZE)))
    return Page(items, page, total or 0, PAGE_SIZE)


def list_fields() -> list[str]:
    """The fields of work in which a procedure is in force."""
    fields = _in_force().with_only_columns(Document.field, maintain_column_froms=True).order_by(None)
    return list(db.session.scalars(fields.where(Document.field != "").distinct().order_by(Document.field)))


def _in_force() -> Select[Any]:
    return (
        select(Revision)
        .join(Revision.document)
        .join(Document.type)
        .where(Revision.state == State.EFFECTIVE, DocumentType.has_structure)
        .order_by(Document.field, Document.code)
    )


def _shown(query: Select[Any]) -> list[ProcedureShown]:
    whole = query.options(
        contains_eager(Revision.document).contains_eager(Document.type), undefer(Revision.structure)
    )
    return [ProcedureShown(each, procedure_of(each.structure)) for each in db.session.scalars(whole)]
