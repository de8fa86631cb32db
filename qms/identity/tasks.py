"""What waits for an administrator: what an organisation lacks before its quality system can work."""

from __future__ import annotations

from collections.abc import Iterator

from qms.foundation.access import Actor, Role, is_administrator
from qms.foundation.feature import Task
from qms.foundation.texts import _l
from qms.identity import queries

NEEDED = (Role.COORDINATOR, Role.LEADER, Role.REVIEWER)
"""Without one of these nothing can be written, reviewed and approved by three different people."""


def tasks(actor: Actor) -> Iterator[Task]:
    """Units that are still to be made, and roles that nobody has: at the start, or after somebody left."""
    if not is_administrator(actor, None):
        return
    if not queries.list_units(active_only=False):
        yield Task(_l("Add the units of the organisation"), "/units/new", "identity.no_units")
    held = queries.roles_held()
    for role in NEEDED:
        if role not in held:
            label = _l(
                "Nobody has the role “%(role)s”: add a person, or give it to somebody", role=role.label
            )
            yield Task(label, "/people", "identity.role_missing")
