"""Reading legal texts, what cites them, and what their changes asked; never changes anything."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from qms.documents.models import Document, Revision
from qms.documents.rules import OPEN, State
from qms.foundation.db import db
from qms.foundation.folding import has_part
from qms.foundation.texts import _l
from qms.identity.models import Person
from qms.kernel import clock
from qms.kernel.errors import NotFound
from qms.kernel.paging import PAGE_SIZE, Page, offset_of
from qms.laws import numbers
from qms.laws.models import (
    Answer,
    Change,
    ChangeTask,
    Citation,
    LegalName,
    LegalText,
    Limit,
    Relation,
    Review,
)
from qms.laws.rules import Link, Month, Standing, TaskState, month_of, months_from

KIND = "legal_text"
MOST_NAMED = 40  # texts of a month that a record can name
_WITH_RELATIONS = (
    selectinload(LegalText.suffers).joinedload(Relation.text),
    selectinload(LegalText.does).joinedload(Relation.other),
)
_OPEN_REVISIONS = [state.value for state in OPEN]
# A citation and a name mean the same text when the keys are one and neither says another year.
_SAME_TEXT = and_(
    LegalName.key == Citation.key,
    LegalName.organization_id == Citation.organization_id,
    or_(LegalName.year == 0, Citation.year == 0, LegalName.year == Citation.year),
)


# --- The register -----------------------------------------------------------------------------------------


def get_text(text_id: int) -> LegalText:
    """A legal text with its relations.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(
        select(LegalText).where(LegalText.id == text_id).options(*_WITH_RELATIONS)
    ).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such legal text."))
    return found


def list_by_ids(ids: Collection[int]) -> list[LegalText]:
    """The legal texts of these numbers that are in sight."""
    query = select(LegalText).where(LegalText.id.in_(ids)).options(*_WITH_RELATIONS)
    return list(db.session.scalars(query.order_by(LegalText.number)))


def find_by_key(key: str, year: int, *, organization_id: int) -> LegalText | None:
    """The text of an organisation that goes by this key; ``year`` 0 asks for no year."""
    query = (
        select(LegalText)
        .join(LegalName, LegalName.text_id == LegalText.id)
        .where(LegalName.key == key, LegalName.organization_id == organization_id)
        .options(*_WITH_RELATIONS)
        .order_by(LegalName.year.desc())
    )
    if year:
        query = query.where(or_(LegalName.year == 0, LegalName.year == year))
    return db.session.scalars(query).unique().first()


def find_named(written: str, *, organization_id: int) -> LegalText | None:
    """The text that somebody means by a number, or by what else names it."""
    found = numbers.find(written)
    key, year = (found[0].key, found[0].year) if found else (numbers.key_of(written), 0)
    return find_by_key(key, year, organization_id=organization_id)


def all_texts(*, organization_id: int | None = None) -> list[LegalText]:
    """Every text, in the order of their kinds and numbers' years, newest first."""
    query = select(LegalText).options(*_WITH_RELATIONS).order_by(LegalText.signed_on.desc(), LegalText.number)
    if organization_id is not None:
        query = query.where(LegalText.organization_id == organization_id)
    return list(db.session.scalars(query))


def list_labels() -> list[tuple[str, str]]:
    """Number and title of every text, for lists to choose from."""
    rows = db.session.execute(_labels)
    return [(number, title) for number, title in rows]


_labels = select(LegalText.number, LegalText.title).order_by(LegalText.number)


SHOWN = ("all", "in_force", "over", "not_verified", "cited")
SORTS = ("number", "title", "signed_on", "in_force_from")


@dataclass(frozen=True)
class Filters:
    """What narrows the register down; every field lives in the page's address."""

    text: str = ""
    kind: str = ""
    show: str = "all"
    sort: str = "signed_on"
    descending: bool = True

    def narrowed(self) -> bool:
        """Whether anything but the order is set."""
        return any(getattr(self, f.name) != f.default for f in fields(self)[:3])


def list_texts(filters: Filters, *, today: date, page: int = 1, size: int = PAGE_SIZE) -> Page[LegalText]:
    """A page of the register."""
    query = _listed(filters, today)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = db.session.scalars(query.options(*_WITH_RELATIONS).limit(size).offset(offset_of(page, size)))
    return Page(list(rows), page, total, size)


def listed_texts(filters: Filters, *, today: date) -> Iterator[LegalText]:
    """The whole list, for a file."""
    yield from db.session.scalars(_listed(filters, today).options(*_WITH_RELATIONS))


