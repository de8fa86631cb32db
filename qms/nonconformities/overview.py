"""Looking across all nonconformities: causes by frequency, states and ages of the open ones, what repeats, what is late."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from qms.documents.models import Document
from qms.foundation.db import db
from qms.foundation.texts import _, _l
from qms.identity.models import Person, Unit
from qms.nonconformities.models import Action, Nonconformity, Round, Term
from qms.nonconformities.rules import OPEN, REPEATS_WITHIN, ActionState, State

_OPEN_STATES = [state.value for state in OPEN]
_COUNTING = Nonconformity.state.not_in([State.VOID.value, State.DECLINED.value])
AGES = (
    (7, _l("up to 7 days")),
    (30, _l("8 to 30 days")),
    (90, _l("31 to 90 days")),
    (None, _l("over 90 days")),
)


@dataclass(frozen=True)
class Bar:
    """One line of a chart and of the table under it. ``share`` is the part of all so far, in per cent."""

    label: Any
    number: int
    share: int = 0
    term_id: int | None = None


def causes_by_frequency(today: date) -> list[Bar]:
    """Pareto of the last twelve months: the most frequent first, with the share of all that is reached there."""
    # A sum, so that SQLite takes the days of the year by their index instead of all causes by theirs.
    cause = Nonconformity.cause_id + 0
    query = (
        select(cause.label("cause_id"), func.count().label("number"))
        .where(
            _COUNTING,
            Nonconformity.cause_id.is_not(None),
            Nonconformity.reported_on > today - REPEATS_WITHIN,
        )
        .group_by(cause)
    )
    numbers = {row.cause_id: row.number for row in db.session.execute(query)}
    terms = list(db.session.scalars(select(Term).where(Term.id.in_(numbers))))
    total = sum(numbers.values())
    reached, bars = 0, []
    for term in sorted(terms, key=lambda each: (-numbers[each.id], each.code)):
        number = numbers[term.id]
        reached += number
        bars.append(Bar(term.name, number, round(100 * reached / total), term.id))
    return bars


def late_by_unit(today: date) -> list[Bar]:
    """Late actions by the unit of their owners, the most first."""
    query = (
        select(Unit.name, func.count(Action.id).label("number"))
        .join(Action.nonconformity)
        .join(Person, Person.id == Action.owner_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Action.state == ActionState.OPEN, Action.due_on < today, Nonconformity.state == State.DOING)
        .group_by(Unit.id, Unit.name)
    )
    rows = db.session.execute(query).all()
    return _most_first(rows)


def open_by_state_and_age(today: date) -> list[tuple[State, tuple[int, ...]]]:
    """How many are open in each state, by the ages of AGES, in the order of the way."""
    query = (
        select(Nonconformity.state, Nonconformity.reported_on, func.count().label("number"))
        .where(Nonconformity.state.in_(_OPEN_STATES))
        .group_by(Nonconformity.state, Nonconformity.reported_on)
    )
    numbers: dict[str, list[int]] = {}
    for row in db.session.execute(query):
        numbers.setdefault(row.state, [0] * len(AGES))[_age(row.reported_on, today)] += row.number
    return [(state, tuple(numbers[state])) for state in State if state in numbers]


def _age(since: date, today: date) -> int:
    """The place in AGES of what is open since a day."""
    days = (today - since).days
    return next(place for place, (most, _label) in enumerate(AGES) if most is None or days <= most)


def late_checks_by_unit(today: date) -> list[Bar]:
    """Checks of effect whose day has passed, by the unit of who is to check, the most first."""
    query = (
        select(Unit.name, func.count(Round.id).label("number"))
        .join(Round.nonconformity)
        .join(Person, Person.id == Round.verifier_id)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Nonconformity.state == State.VERIFYING, Round.ended_at.is_(None), Round.check_on < today)
        .group_by(Unit.id, Unit.name)
    )
    rows = db.session.execute(query).all()
    return _most_first(rows)


def _most_first(rows: Iterable[Any]) -> list[Bar]:
    """Units with a number each; whoever is of no unit is counted as well."""
    bars = [Bar(row.name or _("Without a unit"), row.number) for row in rows]
    return sorted(bars, key=lambda bar: (-bar.number, bar.label))


def days_of_checks() -> list[date]:
    """The days planned for the checks of effect that nobody has made yet."""
    query = (
        select(Round.check_on)
        .join(Round.nonconformity)
        .where(Nonconformity.state == State.VERIFYING, Round.ended_at.is_(None), Round.check_on.is_not(None))
    )
    return [day for day in db.session.scalars(query) if day is not None]


# --- What repeats -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Repetition:
    """The same cause, step or unit several times within twelve months."""

    kind: str  # "cause", "step" or "unit"
    label: str
    number: int  # how many there are
    rows: Sequence[Nonconformity]  # the newest of them, those first that a common action can be planned for

    @property
    def can_be_joined(self) -> bool:
        """Whether a common action can be planned: at least two of them are where actions are planned."""
        return len(self.joinable) > 1

    @property
    def joinable(self) -> list[Nonconformity]:
        return [each for each in self.rows if each.state in _JOINABLE]


MOST_LOOKED_AT = 5000  # of the newest; a year of a province's largest office has some hundreds
MOST_NAMED = 12  # of each
_JOINABLE = frozenset({State.CAUSE, State.PLAN, State.DOING})
_LOOKED_AT = (
    Nonconformity.id,
    Nonconformity.state,
    Nonconformity.cause_id,
    Nonconformity.document_id,
    Nonconformity.step_id,
    Nonconformity.unit_id,
)


def repetitions(today: date) -> list[Repetition]:
    """What came back within twelve months, the most frequent first; each kind by itself."""
    query = (
        select(*_LOOKED_AT)
        .where(_COUNTING, Nonconformity.reported_on > today - REPEATS_WITHIN)
        .order_by(Nonconformity.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    groups: dict[tuple[str, Any], list[Any]] = {}
    for each in db.session.execute(query):
        for key in _keys(each):
            groups.setdefault(key, []).append(each)
    named = {
        key: sorted(
            sorted(rows, key=lambda row: row.state not in _JOINABLE)[:MOST_NAMED], key=lambda row: row.id
        )
        for key, rows in groups.items()
        if len(rows) > 1
    }
    whole = _whole({row.id for rows in named.values() for row in rows})
    found = [
        Repetition(
            kind, _label(kind, whole[rows[0].id]), len(groups[kind, what]), [whole[row.id] for row in rows]
        )
        for (kind, what), rows in named.items()
    ]
    return sorted(
        found, key=lambda each: (("cause", "step", "unit").index(each.kind), -each.number, each.label)
    )


def _whole(ids: Collection[int]) -> dict[int, Nonconformity]:
    """What the page says of those that it names."""
    query = (
        select(Nonconformity)
        .where(Nonconformity.id.in_(ids))
        .options(
            joinedload(Nonconformity.cause),
            joinedload(Nonconformity.unit),
            joinedload(Nonconformity.owner),
            joinedload(Nonconformity.document),
        )
    )
    return {each.id: each for each in db.session.scalars(query)}


def _keys(each: Any) -> list[tuple[str, Any]]:
    keys: list[tuple[str, Any]] = []
    if each.cause_id:
        keys.append(("cause", each.cause_id))
    if each.document_id and each.step_id:
        keys.append(("step", (each.document_id, each.step_id)))
    if each.unit_id:
        keys.append(("unit", each.unit_id))
    return keys


def _label(kind: str, each: Nonconformity) -> str:
    if kind == "cause":
        return each.cause.name if each.cause else ""
    if kind == "unit":
        return each.unit.name if each.unit else ""
    document: Document | None = each.document
    return each.source_label or (document.code if document else "")
