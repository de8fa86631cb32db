"""What the page offers."""

from __future__ import annotations

from qms.foundation.feature import Feature, NavigationItem
from qms.foundation.texts import _l
from qms.home.views import blueprint

feature = Feature(
    name="home",
    title=_l("Home"),
    blueprint=blueprint,
    navigation=(NavigationItem(_l("Home"), "home.show", "house", 0),),
)