def _listed(filters: Filters, today: date) -> Select[LegalText]:
    column = {
        "number": LegalText.number,
        "title": LegalText.title,
        "signed_on": LegalText.signed_on,
        "in_force_from": LegalText.in_force_from,
    }[filters.sort]
    query = select(LegalText).where(*_conditions(filters, today))
    order = column.desc().nulls_last() if filters.descending else column.asc().nulls_last()
    return query.order_by(order, LegalText.number)


def _conditions(filters: Filters, today: date) -> Iterator[ColumnElement[bool]]:
    if filters.text:
        named = numbers.find(filters.text)
        by_name = LegalText.names.any(LegalName.key.in_([each.key for each in named]))
        yield or_(has_part(LegalText.number, filters.text), has_part(LegalText.title, filters.text), by_name)
    if filters.kind:
        yield LegalText.kind == filters.kind
    replaced = LegalText.suffers.any(and_(Relation.kind == Link.REPLACES, Relation.from_on <= today))
    over = or_(LegalText.ended_on <= today, replaced)
    if filters.show == "over":
        yield over
    elif filters.show == "in_force":
        yield and_(LegalText.in_force_from <= today, ~func.coalesce(over, False))
    elif filters.show == "not_verified":
        yield LegalText.not_verified != ""
    elif filters.show == "cited":
        yield LegalText.id.in_(select(LegalName.text_id).join(Citation, _SAME_TEXT))


def list_texts_entered_in(month: Month) -> list[LegalText]:
    """The texts that were entered in a month, newest first."""
    begins, ends = clock.start_of(month.first), clock.start_of(month.after().first)
    query = select(LegalText).where(LegalText.created_at >= begins, LegalText.created_at < ends)
    return list(db.session.scalars(query.order_by(LegalText.id.desc()).limit(MOST_NAMED)))


def list_kinds() -> list[str]:
    """The kinds that texts of the register have."""
    query = select(LegalText.kind).where(LegalText.kind != "").distinct().order_by(LegalText.kind)
    return list(db.session.scalars(query))


def get_relation(relation_id: int) -> Relation:
    """What a text does to another.

    Raises:
        NotFound: there is none in sight.
    """
    query = select(Relation).where(Relation.id == relation_id)
    found = db.session.scalars(
        query.options(joinedload(Relation.text), joinedload(Relation.other))
    ).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such relation between legal texts."))
    return found


# --- What cites a text ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CitingDocument:
    """A document that cites a text, and where in its revision."""

    revision: Revision
    citations: tuple[Citation, ...]

    @property
    def document(self) -> Document:
        return self.revision.document


def citing(text: LegalText) -> list[CitingDocument]:
    """The revisions in force and under way that cite a text, by code."""
    query = (
        select(Citation)
        .join(LegalName, _SAME_TEXT)
        .join(Citation.revision)
        .join(Revision.document)
        .where(LegalName.text_id == text.id)
        .options(
            contains_eager(Citation.revision)
            .contains_eager(Revision.document)
            .options(joinedload(Document.type), joinedload(Document.owner))
        )
        .order_by(Document.code, Revision.number, Citation.id)
    )
    found: dict[int, list[Citation]] = {}
    for each in db.session.scalars(query).unique():
        found.setdefault(each.revision_id, []).append(each)
    return [CitingDocument(each[0].revision, tuple(each)) for each in found.values()]


def citing_in_force(text: LegalText) -> list[CitingDocument]:
    """The same, of revisions in force alone: those that a change asks something of."""
    return [each for each in citing(text) if each.revision.state == State.EFFECTIVE]


def citations_of(document_id: int) -> list[Citation]:
    """What is indexed of a document."""
    return list(db.session.scalars(select(Citation).where(Citation.document_id == document_id)))


_replaced_on = (
    select(func.min(Relation.from_on))
    .where(Relation.other_id == LegalText.id, Relation.kind == Link.REPLACES.value)
    .correlate(LegalText)
    .scalar_subquery()
)
# One statement for a page of a procedure; it stands in the module, so that it is made once.
_known_in = (
    select(
        Citation.written,
        LegalText.id,
        LegalText.in_force_from,
        LegalText.ended_on,
        _replaced_on,
    )
    .join(LegalName, _SAME_TEXT)
    .join(LegalText, LegalText.id == LegalName.text_id)
    .where(Citation.revision_id == bindparam("revision_id"))
    .distinct()
)


