"""What the room offers."""

from __future__ import annotations

from qms.foundation.feature import Feature, NavigationItem
from qms.foundation.texts import _l
from qms.history.policy import LOG_READ, PERMISSIONS
from qms.history.views import blueprint

feature = Feature(
    name="history",
    title=_l("History and log"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    navigation=(NavigationItem(_l("Log"), "history.show_log", "clock-history", 80, LOG_READ),),
    sentences={"history.log_exported": _l("%(actor)s exported %(count)s lines of the log.")},
)
