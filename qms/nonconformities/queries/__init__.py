"""Reading nonconformities: records, terms, what waits. Never changes anything; the register stands beside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from qms.foundation import files
from qms.foundation.access import Role
from qms.foundation.db import db
from qms.foundation.files import Attachment
from qms.foundation.texts import _l
from qms.identity import queries as people
from qms.identity.models import Person
from qms.kernel.errors import NotFound
from qms.nonconformities.models import Action, Extension, Nonconformity, Round, Term
from qms.nonconformities.rules import OPEN, ActionKind, ActionState, State, TermKind

KIND = "nonconformity"
_OPEN_STATES = [state.value for state in OPEN]
_WHOLE = (
    joinedload(Nonconformity.origin),
    joinedload(Nonconformity.severity),
    joinedload(Nonconformity.unit),
    joinedload(Nonconformity.owner),
    joinedload(Nonconformity.reporter),
    selectinload(Nonconformity.rounds).selectinload(Round.checks),
    selectinload(Nonconformity.actions).joinedload(Action.owner),
    selectinload(Nonconformity.actions).selectinload(Action.extensions),
)


def get_nonconformity(nonconformity_code: str) -> Nonconformity:
    """A nonconformity by its code.

    Raises:
        NotFound: there is none in sight.
    """
    query = select(Nonconformity).where(Nonconformity.code == nonconformity_code).options(*_WHOLE)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(_l("There is no nonconformity with this number."))
    return found


def get_action(nonconformity_code: str, action_number: int) -> Action:
    """An action by its nonconformity's code and its own number.

    Raises:
        NotFound: there is none in sight.
    """
    found = next(
        (each for each in get_nonconformity(nonconformity_code).actions if each.number == action_number), None
    )
    if found is None:
        raise NotFound(_l("There is no such action."))
    return found


def find_by_id(nonconformity_id: int) -> Nonconformity | None:
    """The nonconformity of this number in the database, whole; None when it is out of sight."""
    query = select(Nonconformity).where(Nonconformity.id == nonconformity_id).options(*_WHOLE)
    return db.session.scalars(query).one_or_none()


def find_by_code(code: str, *, organization_id: int | None) -> Nonconformity | None:
    """The nonconformity of this code in an organisation, if there is one in sight."""
    query = select(Nonconformity).where(
        Nonconformity.code == code, Nonconformity.organization_id == organization_id
    )
    return db.session.scalars(query.options(*_WHOLE)).one_or_none()


def list_by_ids(ids: Collection[int]) -> list[Nonconformity]:
    """The nonconformities of these numbers that are in sight, oldest first."""
    query = select(Nonconformity).where(Nonconformity.id.in_(ids)).options(*_WHOLE)
    return list(db.session.scalars(query.order_by(Nonconformity.year, Nonconformity.number)))


def for_sources(kind: str, ids: Collection[int]) -> dict[int, list[Nonconformity]]:
    """What was reported from these records of a higher room, oldest first: how its findings fare."""
    query = select(Nonconformity).where(Nonconformity.source_kind == kind, Nonconformity.source_id.in_(ids))
    found: dict[int, list[Nonconformity]] = {}
    for each in db.session.scalars(query.order_by(Nonconformity.year, Nonconformity.number)):
        found.setdefault(each.source_id or 0, []).append(each)
    return found


def last_number(organization_id: int, year: int) -> int:
    """The highest number given in a year; 0 before the first."""
    query = select(func.max(Nonconformity.number)).where(
        Nonconformity.organization_id == organization_id, Nonconformity.year == year
    )
    return db.session.scalar(query) or 0


def files_of(nonconformity: Nonconformity) -> dict[str, list[Attachment]]:
    """Its files by part: "" of the report, "round-1", "action-2", "check-1"."""
    return files.attachments_by_part(KIND, nonconformity.id)


@dataclass(frozen=True)
class FileShown:
    """A file with the nonconformity that it hangs on, whose rights are its own."""

    nonconformity: Nonconformity
    attachment: Attachment | None


def get_file(nonconformity_code: str, file_id: int) -> FileShown:
    """A file by the code of its nonconformity and its number; whether it is there is asked after the right.

    Raises:
        NotFound: no such nonconformity in sight.
    """
    found = get_nonconformity(nonconformity_code)
    return FileShown(found, files.find_attachment(KIND, found.id, file_id))


# --- Terms ------------------------------------------------------------------------------------------------


def list_terms(kind: TermKind, *, on: date | None = None, organization_id: int | None = None) -> list[Term]:
    """A tree of terms, each below the one it stands under; only those valid on a day if one is given."""
    query = select(Term).where(Term.kind == kind).order_by(Term.position, Term.id)
    if organization_id is not None:
        query = query.where(Term.organization_id == organization_id)
    terms = [each for each in db.session.scalars(query) if on is None or each.is_valid(on)]
    known = {each.id for each in terms}
    top = [each for each in terms if each.parent_id not in known]
    return [each for term in top for each in _with_below(term, terms)]


def _with_below(term: Term, terms: Sequence[Term]) -> list[Term]:
    below = [each for each in terms if each.parent_id == term.id]
    return [term, *(deeper for each in below for deeper in _with_below(each, terms))]


def get_term(term_id: int) -> Term:
    """A term in sight.

    Raises:
        NotFound: there is none.
    """
    found = db.session.scalars(select(Term).where(Term.id == term_id)).one_or_none()
    if found is None:
        raise NotFound(_l("There is no such term."))
    return found


def find_term(kind: TermKind, code: str, *, organization_id: int) -> Term | None:
    """The term of this code in an organisation's tree."""
    query = select(Term).where(Term.kind == kind, Term.code == code, Term.organization_id == organization_id)
    return db.session.scalars(query).one_or_none()


