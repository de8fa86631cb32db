"""Who may do what: permissions as a table of small predicates, each with its sentence.

A permission is granted when, for any of its clauses, all predicates of the clause hold. What is not granted
is refused. Rooms write their part in policy.py; the page "who may do what" is made from the same objects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from qms.foundation.texts import _l
from qms.kernel.errors import Forbidden


class Role(StrEnum):
    """What a person is in the quality system of their organisation; a person may have several roles."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    STAFF = "staff"
    READER = "reader"

    @property
    def label(self) -> Any:
        return ROLE_LABELS[self][0]

    @property
    def sentence(self) -> Any:
        return ROLE_LABELS[self][1]


ROLE_LABELS = {
    Role.ADMINISTRATOR: (_l("Administrator"), _l("Keeps people, units, roles and settings.")),
    Role.COORDINATOR: (_l("ISO coordinator"), _l("Keeps the documents of the quality system.")),
    Role.LEADER: (_l("Leader"), _l("Approves documents and signs for the organisation.")),
    Role.REVIEWER: (_l("Reviewer"), _l("Reviews documents before they are approved.")),
    Role.AUDITOR: (_l("Internal auditor"), _l("Audits units and procedures.")),
    Role.STAFF: (_l("Staff"), _l("Works by the procedures and may write drafts.")),
    Role.READER: (_l("Reader"), _l("Reads what is in force.")),
}


@dataclass(frozen=True)
class Actor:
    """Who acts, as a value: a signed-in person in their organisation, nobody, or the system itself."""

    person_id: int | None = None
    name: str = ""
    position: str = ""
    organization_id: int | None = None
    unit_id: int | None = None
    roles: frozenset[Role] = frozenset()
    address: str = ""  # network address, for the trail
    is_system: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.person_id is not None

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


NOBODY = Actor()
SYSTEM = Actor(name="qms", is_system=True)

Test = Callable[[Actor, Any], bool]


@dataclass(frozen=True)
class Predicate:
    """A question about an actor and a record, and how it reads in the permission table."""

    sentence: Any
    test: Test = field(compare=False)
    roles: frozenset[Role] = frozenset()

    def __call__(self, actor: Actor, record: Any) -> bool:
        return self.test(actor, record)


def predicate(sentence: Any) -> Callable[[Test], Predicate]:
    """Make a predicate of a two-argument function."""
    return lambda test: Predicate(sentence, test)


def has_role(*roles: Role) -> Predicate:
    """Holds for people with any of these roles."""
    sentence = roles[0].label if len(roles) == 1 else _RoleList(roles)
    return Predicate(sentence, lambda actor, _record: actor.has(*roles), frozenset(roles))


@dataclass(frozen=True)
class _RoleList:
    roles: tuple[Role, ...]

    def __str__(self) -> str:
        return ", ".join(str(role.label) for role in self.roles)


@predicate(_l("everyone, without signing in"))
def is_anyone(_actor: Actor, _record: Any) -> bool:
    return True


@predicate(_l("everyone who has signed in"))
def is_signed_in(actor: Actor, _record: Any) -> bool:
    return actor.is_signed_in


is_administrator = has_role(Role.ADMINISTRATOR)
is_coordinator = has_role(Role.COORDINATOR)
is_leader = has_role(Role.LEADER)
is_reviewer = has_role(Role.REVIEWER)
is_auditor = has_role(Role.AUDITOR)


@dataclass(frozen=True)
class Permission:
    """One thing that can be allowed: ``room.act``, its sentence, and the clauses that grant it."""

    name: str
    sentence: Any
    clauses: tuple[tuple[Predicate, ...], ...]

    def granted(self, actor: Actor, record: Any = None) -> bool:
        return any(all(test(actor, record) for test in clause) for clause in self.clauses)


def permission(name: str, sentence: Any, *clauses: Iterable[Predicate]) -> Permission:
    """Write a permission: each clause is a list of predicates that must all hold."""
    return Permission(name, sentence, tuple(tuple(clause) for clause in clauses))


def can(actor: Actor, wanted: Permission, record: Any = None) -> bool:
    """Whether the actor may; the system itself may everything that an operation allows."""
    return actor.is_system or wanted.granted(actor, record)


def require(actor: Actor, wanted: Permission, record: Any = None) -> None:
    """Go on only if the actor may.

    Raises:
        Forbidden: with the permission's sentence, so that the page can say what was asked for.
    """
    if not can(actor, wanted, record):
        raise Forbidden(_l("You do not have the right to do this."), permission=wanted)
