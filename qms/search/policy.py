"""Who may do what with the search."""

from __future__ import annotations

from qms.foundation.access import is_coordinator, permission
from qms.foundation.texts import _l

KEEP_SHORT_FORMS = permission(
    "search.keep_short_forms",
    _l("Keep the list of abbreviations that the search understands"),
    [is_coordinator],
)

PERMISSIONS = (KEEP_SHORT_FORMS,)
