"""Reading documents and revisions; never changes anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, literal_column, or_, select, true
from sqlalchemy.orm import (
    aliased,
    contains_eager,
    joinedload,
    load_only,
    selectinload,
    undefer,
    undefer_group,
    with_expression,
)
from sqlalchemy.orm.attributes import set_committed_value

from qms.documents.models import Document, DocumentType, Revision, Signature
from qms.documents.policy import looks_back
from qms.documents.rules import CLOSED, OPEN, TURNS, State, issue_label
from qms.foundation.access import Actor, is_coordinator
from qms.foundation.db import db
from qms.foundation.folding import folded, has_part
from qms.foundation.texts import _l
from qms.identity.models import Person, Unit
from qms.kernel.errors import NotFound
from qms.kernel.paging import PAGE_SIZE, Page, offset_of

Lines = TypeVar("Lines", bound="Select[*tuple[Any, ...]]")

NO_DOCUMENT = _l("There is no document with this code.")
WHOLE_TEXT = (undefer_group("text"), undefer(Revision.rendered))  # for pages that show one revision
# Written out in the statement, so that the database sees beforehand which index serves.
_effective: ColumnElement[str] = literal_column(f"'{State.EFFECTIVE}'")
_approved: ColumnElement[str] = literal_column(f"'{State.APPROVED}'")


_by_code = (
    select(Document)
    .where(Document.code == bindparam("code"))
    .options(selectinload(Document.revisions), joinedload(Document.type), joinedload(Document.unit))
)


def get_document(code: str) -> Document:
    """The document with this code.

    Raises:
        NotFound: there is none in sight.
    """
    document = db.session.scalars(_by_code, {"code": code}).one_or_none()
    if document is None:
        raise NotFound(NO_DOCUMENT)
    return document


def find_document(code: str) -> Document | None:
    """The document with this code, if there is one in sight."""
    return db.session.scalars(select(Document).where(Document.code == code)).one_or_none()


def get_by_id(document_id: int) -> Document | None:
    """The document of this number, with its revisions; None when it is out of sight."""
    query = select(Document).where(Document.id == document_id).options(selectinload(Document.revisions))
    return db.session.scalars(query).one_or_none()


_by_numbers = (
    select(Document)
    .where(Document.id.in_(bindparam("ids", expanding=True)))
    .options(
        selectinload(Document.revisions).load_only(
            Revision.number,
            Revision.state,
            Revision.author_id,
            Revision.reviewer_id,
            Revision.approver_id,
            Revision.effective_at,
        ),
        joinedload(Document.type),
    )
)


def list_by_ids(ids: Collection[int]) -> list[Document]:
    """The documents of these numbers that are in sight, with what says which of their revisions somebody may read."""
    return list(db.session.scalars(_by_numbers, {"ids": ids}))


def get_revision(code: str, number: int) -> Revision:
    """A revision by its document's code and its number.

    Raises:
        NotFound: there is none in sight.
    """
    query = (
        select(Revision)
        .join(Revision.document)
        .where(Document.code == code, Revision.number == number)
        .options(contains_eager(Revision.document).joinedload(Document.type), *WHOLE_TEXT)
    )
    revision = db.session.scalars(query).one_or_none()
    if revision is None:
        raise NotFound(_l("There is no such revision."))
    return revision


_later = aliased(Revision)
_in_force = (
    select(Revision)
    .join(Revision.document)
    .where(Document.code == bindparam("code"), Revision.state == _effective)
    .options(
        contains_eager(Revision.document).options(
            joinedload(Document.type),
            joinedload(Document.unit),
            with_expression(
                Document.is_changing, Document.revisions.of_type(_later).any(_later.state == _approved)
            ),
        ),
    )
)


def get_current(code: str) -> Revision:
    """The revision in force, or the newest one where none is; its texts are read when first touched.

    Raises:
        NotFound: no such document in sight.
    """
    found = db.session.scalars(_in_force, {"code": code}).one_or_none()
    return found or get_document(code).latest


def why_none_in_force(document: Document) -> NotFound:
    """The refusal for somebody who looks for what is in force where nothing is; tells of a withdrawal.

    That a document was withdrawn is no secret: it was in force, and a bookmark or a paper copy still names it.
    """
    withdrawn = next((each for each in document.revisions if each.state == State.WITHDRAWN), None)
    if withdrawn is None or withdrawn.ended_on is None:
        return NotFound(_l("No revision of %(code)s is in force.", code=document.code))
    day = withdrawn.ended_on.strftime("%d/%m/%Y")
    return NotFound(
        _l("%(code)s was withdrawn on %(day)s and must no longer be used.", code=document.code, day=day)
    )


_approved_of = select(Revision).where(
    Revision.document_id == bindparam("document_id"), Revision.state == _approved
)


def find_coming(document: Document) -> Revision | None:
    """The revision that is approved and waits for its date; its text is not for everybody before that day."""
    if document.is_changing is False:
        return None
    return db.session.scalars(_approved_of, {"document_id": document.id}).one_or_none()


_revisions_of = (
    select(Revision).where(Revision.document_id == bindparam("document_id")).order_by(Revision.number)
)
_signatures_of = (
    select(Signature).where(Signature.revision_id == bindparam("revision_id")).order_by(Signature.id)
)


def load_surroundings(revision: Revision) -> None:
    """Read what a page of a revision shows besides it: the document's other revisions, the signatures."""
    document = revision.document
    neighbours = db.session.scalars(_revisions_of, {"document_id": document.id})
    set_committed_value(document, "revisions", neighbours.all())
    signatures = db.session.scalars(_signatures_of, {"revision_id": revision.id})
    set_committed_value(revision, "signatures", signatures.all())


