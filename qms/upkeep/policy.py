"""Who looks after the installation."""

from __future__ import annotations

from typing import Any

from qms.foundation.access import Actor, is_administrator, permission, predicate
from qms.foundation.texts import _l
from qms.identity.queries import get_organization


@predicate(_l("of the organisation at the top of the tree"))
def is_of_top_organization(actor: Actor, _record: Any) -> bool:
    return actor.organization_id is not None and get_organization(actor.organization_id).parent_id is None


UPKEEP = permission(
    "upkeep.keep",
    _l("See how the worker fares and try again what it could not do"),
    [is_administrator, is_of_top_organization],
)

PERMISSIONS = (UPKEEP,)
