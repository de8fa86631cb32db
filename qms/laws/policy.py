"""Who may do what with legal texts. ``record`` is a task of a change where the sentence speaks of a document."""

from __future__ import annotations

from typing import Any

from qms.foundation.access import (
    Actor,
    Role,
    has_role,
    is_coordinator,
    is_signed_in,
    permission,
    predicate,
)
from qms.foundation.texts import _l
from qms.laws.models import ChangeTask


@predicate(_l("who owns the document that cites the text"))
def owns_document(actor: Actor, record: Any) -> bool:
    return isinstance(record, ChangeTask) and record.document.owner_id == actor.person_id


oversees = has_role(Role.COORDINATOR, Role.LEADER, Role.AUDITOR)

READ = permission(
    "laws.read", _l("See legal texts, what cites them and what their changes asked"), [is_signed_in]
)
KEEP = permission("laws.keep", _l("Enter, change and import legal texts"), [is_coordinator])
ANSWER = permission(
    "laws.answer",
    _l("Sign that a document needs no change after a change of law"),
    [owns_document],
    [is_coordinator],
)
OVERSEE = permission("laws.oversee", _l("See the figures of legal texts on the dashboard"), [oversees])
REVIEW = permission("laws.review", _l("Record the monthly review of legal texts"), [is_coordinator])
READ_REVIEWS = permission("laws.read_reviews", _l("Read the records of monthly reviews"), [oversees])
SET_LIMIT = permission("laws.set_limit", _l("Set how long a change of law leaves"), [is_coordinator])

PERMISSIONS = (READ, KEEP, ANSWER, OVERSEE, REVIEW, READ_REVIEWS, SET_LIMIT)
