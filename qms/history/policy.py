"""Who may read the trail."""

from __future__ import annotations

from typing import Any

from qms.foundation.access import Actor, is_administrator, is_signed_in, permission, predicate
from qms.foundation.feature import Shown
from qms.foundation.texts import _l


@predicate(_l("who may see the record and its drafts"))
def may_look_back(_actor: Actor, record: Any) -> bool:
    return isinstance(record, Shown) and record.with_history


HISTORY_READ = permission("history.read", _l("Read what was done to a record"), [is_signed_in, may_look_back])
LOG_READ = permission(
    "history.read_log",
    _l("Read and export the log: who signed in, who was refused, who did what"),
    [is_administrator],
)

PERMISSIONS = (HISTORY_READ, LOG_READ)
