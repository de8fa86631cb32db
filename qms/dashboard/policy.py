"""Who looks across all rooms."""

from __future__ import annotations

from qms.foundation.access import is_coordinator, is_leader, permission
from qms.foundation.texts import _l

READ = permission("dashboard.read", _l("See the figures of all rooms"), [is_coordinator], [is_leader])

PERMISSIONS = (READ,)
