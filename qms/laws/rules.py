"""What holds of legal texts: whether one is in force, what a change asks, when it is due, when it is answered.

The times come from QĐ 19/2014/QĐ-TTg, Article 4, and are rows of the organisation (``models.Limit``), not code.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qms.foundation.texts import _l
from qms.kernel.enums import Worded
from qms.kernel.errors import Refused


class Standing(Worded):
    """Where a text stands on a day; worked out from dates, never kept."""

    IN_FORCE = "in_force", _l("In force"), "success"
    NOT_YET = "not_yet", _l("Not yet in force"), "info"
    REPLACED = "replaced", _l("Replaced"), "danger"
    EXPIRED = "expired", _l("No longer in force"), "danger"
    UNKNOWN = "unknown", _l("Date not known"), "warning"

    @property
    def is_over(self) -> bool:
        return self in (Standing.REPLACED, Standing.EXPIRED)


def standing_on(
    day: date, *, in_force_from: date | None, ended_on: date | None, replaced_on: date | None
) -> Standing:
    """Where a text stands. ``ended_on`` and ``replaced_on`` are the first days on which it is no longer in force."""
    if replaced_on is not None and replaced_on <= day:
        return Standing.REPLACED
    if ended_on is not None and ended_on <= day:
        return Standing.EXPIRED
    if in_force_from is None:
        return Standing.UNKNOWN
    return Standing.IN_FORCE if in_force_from <= day else Standing.NOT_YET


class Happening(Worded):
    """What happens to a text that documents cite."""

    AMENDED = "amended", _l("amended")
    REPLACED = "replaced", _l("replaced")
    EXPIRED = "expired", _l("no longer in force")


class Link(Worded):
    """What a text does to another one; the sentence says it from the other one's side."""

    REPLACES = "replaces", _l("Replaces"), "danger", _l("Replaced by")
    AMENDS = "amends", _l("Amends"), "warning", _l("Amended by")

    @property
    def happening(self) -> Happening:
        return Happening.REPLACED if self is Link.REPLACES else Happening.AMENDED


class TaskState(Worded):
    """How far a document's answer to a change is."""

    OPEN = "open", _l("Waits for an answer"), "warning"
    REVISED = "revised", _l("Revised"), "success"
    NO_CHANGE = "no_change", _l("No change needed"), "success"
    WITHDRAWN = "withdrawn", _l("Document withdrawn")
    VOID = "void", _l("Entered by mistake")


def concerns(effective_on: date, takes_effect_on: date) -> bool:
    """Whether a change asks something of a revision that cites the text: one released since then knew of it."""
    return effective_on < takes_effect_on


def answers(*, effective_on: date, still_cites: bool, takes_effect_on: date) -> bool:
    """Whether a new revision in force answers a change: it cites the text no more, or was released after it."""
    return not still_cites or not concerns(effective_on, takes_effect_on)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


REMIND_BEFORE = (30, 7)  # days


def reminders_due(due_on: date, today: date) -> list[str]:
    """Which reminders should have gone out by today: "30", "7", "late"; each is sent once."""
    due = [str(days) for days in REMIND_BEFORE if (due_on - today).days <= days]
    return [*due, "late"] if today > due_on else due


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year, as reviews of legal texts are made."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def name(self) -> str:
        return f"{self.number:02d}/{self.year}"

    def after(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def months_from(first: Month, last: Month) -> Iterator[Month]:
    """Every month from the first to the last one, both included."""
    while first <= last:
        yield first
        first = first.after()


def refuse_odd_dates(signed_on: date | None, in_force_from: date | None, ended_on: date | None) -> None:
    """Go on only if the days of a text can follow each other.

    Raises:
        Refused: at the field of the day that cannot be.
    """
    if signed_on and in_force_from and in_force_from < signed_on:
        raise Refused(_l("A text cannot be in force before it was signed."), field="in_force_from")
    begun = in_force_from or signed_on
    if begun and ended_on and ended_on <= begun:
        raise Refused(_l("A text cannot end before it began."), field="ended_on")


def refuse_odd_link(link: str) -> None:
    """Go on only if the text's address on the net is one, or is empty. It is kept as text and never fetched.

    Raises:
        Refused: at ``link``.
    """
    if link and (not link.startswith("https://") or any(each.isspace() for each in link)):
        raise Refused(_l("Write an address that begins with https:// or leave this empty."), field="link")
