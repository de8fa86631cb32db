"""What the page offers."""

from __future__ import annotations

from qms.dashboard.policy import PERMISSIONS, READ
from qms.dashboard.views import blueprint
from qms.foundation.feature import Feature, NavigationItem
from qms.foundation.texts import _l

feature = Feature(
    name="dashboard",
    title=_l("Dashboard"),
    blueprint=blueprint,
    permissions=PERMISSIONS,
    navigation=(NavigationItem(_l("Dashboard"), "dashboard.show", "graph-up", 50, READ),),
)
