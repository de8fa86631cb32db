"""Figures for the dashboard: how far the programme of the year has come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qms.audits.addresses import programme_address
from qms.audits.models import Programme, ProgrammeItem
from qms.audits.policy import READ_PROGRAMME
from qms.audits.queries.programmes import find_programme
from qms.audits.rules.auditing import State
from qms.audits.rules.programmes import Progress, progress_of
from qms.foundation.access import Actor, can
from qms.foundation.feature import Bar, Panel, Series, Task
from qms.foundation.texts import _l


def panels_of(actor: Actor, today: date) -> Iterator[Panel]:
    """What this person may see of the year's programme."""
    programme = find_programme(today.year)
    if programme is None or can(actor, READ_PROGRAMME, programme):
        yield _progress(programme, today)


def _progress(programme: Programme | None, today: date) -> Panel:
    items = programme.items if programme else []
    stands = {
        item: progress_of(_state(item), year=today.year, month=item.month, today=today) for item in items
    }
    done, late = (list(stands.values()).count(each) for each in (Progress.DONE, Progress.LATE))
    return Panel(
        key="audit-programme",
        title=_l("Audit programme %(year)s", year=programme.name if programme else today.year),
        figure=f"{done}/{len(items)}",
        figure_label=_l("audits of the programme carried out"),
        tone="danger" if late or not items else "progress",
        url=programme_address(programme) if programme else "/audits/programme",
        bars_label=_l("Month"),
        series=tuple(Series(each.label, each.tone) for each in Progress),
        bars=tuple(_month(month, stands) for month in sorted({item.month for item in items})),
        empty=_l("There is no audit programme of %(year)s yet.", year=today.year),
        records=tuple(_late(item) for item, progress in stands.items() if progress is Progress.LATE),
        records_title=_l("Audits that have not begun although their month is over"),
    )


def _state(item: ProgrammeItem) -> State | None:
    return item.audit.status if item.audit else None


def _month(month: int, stands: dict[ProgrammeItem, Progress]) -> Bar:
    found = [progress for item, progress in stands.items() if item.month == month]
    return Bar(_l("Month %(number)s", number=month), tuple(found.count(each) for each in Progress))


def _late(item: ProgrammeItem) -> Task:
    label = _l(
        "%(unit)s, month %(month)s, %(lead)s",
        unit=item.unit.name,
        month=item.month,
        lead=item.lead.name if item.lead else _l("no lead auditor yet"),
    )
    return Task(label, programme_address(item.programme), "audits.programme")