def get_type(type_id: int) -> DocumentType:
    """A document type.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(select(DocumentType).where(DocumentType.id == type_id)).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such document type."))
    return found


def list_types(*, active_only: bool = True) -> list[DocumentType]:
    """Document types in their order."""
    query = select(DocumentType).order_by(DocumentType.position, DocumentType.name)
    return list(db.session.scalars(query.where(DocumentType.is_active) if active_only else query))


_type_names = (
    select(DocumentType.id, DocumentType.name)
    .where(DocumentType.is_active)
    .order_by(DocumentType.position, DocumentType.name)
)


def list_type_names() -> list[tuple[int, str]]:
    """Number and name of each document type in use, in their order: for choosing among them."""
    return [(number, name) for number, name in db.session.execute(_type_names)]


def find_type(key: str) -> DocumentType | None:
    """The document type with this key."""
    return db.session.scalars(select(DocumentType).where(DocumentType.key == key)).one_or_none()


def used_codes() -> set[str]:
    """Every code that was ever given in the organisation."""
    return set(db.session.scalars(select(Document.code)))


# --- The master list --------------------------------------------------------------------------------------

SHOWN = ("in_force", "under_way", "withdrawn", "all")
SORTS = ("code", "title", "unit", "effective_on", "next_review_on")


@dataclass(frozen=True)
class Filters:
    """What narrows the master list down; every field lives in the page's address."""

    text: str = ""
    type: int | None = None
    unit: int | None = None
    owner: int | None = None
    field: str = ""
    clause: str = ""
    show: str = "in_force"
    on: date | None = None  # what was in force on that day, whatever ``show`` says
    sort: str = "code"
    descending: bool = False

    def narrowed(self) -> bool:
        """Whether anything but the order is set."""
        return any(
            getattr(self, f.name) != f.default for f in fields(self) if f.name not in ("sort", "descending")
        )


class ListRow(NamedTuple):
    """A line of the master list: what it says of a document, and of the revision that it speaks of.

    That is the one in force, or the newest where none is; among those under way, the one under way.
    """

    code: str
    title: str
    type: str
    unit: str | None
    next_review_on: date | None
    number: int
    issue: int
    amendment: int
    state: str
    state_since: datetime
    effective_on: date | None
    ended_on: date | None
    turn_of: str | None  # the name of whoever must act next

    @property
    def label(self) -> str:
        return issue_label(self.issue, self.amendment)

    @property
    def status(self) -> State:
        return State(self.state)


