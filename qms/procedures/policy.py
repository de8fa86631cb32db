"""Who may do what with procedures: what documents allow; this room adds only its list."""

from __future__ import annotations

from qms.foundation.access import is_signed_in, permission
from qms.foundation.texts import _l

LIST = permission("procedures.list", _l("See the procedures in force"), [is_signed_in])

PERMISSIONS = (LIST,)
