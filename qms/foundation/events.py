"""What happened in one room and matters to another: emitted below, answered above, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import current_app

Reaction = Callable[[Any], None]


def connect(reactions: list[tuple[type, Reaction]]) -> dict[type, list[Reaction]]:
    """The table of who answers what, in the order given; kept with the application by wiring."""
    table: dict[type, list[Reaction]] = defaultdict(list)
    for kind, reaction in reactions:
        table[kind].append(reaction)
    return table


def emit(event: Any) -> None:
    """Call every reaction to this event; one that fails takes the whole transaction with it."""
    for reaction in current_app.extensions["qms"].reactions.get(type(event), ()):
        reaction(event)