def list_documents(filters: Filters, *, actor: Actor, page: int = 1, size: int = PAGE_SIZE) -> Page[ListRow]:
    """The master list as this person may see it: whoever does not look back sees what is in force."""
    lines = _rows_of_a_day if filters.on else _rows
    query = _in_order(_narrowed(lines, filters, actor), filters).limit(size).offset(offset_of(page, size))
    rows = list(map(ListRow._make, db.session.execute(query)))
    return Page(rows, page, _count(filters, actor), size)


def _count(filters: Filters, actor: Actor) -> int:
    """How many lines the list has; that of all in force is counted in an index alone."""
    if not filters.narrowed():
        return db.session.scalar(_count_in_force) or 0
    return db.session.scalar(_narrowed(_number, filters, actor)) or 0


def all_documents(filters: Filters, *, actor: Actor) -> Iterator[tuple[Document, Revision]]:
    """The whole list, for a file: each document with the revision that its line speaks of."""
    query = _in_order(_narrowed(_records, filters, actor), filters)
    yield from db.session.execute(query)


_shown = aliased(Revision)  # the revision that a line of the list speaks of
_newest = (
    select(func.max(Revision.number))
    .where(Revision.document_id == Document.id)
    .correlate(Document)
    .scalar_subquery()
)
_has_effective = Document.revisions.any(Revision.state == _effective)
_turn_of = aliased(Person)
_records = (
    select(Document, _shown)
    .join(_shown, _shown.document_id == Document.id)
    .options(joinedload(Document.type), joinedload(Document.unit), joinedload(Document.owner))
)
_number = select(func.count(Document.id)).join(_shown, _shown.document_id == Document.id)


def _lines(title: Any) -> Select[Any]:
    """What a line shows, and no more: a long list is read often."""
    turns = {state.value: getattr(_shown, f"{who}_id") for state, who in TURNS.items()}
    return (
        select(
            Document.code,
            title,
            DocumentType.name,
            Unit.name,
            Document.next_review_on,
            _shown.number,
            _shown.issue,
            _shown.amendment,
            _shown.state,
            _shown.state_since,
            _shown.effective_on,
            _shown.ended_on,
            _turn_of.name,
        )
        .select_from(Document)
        .join(_shown, _shown.document_id == Document.id)
        .join(Document.type)
        .outerjoin(Document.unit)
        .outerjoin(_turn_of, _turn_of.id == case(turns, value=_shown.state))
    )


_rows, _rows_of_a_day = _lines(Document.title), _lines(_shown.title)
_count_in_force = select(func.count()).select_from(Revision).where(Revision.state == _effective)
_one_each = or_(_shown.state == _effective, and_(~_has_effective, _shown.number == _newest))
_orders: dict[str, Any] = {
    "code": Document.code,
    "title": folded(Document.title),
    "unit": folded(
        select(Unit.name).where(Unit.id == Document.unit_id).correlate(Document).scalar_subquery()
    ),
    "effective_on": _shown.effective_on,
    "next_review_on": Document.next_review_on,
}


def _narrowed(lines: Lines, filters: Filters, actor: Actor) -> Lines:
    """Those of the lines that the filters let pass and this person may see."""
    lines = lines.where(*_conditions(filters))
    of_today = filters.show == "in_force" and filters.on is None
    return lines if of_today else lines.where(_right_to_see(actor))


def _in_order(lines: Lines, filters: Filters) -> Lines:
    order = _orders[filters.sort]
    return lines.order_by(order.desc() if filters.descending else order.asc(), Document.code)


def _right_to_see(actor: Actor) -> ColumnElement[bool]:
    """What policy.READ says, as a condition: a list names nothing that its reader could not open."""
    if is_coordinator(actor, None):
        return true()
    return or_(
        _shown.effective_at.is_not(None) if looks_back(actor, None) else _shown.state == _effective,
        *(part == actor.person_id for part in (_shown.author_id, _shown.reviewer_id, _shown.approver_id)),
        Document.owner_id == actor.person_id,
    )