def known_in(revision_id: int) -> list[tuple[str, int, date | None, date | None, date | None]]:
    """What a revision cites that the register knows: as written there, the text, and its three days."""
    return [tuple(row) for row in db.session.execute(_known_in, {"revision_id": revision_id})]  # type: ignore[misc]  # five columns


@dataclass(frozen=True)
class Missing:
    """A number that documents cite and the register does not have."""

    written: str
    key: str
    documents: tuple[str, ...]


def list_missing() -> list[Missing]:
    """What documents in force cite and nobody has entered, most cited first; laws by name alone are left out."""
    query = (
        select(Citation.key, Citation.written, Document.code)
        .join(Citation.revision)
        .join(Citation.document)
        .outerjoin(LegalName, _SAME_TEXT)
        .where(Revision.state == State.EFFECTIVE, LegalName.id.is_(None), Citation.key.contains("/"))
        .order_by(Document.code)
    )
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for key, written, code in db.session.execute(query):
        found.setdefault(key, (written, {}))[1][code] = None
    rows = [Missing(written, key, tuple(codes)) for key, (written, codes) in found.items()]
    return sorted(rows, key=lambda each: (-len(each.documents), each.key))


def list_cited_though_over(today: date) -> list[tuple[LegalText, list[CitingDocument]]]:
    """Texts that are no longer in force and that documents in force still cite."""
    over = [
        each
        for each in listed_texts(Filters(show="cited"), today=today)
        if each.standing(today) in (Standing.REPLACED, Standing.EXPIRED)
    ]
    found = [(each, citing_in_force(each)) for each in over]
    return [(text, documents) for text, documents in found if documents]


# --- Changes ----------------------------------------------------------------------------------------------

_WHOLE_CHANGE = (
    joinedload(Change.text),
    joinedload(Change.by),
    selectinload(Change.tasks).options(
        joinedload(ChangeTask.document).options(
            joinedload(Document.owner), joinedload(Document.unit), joinedload(Document.type)
        ),
        joinedload(ChangeTask.closing_revision),
        selectinload(ChangeTask.answers),
    ),
)


def get_change(change_id: int) -> Change:
    """A change with all it asked.

    Raises:
        NotFound: there is none in sight.
    """
    found = db.session.scalars(
        select(Change).where(Change.id == change_id).options(*_WHOLE_CHANGE)
    ).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such change of law."))
    return found


def list_changes() -> list[Change]:
    """Every change but those entered by mistake: first those that wait for answers, due first; then the latest first."""
    query = select(Change).where(Change.void_reason == "").options(*_WHOLE_CHANGE)
    found = list(db.session.scalars(query.order_by(Change.takes_effect_on.desc(), Change.id.desc())))
    waiting = sorted((each for each in found if each.open_tasks), key=lambda each: each.due_on)
    return [*waiting, *(each for each in found if not each.open_tasks)]


def changes_of(text: LegalText) -> list[Change]:
    """What has happened to a text, oldest first, also what was entered by mistake."""
    query = select(Change).where(Change.text_id == text.id).options(*_WHOLE_CHANGE)
    return list(db.session.scalars(query.order_by(Change.takes_effect_on, Change.id)))


def get_task(task_id: int) -> ChangeTask:
    """What a change asks of one document.

    Raises:
        NotFound: there is none in sight.
    """
    query = select(ChangeTask).where(ChangeTask.id == task_id)
    found = db.session.scalars(
        query.options(joinedload(ChangeTask.change), joinedload(ChangeTask.document))
    ).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such task."))
    return found


def open_tasks_of(document_id: int) -> list[ChangeTask]:
    """What is still asked of a document."""
    query = select(ChangeTask).where(
        ChangeTask.document_id == document_id, ChangeTask.state == TaskState.OPEN
    )
    return list(db.session.scalars(query.options(joinedload(ChangeTask.change))))


def changes_that_concern(revision: Revision) -> list[Change]:
    """Changes of texts that a revision cites."""
    query = (
        select(Change)
        .join(LegalName, LegalName.text_id == Change.text_id)
        .join(Citation, _SAME_TEXT)
        .where(Citation.revision_id == revision.id, Change.void_reason == "")
        .options(joinedload(Change.text))
        .distinct()
    )
    return list(db.session.scalars(query))


