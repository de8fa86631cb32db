"""Figures for the dashboard: answers to changes of law that wait, by change, the late ones named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qms.foundation.access import Actor, can
from qms.foundation.feature import Bar, Panel, Series, Task
from qms.foundation.texts import _l
from qms.laws import queries
from qms.laws.addresses import change_address
from qms.laws.models import Change, ChangeTask
from qms.laws.policy import OVERSEE

NAMED = 10  # so many are named one by one
_SOON = 30  # days


def panels_of(actor: Actor, today: date) -> Iterator[Panel]:
    """What this person may see of the whole."""
    if can(actor, OVERSEE):
        yield _waiting(today)


def _waiting(today: date) -> Panel:
    tasks = queries.list_open_tasks()
    late = [each for each in tasks if each.change.due_on < today]
    by_change: dict[int, list[ChangeTask]] = {}
    for each in tasks:
        by_change.setdefault(each.change_id, []).append(each)
    return Panel(
        key="legal-changes",
        title=_l("Changes of law, documents that wait for an answer"),
        figure=str(len(tasks)),
        figure_label=_l("answers to changes of law outstanding"),
        tone="danger" if late else "warning" if tasks else "success",
        url="/laws/changes",
        bars_label=_l("Legal text"),
        series=(
            Series(_l("Late"), "danger"),
            Series(_l("Within 30 days"), "warning"),
            Series(_l("Later"), "info"),
        ),
        bars=tuple(_bar(found, today) for found in by_change.values()),
        empty=_l("Every change of law is answered."),
        records=tuple(_record(found[0].change) for found in list(by_change.values())[:NAMED]),
        records_title=_l("Answers due first"),
    )


def _bar(tasks: list[ChangeTask], today: date) -> Bar:
    change = tasks[0].change
    left = (change.due_on - today).days
    place = 0 if left < 0 else 1 if left <= _SOON else 2
    numbers = tuple(len(tasks) if each == place else 0 for each in range(3))
    return Bar(change.text.number, numbers, change_address(change.id))


def _record(change: Change) -> Task:
    label = f"{change.text.number}: {change.what.label}"
    return Task(label, change_address(change.id), "laws.change", due_on=change.due_on)
