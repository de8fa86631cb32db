"""What waits for the coordinator: numbered copies that must come back."""

from __future__ import annotations

from collections.abc import Iterator

from qms.copies import queries
from qms.foundation.access import Actor, is_coordinator
from qms.foundation.feature import Task
from qms.foundation.texts import _l


def tasks(actor: Actor) -> Iterator[Task]:
    """One line for each copy that was called back, with the day by which it must be there."""
    if not is_coordinator(actor, None):
        return
    for copy in queries.list_called_back():
        label = _l(
            "Take back copy no. %(number)s of %(name)s from %(holder)s",
            number=f"{copy.number:02d}",
            name=copy.revision.name,
            holder=copy.holder,
        )
        yield Task(label, f"/paper/copies/{copy.id}/end", "copies.called_back", copy.due_on, copy.recalled_on)
