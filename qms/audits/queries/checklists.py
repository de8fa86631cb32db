"""Reading checklists: lines with their notes, templates, what a new checklist can be made from."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from qms.audits.models import Audit, ChecklistTemplate, Line, Note
from qms.audits.rules.lines import Counts, Result, counts
from qms.documents.models import Revision
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound

_WITH_PLACE = (joinedload(Line.unit), joinedload(Line.revision).joinedload(Revision.document))
_WITH_NOTES = (selectinload(Line.notes).joinedload(Note.person),)


def list_lines(audit: Audit, *, with_notes: bool = False, with_dropped: bool = False) -> list[Line]:
    """The lines of an audit in their order, those that were dropped left out unless asked for."""
    query = select(Line).where(Line.audit_id == audit.id).options(*_WITH_PLACE)
    if not with_dropped:
        query = query.where(~Line.is_dropped)
    if with_notes:
        query = query.options(*_WITH_NOTES)
    return list(db.session.scalars(query.order_by(Line.position, Line.id)))


def get_line(audit_id: int, line_id: int) -> Line:
    """A line of an audit with its notes.

    Raises:
        NotFound: there is none in sight.
    """
    query = (
        select(Line).where(Line.audit_id == audit_id, Line.id == line_id).options(*_WITH_PLACE, *_WITH_NOTES)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_l("The checklist has no such line."))
    return found


def count_lines(audit: Audit) -> int:
    """How many lines the checklist has, those that were dropped left out."""
    query = select(func.count(Line.id)).where(Line.audit_id == audit.id, ~Line.is_dropped)
    return db.session.scalar(query) or 0


def counts_of(audit: Audit) -> Counts:
    """Progress and result of an audit's checklist."""
    rows = db.session.execute(
        select(Line.result, Line.is_disputed).where(Line.audit_id == audit.id, ~Line.is_dropped)
    )
    return counts((Result(row.result), row.is_disputed) for row in rows)


def last_position(audit: Audit) -> int:
    """Where the last line stands; 0 without lines."""
    return db.session.scalar(select(func.max(Line.position)).where(Line.audit_id == audit.id)) or 0


def find_note(client_id: str, organization_id: int) -> Note | None:
    """The note of this name, if it was taken already."""
    query = select(Note).where(Note.client_id == client_id, Note.organization_id == organization_id)
    return db.session.scalars(query).one_or_none()


def list_templates() -> list[ChecklistTemplate]:
    """Templates by name."""
    return list(db.session.scalars(select(ChecklistTemplate).order_by(ChecklistTemplate.name)))


def find_template(template_id: int) -> ChecklistTemplate | None:
    """A template in sight."""
    return db.session.scalars(
        select(ChecklistTemplate).where(ChecklistTemplate.id == template_id)
    ).one_or_none()


def list_former(audit: Audit) -> list[Audit]:
    """Other audits that have a checklist, the newest first."""
    has_lines = select(Line.audit_id).where(~Line.is_dropped)
    query = select(Audit).where(Audit.id.in_(has_lines), Audit.id != audit.id)
    return list(db.session.scalars(query.order_by(Audit.starts_on.desc()).limit(50)))
