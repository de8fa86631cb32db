"""What can be asked besides words: kinds of places, and states of what is found."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from qms.foundation.searching.port import EFFECTIVE, Kind
from qms.foundation.texts import _l

KIND_LABELS = {
    Kind.DOCUMENT: _l("Documents"),
    Kind.SECTION: _l("Sections"),
    Kind.STEP: _l("Steps of procedures"),
    Kind.NONCONFORMITY: _l("Nonconformities"),
    Kind.AUDIT: _l("Internal audits"),
    Kind.FINDING: _l("Findings of audits"),
    Kind.HELP: _l("Help"),
}


class Standing(StrEnum):
    """Which texts are searched: only what is in force, unless somebody with the right asks for others."""

    IN_FORCE = "in_force"
    UNDER_WAY = "under_way"
    PAST = "past"
    ANY = "any"

    @property
    def label(self) -> Any:
        return _STANDINGS[self][0]

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of entries that this asks for."""
        return _STANDINGS[self][1]


_STANDINGS: dict[Standing, tuple[Any, tuple[str, ...]]] = {
    Standing.IN_FORCE: (_l("In force"), (EFFECTIVE,)),
    Standing.UNDER_WAY: (_l("Drafts and texts under way"), ("draft",)),
    Standing.PAST: (_l("Superseded and withdrawn"), ("superseded", "withdrawn")),
    Standing.ANY: (_l("All"), (EFFECTIVE, "draft", "superseded", "withdrawn")),
}
