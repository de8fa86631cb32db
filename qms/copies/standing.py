"""How a piece of paper stands: whether its revision holds, since when not any more, and what took its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qms.documents.models import Revision
from qms.documents.rules import State


class Holds(StrEnum):
    CURRENT = "current"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class Standing:
    """What may be told to whoever holds the paper: nothing of what is written on it but which issue it is."""

    holds: Holds
    label: str
    day: date | None = None  # in force since, or ended on
    by: str = ""  # the issue that took its place


def standing_of(revision: Revision) -> Standing:
    """The standing of a revision whose document's revisions are loaded."""
    match revision.status:
        case State.EFFECTIVE:
            return Standing(Holds.CURRENT, revision.label, revision.effective_on)
        case State.SUPERSEDED:
            return Standing(Holds.REPLACED, revision.label, revision.ended_on, _successor(revision))
        case State.WITHDRAWN if revision.effective_at is not None:
            return Standing(Holds.WITHDRAWN, revision.label, revision.ended_on)
    return Standing(Holds.NOT_YET, revision.label)


def _successor(revision: Revision) -> str:
    """The issue that came into force next."""
    later = [each for each in revision.document.revisions if each.number > revision.number]
    return next((each.label for each in later if each.effective_at is not None), "")
