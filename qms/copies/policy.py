"""Who may do what with paper. ``record`` is a revision or a document. Reading one is documents' own right (READ)."""

from __future__ import annotations

from qms.foundation.access import is_administrator, is_coordinator, permission
from qms.foundation.texts import _l

KEEP_LAYOUT = permission(
    "copies.keep_layout",
    _l("Set how documents look on paper: logo, signature boxes, amendment table"),
    [is_coordinator],
    [is_administrator],
)

PERMISSIONS = (KEEP_LAYOUT,)
