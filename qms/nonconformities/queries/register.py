"""The register: which nonconformities a person may see, narrowed down and in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, true, union, union_all
from sqlalchemy.orm import joinedload

from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.kernel.paging import PAGE_SIZE, Page, offset_of
from qms.kernel.text import fold
from qms.nonconformities.models import Action, Nonconformity, Round, Term
from qms.nonconformities.policy import oversees
from qms.nonconformities.rules import OPEN, ActionState, State

_OPEN_STATES = [state.value for state in OPEN]
SHOWN = ("open", "late", "ended", "all")
SORTS = ("code", "title", "unit", "reported_on", "state")


@dataclass(frozen=True)
class Filters:
    """What narrows the register down; every field lives in the page's address."""

    text: str = ""
    show: str = "open"
    state: str = ""
    origin: int | None = None
    severity: int | None = None
    cause: int | None = None
    unit: int | None = None
    owner: int | None = None
    year: int | None = None
    document: int | None = None
    sort: str = "code"
    descending: bool = True

    def narrowed(self) -> bool:
        """Whether anything but the order is set."""
        return any(
            getattr(self, f.name) != f.default for f in fields(self) if f.name not in ("sort", "descending")
        )


def list_nonconformities(
    filters: Filters, *, actor: Actor, today: date, page: int = 1, size: int = PAGE_SIZE
) -> Page[Nonconformity]:
    """The register as this person may see it."""
    conditions = [*_conditions(filters, today), right_to_see(actor)]
    total = db.session.scalar(select(func.count(Nonconformity.id)).where(*conditions)) or 0
    # Numbers first: of what stands on earlier pages nothing else is read.
    here = (
        _in_order(filters, select(Nonconformity.id).where(*conditions))
        .limit(size)
        .offset(offset_of(page, size))
    )
    ids = list(db.session.scalars(here))
    rows = {each.id: each for each in db.session.scalars(_whole_rows([Nonconformity.id.in_(ids)]))}
    return Page([rows[number] for number in ids], page, total, size)


def all_nonconformities(filters: Filters, *, actor: Actor, today: date) -> Iterator[Nonconformity]:
    """The whole register, for a file."""
    conditions = [*_conditions(filters, today), right_to_see(actor)]
    rows = _in_order(filters, _whole_rows(conditions))
    yield from db.session.scalars(rows.execution_options(yield_per=500))


def _in_order(filters: Filters, query: Select[Any]) -> Select[Any]:
    orders: dict[str, tuple[Any, ...]] = {
        "code": (Nonconformity.year, Nonconformity.number),
        "title": (Nonconformity.title,),
        "unit": (Nonconformity.unit_id,),
        "reported_on": (Nonconformity.reported_on,),
        "state": (Nonconformity.state,),
    }
    columns = [*orders[filters.sort], Nonconformity.id]
    return query.order_by(*(column.desc() if filters.descending else column.asc() for column in columns))


def _whole_rows(conditions: list[ColumnElement[bool]]) -> Select[Nonconformity]:
    """Rows with what a line of the register says of them."""
    return (
        select(Nonconformity)
        .where(*conditions)
        .options(
            joinedload(Nonconformity.origin),
            joinedload(Nonconformity.severity),
            joinedload(Nonconformity.unit),
            joinedload(Nonconformity.owner),
            joinedload(Nonconformity.cause),
            joinedload(Nonconformity.reporter),
        )
    )


def right_to_see(actor: Actor) -> ColumnElement[bool]:
    """What policy.READ says, as a condition: the register names nothing that its reader could not open."""
    if oversees(actor, None):
        return true()
    me, number = actor.person_id, Nonconformity.id
    # One after the other, each by its index; as one condition they would have the whole register read.
    mine = [
        select(number).where(Nonconformity.reporter_id == me),
        select(number).where(Nonconformity.owner_id == me),
        select(Action.nonconformity_id).where(Action.owner_id == me),
        select(Round.nonconformity_id).where(Round.verifier_id == me),
    ]
    if actor.unit_id is not None:
        of_unit = and_(Nonconformity.unit_id == actor.unit_id, Nonconformity.owner_id.is_not(None))
        mine.append(select(number).where(of_unit))
    return number.in_(union(*mine))


def _conditions(filters: Filters, today: date) -> Iterator[ColumnElement[bool]]:
    is_open = Nonconformity.state.in_(_OPEN_STATES)
    late_actions = (
        select(Action.nonconformity_id)
        .join(Action.nonconformity)
        .where(Action.state == ActionState.OPEN, Action.due_on < today, Nonconformity.state == State.DOING)
    )
    late_checks = (
        select(Round.nonconformity_id)
        .join(Round.nonconformity)
        .where(Nonconformity.state == State.VERIFYING, Round.ended_at.is_(None), Round.check_on < today)
    )
    late = Nonconformity.id.in_(union_all(late_actions, late_checks))
    shown: dict[str, ColumnElement[bool]] = {
        "open": is_open,
        "late": late,
        "ended": Nonconformity.state.not_in(_OPEN_STATES),
        "all": true(),
    }
    yield shown[filters.show]
    if filters.text:
        yield Nonconformity.folded.contains(fold(filters.text), autoescape=True)
    for column, value in (
        (Nonconformity.state, filters.state),
        (Nonconformity.severity_id, filters.severity),
        (Nonconformity.unit_id, filters.unit),
        (Nonconformity.owner_id, filters.owner),
        (Nonconformity.year, filters.year),
        (Nonconformity.document_id, filters.document),
    ):
        if value:
            yield column == value
    for column, wanted in (
        (Nonconformity.origin_id, filters.origin),
        (Nonconformity.cause_id, filters.cause),
    ):
        if wanted:
            yield column.in_(_with_terms_below(wanted))


def _with_terms_below(term_id: int) -> list[int]:
    """A term and everything below it: whoever asks for "people" means its branches too."""
    found = [term_id]
    for number in found:
        found += db.session.scalars(select(Term.id).where(Term.parent_id == number))
    return found


def list_years(actor: Actor) -> list[int]:
    """The years that the register has, newest first."""
    query = select(Nonconformity.year).where(right_to_see(actor)).distinct()
    return sorted(db.session.scalars(query), reverse=True)
