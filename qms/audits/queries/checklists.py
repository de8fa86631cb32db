"""Reading checklists: lines with their notes, templates, what a new checklist can be made from."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from qms.audits.models import Audit, ChecklistTemplate, Line, Note
from qms.audits.rules.lines import Counts, Result, counts
from qms.documents.models import Revision
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.kernel.errors import NotFound
from qms.kernel.paging import Page, offset_of

LINES_A_PAGE = 50
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


def held_lines(audit: Audit, ids: Collection[int]) -> dict[int, Line]:
    """These lines of an audit with their notes, dropped ones too, held until the transaction ends."""
    wanted = (Line.audit_id == audit.id, Line.id.in_(ids))
    db.session.execute(select(Line.id).where(*wanted).order_by(Line.id).with_for_update(key_share=True))
    query = select(Line).where(*wanted).options(*_WITH_PLACE, *_WITH_NOTES)
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {line.id: line for line in rows}


def list_ids(audit_id: int) -> list[int]:
    """The numbers of an audit's lines in their order, those that were dropped left out."""
    query = select(Line.id).where(Line.audit_id == audit_id, ~Line.is_dropped)
    return list(db.session.scalars(query.order_by(Line.position, Line.id)))


def first_to_assess(audit_id: int) -> int | None:
    """The first line that nobody has assessed, else the first; None without lines."""
    query = select(Line.id).where(Line.audit_id == audit_id, ~Line.is_dropped)
    todo = query.where(Line.result == Result.NOT_ASSESSED).order_by(Line.position, Line.id).limit(1)
    return db.session.scalar(todo) or db.session.scalar(query.order_by(Line.position, Line.id).limit(1))


def page_of_lines(audit: Audit, number: int) -> Page[Line]:
    """The lines of an audit with their notes in pages, those that were dropped left out."""
    ids = list_ids(audit.id)
    here = ids[offset_of(number, LINES_A_PAGE) :][:LINES_A_PAGE]
    query = select(Line).where(Line.id.in_(here)).options(*_WITH_PLACE, *_WITH_NOTES)
    rows = db.session.scalars(query.order_by(Line.position, Line.id))
    return Page(list(rows), number, len(ids), LINES_A_PAGE)


def page_with(line: Line) -> int:
    """The page on which a line stands."""
    ids = list_ids(line.audit_id)
    return ids.index(line.id) // LINES_A_PAGE + 1 if line.id in ids else 1


def count_lines(audit: Audit) -> int:
    """How many lines the checklist has, those that were dropped left out."""
    query = select(func.count(Line.id)).where(Line.audit_id == audit.id, ~Line.is_dropped)
    return db.session.scalar(query) or 0


def counts_of(audit: Audit) -> Counts:
    """Progress and result of an audit's checklist."""
    rows = db.session.execute(
        select(Line.result, Line.is_disputed, func.count().label("number"))
        .where(Line.audit_id == audit.id, ~Line.is_dropped)
        .group_by(Line.result, Line.is_disputed)
    )
    return counts((Result(row.result), row.is_disputed) for row in rows for _n in range(row.number))


def last_position(audit: Audit) -> int:
    """Where the last line stands; 0 without lines."""
    return db.session.scalar(select(func.max(Line.position)).where(Line.audit_id == audit.id)) or 0


def find_note(client_id: str, organization_id: int) -> Note | None:
    """The note of this name, if it was taken already."""
    query = select(Note).where(Note.client_id == client_id, Note.organization_id == organization_id)
    return db.session.scalars(query).one_or_none()


def names_taken(client_ids: Collection[str], organization_id: int) -> set[str]:
    """Those of these names under which there is a note already."""
    query = select(Note.client_id).where(
        Note.client_id.in_(client_ids), Note.organization_id == organization_id
    )
    return set(db.session.scalars(query))


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
