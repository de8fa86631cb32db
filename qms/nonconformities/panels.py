"""Figures for the dashboard: what is open since when, what is late in which unit, which effects are to be checked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qms.foundation.access import Actor, can
from qms.foundation.feature import Bar, Panel, Series, Task
from qms.foundation.texts import _l
from qms.nonconformities import overview, queries
from qms.nonconformities.addresses import address_of
from qms.nonconformities.policy import OVERSEE

REGISTER = "/nonconformities"
NAMED = 10  # so many records are named one by one
_AGES = tuple(
    Series(label, tone)
    for (_most, label), tone in zip(overview.AGES, ("info", "progress", "warning", "danger"), strict=True)
)
# Days until the check, up to which it belongs to the bar; the first is late, the last has no end.
_WHEN = (
    (-1, _l("Late")),
    (7, _l("Within 7 days")),
    (30, _l("Within 30 days")),
    (None, _l("Later")),
)


def panels_of(actor: Actor, today: date) -> Iterator[Panel]:
    """What this person may see of the whole."""
    if can(actor, OVERSEE):
        yield _open(today)
        yield _late(today)
        yield _checks(today)


def _open(today: date) -> Panel:
    states = overview.open_by_state_and_age(today)
    bars = tuple(Bar(state.label, ages, f"{REGISTER}?state={state.value}") for state, ages in states)
    return Panel(
        key="open-nonconformities",
        title=_l("Open nonconformities, by state and age"),
        figure=str(sum(bar.total for bar in bars)),
        figure_label=_l("nonconformities open"),
        tone="info",
        url=REGISTER,
        bars_label=_l("State"),
        series=_AGES,
        bars=bars,
        empty=_l("Nothing is open."),
    )


def _late(today: date) -> Panel:
    actions = {bar.label: bar.number for bar in overview.late_by_unit(today)}
    checks = {bar.label: bar.number for bar in overview.late_checks_by_unit(today)}
    bars = [Bar(unit, (actions.get(unit, 0), checks.get(unit, 0))) for unit in sorted({*actions, *checks})]
    total = sum(bar.total for bar in bars)
    return Panel(
        key="late-by-unit",
        title=_l("Late, by unit"),
        figure=str(total),
        figure_label=_l("actions and checks late"),
        tone="danger" if total else "success",
        url=f"{REGISTER}?show=late",
        bars_label=_l("Unit"),
        series=(Series(_l("Actions"), "danger"), Series(_l("Checks of the effect"), "warning")),
        bars=tuple(sorted(bars, key=lambda bar: (-bar.total, bar.label))),
        empty=_l("No action and no check is late."),
    )


def _checks(today: date) -> Panel:
    days = overview.days_of_checks()
    due = queries.list_checks_due(by=today)
    return Panel(
        key="checks-of-effect",
        title=_l("Effects to be checked, by when"),
        figure=str(len(due)),
        figure_label=_l("effects to be checked now"),
        tone="warning" if due else "success",
        url=f"{REGISTER}?state=verifying",
        bars_label=_l("When"),
        series=(Series(_l("How many")),),
        bars=_by_when(days, today) if days else (),
        empty=_l("No effect is to be checked."),
        records=tuple(
            Task(
                " – ".join(
                    [
                        f"{each.nonconformity.code} {each.nonconformity.title}",
                        *([each.verifier.name] if each.verifier else []),
                    ]
                ),
                address_of(each.nonconformity),
                "nonconformities.verify",
                due_on=each.check_on,
            )
            for each in due[:NAMED]
        ),
        records_title=_l("Effects to be checked now"),
    )


def _by_when(days: list[date], today: date) -> tuple[Bar, ...]:
    numbers = [0] * len(_WHEN)
    for day in days:
        left = (day - today).days
        numbers[
            next(place for place, (most, _label) in enumerate(_WHEN) if most is None or left <= most)
        ] += 1
    return tuple(Bar(label, (number,)) for (_most, label), number in zip(_WHEN, numbers, strict=True))
