"""The permission table as people read it: made from the very objects that the code asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qms.foundation.access import Permission, Predicate, Role, is_anyone, is_signed_in
from qms.foundation.feature import Feature
from qms.foundation.texts import _, _l
from qms.kernel.enums import Worded

HOLDS_FOR_ALL = (is_anyone, is_signed_in)


class Answer(Worded):
    """Whether somebody of a role may, as far as the role alone decides."""

    YES = "yes", _l("may")
    SOMETIMES = "sometimes", _l("may under a condition")
    NO = "no", _l("may not")


@dataclass(frozen=True)
class Line:
    """One permission: what it allows, to whom in words, and the answer for each role."""

    name: str
    sentence: str
    clauses: list[str]
    answers: list[tuple[Role, Answer]]


@dataclass(frozen=True)
class Room:
    """The permissions of one room."""

    name: str
    title: str
    lines: list[Line]


def rooms_of(features: Iterable[Feature], common: Iterable[Permission]) -> list[Room]:
    """The whole table, room by room; ``common`` are those that belong to no room."""
    rooms = [Room("common", _("Every page"), [line_of(each) for each in common])]
    rooms += [
        Room(feature.name, str(feature.title), [line_of(each) for each in feature.permissions])
        for feature in features
        if feature.permissions
    ]
    return rooms


def line_of(permission: Permission) -> Line:
    """One line of the table, in the reader's language."""
    return Line(
        name=permission.name,
        sentence=str(permission.sentence),
        clauses=[_in_words(clause) for clause in permission.clauses],
        answers=[(role, answer(permission, role)) for role in Role],
    )


def answer(permission: Permission, role: Role) -> Answer:
    """What the role alone decides; a person with several roles may what any of them may."""
    found = [_answer_of(clause, role) for clause in permission.clauses]
    return next((each for each in (Answer.YES, Answer.SOMETIMES) if each in found), Answer.NO)


def _answer_of(clause: tuple[Predicate, ...], role: Role) -> Answer:
    if any(predicate.roles and role not in predicate.roles for predicate in clause):
        return Answer.NO
    conditions = [each for each in clause if not each.roles and not any(each is one for one in HOLDS_FOR_ALL)]
    return Answer.SOMETIMES if conditions else Answer.YES


def _in_words(clause: tuple[Predicate, ...]) -> str:
    return f" {_('and')} ".join(str(predicate.sentence) for predicate in clause)