def next_position(kind: TermKind) -> int:
    """Where a new term stands: behind all others."""
    return (db.session.scalar(select(func.max(Term.position)).where(Term.kind == kind)) or 0) + 1


# --- What waits -------------------------------------------------------------------------------------------


# Statements of the home page stand in the module, so that they are made once.
_open_actions = (
    select(Action)
    .join(Action.nonconformity)
    .where(Action.state == ActionState.OPEN, Nonconformity.state == State.DOING)
    .options(contains_eager(Action.nonconformity))
    .order_by(Action.due_on, Action.id)
)
_open_actions_of = _open_actions.where(Action.owner_id == bindparam("owner_id"))
_open_actions_due = _open_actions.where(Action.due_on <= bindparam("by")).options(joinedload(Action.owner))
_in_state = (
    select(Nonconformity)
    .where(Nonconformity.state.in_(bindparam("states", expanding=True)))
    .order_by(Nonconformity.state_since, Nonconformity.id)
)
_in_state_of = _in_state.where(Nonconformity.owner_id == bindparam("owner_id"))
_checks_due = (
    select(Round)
    .join(Round.nonconformity)
    .where(
        Nonconformity.state == State.VERIFYING, Round.ended_at.is_(None), Round.check_on <= bindparam("by")
    )
    .options(contains_eager(Round.nonconformity))
    .order_by(Round.check_on, Round.id)
)
_checks_due_of = _checks_due.where(Round.verifier_id == bindparam("verifier_id"))
_all_checks_due = _checks_due.options(joinedload(Round.verifier))


def list_actions_due(*, by: date) -> list[Action]:
    """Open actions of plans under way that are due by a day, the one due soonest first."""
    return list(db.session.scalars(_open_actions_due, {"by": by}))


def list_open_actions_of(owner_id: int) -> list[Action]:
    """A person's open actions of plans under way, the one due soonest first."""
    return list(db.session.scalars(_open_actions_of, {"owner_id": owner_id}))


def list_in_state(*states: State, owner_id: int | None = None) -> list[Nonconformity]:
    """Nonconformities in these states, the one that waits longest first."""
    values = {"states": [state.value for state in states], "owner_id": owner_id}
    return list(db.session.scalars(_in_state if owner_id is None else _in_state_of, values))


def list_checks_due(*, by: date, verifier_id: int | None = None, most: int | None = None) -> list[Round]:
    """Rounds whose effect is to be checked by a day, the earliest first; of all of them ``most`` if that is given."""
    values = {"by": by, "verifier_id": verifier_id}
    query = _all_checks_due if verifier_id is None else _checks_due_of
    return list(db.session.scalars(query if most is None else query.limit(most), values))


def list_wishes() -> list[Extension]:
    """Wishes for more time that nobody has answered, the oldest first."""
    query = (
        select(Extension)
        .join(Extension.action)
        .join(Action.nonconformity)
        .where(
            Extension.decided_at.is_(None),
            Action.state == ActionState.OPEN,
            Nonconformity.state == State.DOING,
        )
        .options(contains_eager(Extension.action).contains_eager(Action.nonconformity))
        .order_by(Extension.asked_at)
    )
    return list(db.session.scalars(query))


def list_left_behind() -> list[Nonconformity]:
    """Open nonconformities whose owner, or the owner of an open action, has left the office."""
    gone = select(Person.id).where(Person.is_active.is_(False))
    action_left = exists().where(
        Action.nonconformity_id == Nonconformity.id,
        Action.state == ActionState.OPEN,
        Action.owner_id.in_(gone),
    )
    query = select(Nonconformity).where(
        Nonconformity.state.in_(_OPEN_STATES), or_(Nonconformity.owner_id.in_(gone), action_left)
    )
    return list(db.session.scalars(query.order_by(Nonconformity.state_since)))


def list_releases_of(document_id: int) -> list[Action]:
    """Open actions that wait for this document's next revision in force."""
    query = select(Action).where(
        Action.document_id == document_id,
        Action.kind == ActionKind.RELEASE,
        Action.state == ActionState.OPEN,
    )
    return list(db.session.scalars(query.options(joinedload(Action.nonconformity))))


def list_parts_of(action: Action) -> list[Action]:
    """The open parts of a common action in other nonconformities."""
    query = select(Action).where(Action.common_id == action.id, Action.state == ActionState.OPEN)
    return list(db.session.scalars(query.options(joinedload(Action.nonconformity))))


def list_who_give_time(action: Action) -> list[Person]:
    """The leader of the owner's unit where there is one, else the coordinators; never the owner."""
    unit = action.owner.unit
    if unit is not None and unit.head is not None and unit.head.id != action.owner_id:
        able = unit.head.roles & {Role.LEADER, Role.COORDINATOR}
        if able:
            return [unit.head]
    able_people = people.list_with_role(Role.COORDINATOR, Role.LEADER, organization_id=action.organization_id)
    return [each for each in able_people if each.id != action.owner_id]
