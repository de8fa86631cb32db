"""What may be on paper: stamps by state, the amendment table's variants, when a recall is late. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from qms.documents.rules import State
from qms.foundation.texts import _l
from qms.kernel.enums import Worded

RECALL_DAYS = 10  # working figure where an organisation sets none: calendar days


class Stamp(Worded):
    """What is stamped on a copy."""

    CONTROLLED = "controlled", _l("Controlled document")
    UNCONTROLLED = "uncontrolled", _l("Uncontrolled copy")
    OBSOLETE = "obsolete", _l("Obsolete")
    DRAFT = "draft", _l("Draft, not in force")


def stamp_for(state: State) -> Stamp:
    """The stamp of what the system hands out of a revision in this state."""
    if state is State.EFFECTIVE:
        return Stamp.CONTROLLED
    return Stamp.OBSOLETE if state in (State.SUPERSEDED, State.WITHDRAWN) else Stamp.DRAFT


def stamps_for(state: State) -> tuple[Stamp, ...]:
    """Every stamp with which a revision in this state may be asked for; of what is in force also for outsiders."""
    usual = stamp_for(state)
    return (usual, Stamp.UNCONTROLLED) if usual is Stamp.CONTROLLED else (usual,)


class Ending(Worded):
    """How a numbered copy ended."""

    RETURNED = "returned", _l("Came back")
    DESTROYED = "destroyed", _l("Destroyed")
    LOST = "lost", _l("Lost")


class Variant(StrEnum):
    """The layouts of the amendment table that agencies use (three published ones)."""

    A = "a"
    B = "b"
    C = "c"

    @property
    def title(self) -> Any:
        return VARIANTS[self].title


class Column(StrEnum):
    """A column of the amendment table."""

    WHY = "why"
    PLACE = "place"
    WHAT = "what"
    LABEL = "label"
    DAY = "day"


@dataclass(frozen=True)
class AmendmentTable:
    """A variant: its title, and its columns with heading and share of the line."""

    title: Any
    columns: tuple[tuple[Column, Any, float], ...]


VARIANTS = {
    Variant.A: AmendmentTable(
        _l("Amendments of the document"),
        (
            (Column.WHY, _l("Request for amendment"), 2.3),
            (Column.PLACE, _l("Page or part concerned"), 1.7),
            (Column.WHAT, _l("Description of the amendment"), 3.4),
            (Column.LABEL, _l("Issue/ amendment"), 1.3),
            (Column.DAY, _l("Day of amendment"), 1.5),
        ),
    ),
    Variant.B: AmendmentTable(
        _l("Status of amendments"),
        (
            (Column.DAY, _l("Day, month, year"), 1.4),
            (Column.PLACE, _l("Page or part"), 1.8),
            (Column.WHAT, _l("Description of the change"), 4),
            (Column.LABEL, _l("Issue/ amendment"), 1.4),
        ),
    ),
    Variant.C: AmendmentTable(
        _l("Record of amendments"),
        (
            (Column.LABEL, _l("Amendment no."), 1.2),
            (Column.DAY, _l("Day of amendment"), 1.5),
            (Column.WHAT, _l("Summary of what was amended"), 5),
        ),
    ),
}


def recall_due(superseded_on: date, days: int) -> date:
    """The day by which a recalled copy must be back."""
    return superseded_on + timedelta(days=days)
