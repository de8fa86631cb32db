"""What can be asked besides words: kinds of places, and states of what is found."""

from __future__ import annotations

from qms.foundation.searching.port import EFFECTIVE, Kind
from qms.foundation.texts import _l
from qms.kernel.enums import Worded

KIND_LABELS = {
    Kind.DOCUMENT: _l("Documents"),
    Kind.SECTION: _l("Sections"),
    Kind.STEP: _l("Steps of procedures"),
    Kind.FILE: _l("Pages of files"),
    Kind.NONCONFORMITY: _l("Nonconformities"),
    Kind.AUDIT: _l("Internal audits"),
    Kind.FINDING: _l("Findings of audits"),
    Kind.LEGAL_TEXT: _l("Legal texts"),
    Kind.HELP: _l("Help"),
}


class Standing(Worded):
    """Which texts are searched: only what is in force, unless somebody with the right asks for others."""

    IN_FORCE = "in_force", _l("In force")
    UNDER_WAY = "under_way", _l("Drafts and texts under way")
    PAST = "past", _l("Superseded and withdrawn")
    ANY = "any", _l("All")

    @property
    def statuses(self) -> tuple[str, ...]:
        """The statuses of entries that this asks for."""
        return _STATUSES[self]


_STATUSES: dict[Standing, tuple[str, ...]] = {
    Standing.IN_FORCE: (EFFECTIVE,),
    Standing.UNDER_WAY: ("draft",),
    Standing.PAST: ("superseded", "withdrawn"),
    Standing.ANY: (EFFECTIVE, "draft", "superseded", "withdrawn"),
}
