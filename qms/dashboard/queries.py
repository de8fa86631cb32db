"""What the dashboard gathers from the rooms."""

from __future__ import annotations

from datetime import date

from qms.foundation.access import Actor
from qms.foundation.feature import Panel
from qms.foundation.house import house


def panels_of(actor: Actor, today: date) -> list[Panel]:
    """The figures that the rooms have for this person, in the order of the rooms."""
    offers = [feature.panels for feature in house().features if feature.panels]
    return [panel for offer in offers for panel in offer(actor, today)]
