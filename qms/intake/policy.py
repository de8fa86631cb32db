"""Who may bring paper in: the coordinator of the organisation."""

from __future__ import annotations

from qms.foundation.access import is_coordinator, permission
from qms.foundation.texts import _l

SEND = permission(
    "intake.send", _l("Send Word and PDF files to be read, and see what became of them"), [is_coordinator]
)
CHECK = permission("intake.check", _l("Correct and confirm what was read of a file"), [is_coordinator])

PERMISSIONS = (SEND, CHECK)
