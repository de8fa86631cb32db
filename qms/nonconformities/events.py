"""What happens to nonconformities and matters to higher rooms (audits, dossiers, objectives)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NonconformityMoved:
    """A nonconformity has another state; ``source`` is the kind and number of what it was found in."""

    nonconformity_id: int
    state: str
    source_kind: str
    source_id: int | None
