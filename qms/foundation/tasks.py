"""What waits for a person, from every room that offers tasks: late first, then what is due soonest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qms.foundation.access import Actor
from qms.foundation.feature import Task
from qms.foundation.house import house
from qms.foundation.texts import _, _n

SOON_DAYS = 3


@dataclass(frozen=True)
class Waiting:
    """A task as it stands on a day. ``days_left`` is negative when it is late, None without a due date."""

    task: Task
    days_left: int | None

    @property
    def is_late(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def is_soon(self) -> bool:
        return self.days_left is not None and 0 <= self.days_left <= SOON_DAYS

    @property
    def tone(self) -> str:
        return "danger" if self.is_late else "warning" if self.is_soon else "neutral"

    @property
    def lateness(self) -> str:
        """How much time is left, in words; empty without a due date."""
        return "" if self.days_left is None else _lateness(self.days_left)


def tasks_of(actor: Actor, today: date) -> list[Waiting]:
    """Everything that waits for this person."""
    offers = [feature.tasks for feature in house().features if feature.tasks]
    waiting = [_waiting(task, today) for offer in offers for task in offer(actor)]
    return sorted(waiting, key=_urgency)


def _waiting(task: Task, today: date) -> Waiting:
    return Waiting(task, (task.due_on - today).days if task.due_on else None)


def _urgency(waiting: Waiting) -> tuple[bool, int, date, str]:
    """Due dates before none; among those without, the one that waits longest."""
    without_due = waiting.days_left is None
    return without_due, waiting.days_left or 0, waiting.task.since or date.max, str(waiting.task.label)


def _lateness(days: int) -> str:
    if days < 0:
        return _n("%(num)s day late", "%(num)s days late", -days)
    if days == 0:
        return _("due today")
    return _("due tomorrow") if days == 1 else _("due in %(num)s days", num=days)