def in_force_on(revision: Any, day: date) -> ColumnElement[bool]:
    """The condition that a revision (the class or an alias of it) was in force on a day of the past, or today.

    It was from its effective date on, until the day on which another one took its place or it was withdrawn; for what
    was taken over from paper that date is the paper's.
    """
    return and_(
        revision.effective_at.is_not(None),
        revision.effective_on <= day,
        or_(revision.ended_on.is_(None), revision.ended_on > day),
    )


def _conditions(filters: Filters) -> Iterator[ColumnElement[bool]]:
    states: dict[str, ColumnElement[bool]] = {
        "in_force": _shown.state == _effective,
        "under_way": _shown.state.in_([state.value for state in OPEN]),
        "withdrawn": and_(_one_each, _shown.state.in_([state.value for state in CLOSED])),
        "all": _one_each,
    }
    yield in_force_on(_shown, filters.on) if filters.on else states[filters.show]
    if filters.text:
        yield or_(has_part(Document.title, filters.text), has_part(Document.code, filters.text))
    for column, value in (
        (Document.type_id, filters.type),
        (Document.unit_id, filters.unit),
        (Document.owner_id, filters.owner),
        (Document.field, filters.field),
    ):
        if value:
            yield column == value
    if filters.clause:
        yield func.cast(Document.clauses, db.String).like(f'%"{filters.clause}"%')


_fields = select(Document.field).where(Document.field != "").distinct().order_by(Document.field)


def list_fields() -> list[str]:
    """The fields of work that documents name, for the filter."""
    return list(db.session.scalars(_fields))


# --- What waits -------------------------------------------------------------------------------------------


def list_due_to_take_effect(today: date) -> list[Revision]:
    """Approved revisions whose date has come, the earliest first; those of a set wait for their decision."""
    query = select(Revision).where(
        Revision.state == State.APPROVED, Revision.effective_on <= today, Revision.decision_id.is_(None)
    )
    return list(db.session.scalars(query.order_by(Revision.effective_on, Revision.id)))


# Statements of the home page stand in the module, so that they are made once.
_waiting_for = (
    select(Revision)
    .where(
        or_(
            and_(Revision.state == State.IN_REVIEW, Revision.reviewer_id == bindparam("person_id")),
            and_(Revision.state == State.AWAITING_APPROVAL, Revision.approver_id == bindparam("person_id")),
            and_(Revision.state == State.CHANGES_REQUESTED, Revision.author_id == bindparam("person_id")),
        )
    )
    .options(joinedload(Revision.document))
    .order_by(Revision.state_since)
)
_reviews_due = (
    select(Document)
    .where(Document.next_review_on <= bindparam("by"), _has_effective)
    .order_by(Document.next_review_on)
)
_reviews_due_of = _reviews_due.where(Document.owner_id == bindparam("owner_id"))
_recent = (
    select(Revision)
    .where(Revision.state == _effective)
    .options(
        load_only(Revision.title, Revision.issue, Revision.amendment, Revision.effective_on),
        joinedload(Revision.document).options(
            load_only(Document.code), joinedload(Document.type).load_only(DocumentType.has_structure)
        ),
    )
    .order_by(Revision.effective_at.desc())
    .limit(bindparam("most"))
)


def list_waiting_for(person_id: int) -> list[Revision]:
    """Revisions that this person must review, approve or mend."""
    return list(db.session.scalars(_waiting_for, {"person_id": person_id}))


def list_reviews_due(*, by: date, owner_id: int | None = None) -> list[Document]:
    """Documents in force whose periodic review is due by then."""
    if owner_id is None:
        return list(db.session.scalars(_reviews_due, {"by": by}))
    return list(db.session.scalars(_reviews_due_of, {"by": by, "owner_id": owner_id}))


def list_recent(most: int = 8) -> list[Revision]:
    """What took effect last: what a line about it says."""
    return list(db.session.scalars(_recent, {"most": most}))
