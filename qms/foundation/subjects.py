"""Records of any room, as a person may see them: through what the rooms offer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from qms.foundation.access import Actor
from qms.foundation.feature import Shown
from qms.foundation.house import house


def shown_to(actor: Actor, subjects: Iterable[tuple[str, int | None]]) -> Mapping[tuple[str, int], Shown]:
    """Of these records, by kind and number, those that the actor may see: one question per kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, record_id in subjects:
        if record_id is not None and kind in house().subjects:
            wanted[kind].add(record_id)
    return {
        (kind, record_id): shown
        for kind, ids in wanted.items()
        for record_id, shown in house().subjects[kind](actor, ids).items()
    }