_owner = aliased(Person)
_open_tasks = (
    select(ChangeTask)
    .join(ChangeTask.change)
    .join(ChangeTask.document)
    .outerjoin(_owner, _owner.id == Document.owner_id)
    .where(ChangeTask.state == TaskState.OPEN.value)
    .options(
        contains_eager(ChangeTask.change).joinedload(Change.text),
        contains_eager(ChangeTask.document).joinedload(Document.owner),
    )
    .order_by(Change.due_on, Change.id, Document.code)
)
_open_tasks_of = _open_tasks.where(Document.owner_id == bindparam("person_id"))
_left_behind = _open_tasks.where(or_(Document.owner_id.is_(None), ~_owner.is_active))


def list_open_tasks_of(person_id: int) -> list[ChangeTask]:
    """What changes of law ask of the documents that a person owns, due first."""
    return list(db.session.scalars(_open_tasks_of, {"person_id": person_id}))


def list_left_behind() -> list[ChangeTask]:
    """What is asked of documents that nobody owns any more."""
    return list(db.session.scalars(_left_behind))


def list_open_tasks(*, due_by: date | None = None) -> list[ChangeTask]:
    """Everything that waits for an answer; with a day, what is due by then."""
    query = _open_tasks if due_by is None else _open_tasks.where(Change.due_on <= due_by)
    return list(db.session.scalars(query))


def list_texts_to_notice(today: date) -> list[LegalText]:
    """Texts whose end has come and of which no change tells yet."""
    noticed = select(Change.text_id).where(
        Change.relation_id.is_(None), Change.void_reason == "", Change.takes_effect_on == LegalText.ended_on
    )
    query = select(LegalText).where(
        LegalText.ended_on <= today, LegalText.id.not_in(noticed.correlate(LegalText))
    )
    return list(db.session.scalars(query.options(*_WITH_RELATIONS)))


def limit_on(day: date, *, organization_id: int) -> Limit | None:
    """The limit that holds for a change that takes effect on a day."""
    query = (
        select(Limit)
        .where(Limit.organization_id == organization_id, Limit.valid_from <= day)
        .order_by(Limit.valid_from.desc())
    )
    return db.session.scalars(query.limit(1)).one_or_none()


def list_limits() -> list[Limit]:
    """All limits, the newest first."""
    return list(db.session.scalars(select(Limit).order_by(Limit.valid_from.desc())))


# --- Monthly reviews --------------------------------------------------------------------------------------


def list_reviews() -> list[Review]:
    """The records, newest month first."""
    return list(db.session.scalars(select(Review).order_by(Review.year.desc(), Review.month.desc())))


def find_review(month: Month, *, organization_id: int | None) -> Review | None:
    """An organisation's record of a month."""
    query = select(Review).where(
        Review.year == month.year, Review.month == month.number, Review.organization_id == organization_id
    )
    return db.session.scalars(query).one_or_none()


_of_organization: ColumnElement[int] = bindparam("organization_id")
_first_entered = select(func.min(LegalText.created_at)).where(LegalText.organization_id == _of_organization)
_reviewed = select(Review.year, Review.month).where(Review.organization_id == _of_organization)


def months_without_review(today: date, *, organization_id: int | None) -> list[Month]:
    """The months since the register was begun, this one included, of which no record was made."""
    of_ours = {"organization_id": organization_id}
    first = db.session.scalar(_first_entered, of_ours)
    if first is None:
        return []
    done = {Month(*row) for row in db.session.execute(_reviewed, of_ours)}
    begun = month_of(clock.local(first).date())
    return [each for each in months_from(begun, month_of(today)) if each not in done]


def list_answers(task_ids: Collection[int]) -> list[Answer]:
    """Signed answers to these tasks."""
    return list(db.session.scalars(select(Answer).where(Answer.task_id.in_(task_ids))))


def list_document_ids() -> list[int]:
    """Every document there is."""
    return list(db.session.scalars(select(Document.id).order_by(Document.id)))


def get_document(document_id: int) -> Document | None:
    """A document with its revisions' words, for the index of citations."""
    query = (
        select(Document)
        .where(Document.id == document_id)
        .options(selectinload(Document.revisions), joinedload(Document.type))
    )
    return db.session.scalars(query).one_or_none()


def shown_revisions(document: Document) -> list[Revision]:
    """The revisions whose citations are indexed: the one in force, and the one under way."""
    wanted = {State.EFFECTIVE.value, *_OPEN_REVISIONS}
    return [each for each in document.revisions if each.state in wanted]
