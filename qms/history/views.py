"""The history of a record and the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from qms.foundation import trail
from qms.foundation.feature import Shown
from qms.foundation.subjects import shown_to
from qms.foundation.texts import _, _l
from qms.history import queries
from qms.history.forms import LogFilterForm
from qms.history.policy import HISTORY_READ, LOG_READ
from qms.history.queries import LogFilter
from qms.kernel import clock
from qms.kernel.errors import NotFound
from qms.kernel.paging import page_number
from qms.web.guards import current_actor, requires
from qms.web.sheets import csv_file, excel_file
from qms.web.transaction import after_response

blueprint = Blueprint("history", __name__)


@dataclass(frozen=True)
class Subject(Shown):
    """The record whose history is asked for."""

    kind: str = ""
    id: int = 0


def find_subject(kind: str, record_id: int) -> Subject:
    """The record, as the reader may see it.

    Raises:
        NotFound: there is none, or none in this reader's sight.
    """
    shown = shown_to(current_actor(), [(kind, record_id)]).get((kind, record_id))
    if shown is None:
        raise NotFound(_l("There is no such record."))
    return Subject(shown.label, shown.url, shown.with_history, kind=kind, id=record_id)


@blueprint.get("/history/<kind>/<int:record_id>")
@requires(HISTORY_READ, on=find_subject)
def show(subject: Subject) -> ResponseReturnValue:
    with_reads = request.args.get("reads") == "yes"
    page = queries.list_history(
        subject.kind,
        subject.id,
        actor=current_actor(),
        number=page_number(request.args.get("page")),
        with_reads=with_reads,
    )
    return render_template("history/show.html", subject=subject, page_of=page, with_reads=with_reads)


@blueprint.get("/log")
@requires(LOG_READ)
def show_log() -> ResponseReturnValue:
    form = LogFilterForm(request.args)
    wanted = form.wanted()
    page = queries.list_log(wanted, actor=current_actor(), number=page_number(request.args.get("page")))
    sequence, digest = trail.head(before=_end_of(wanted))
    return render_template(
        "history/show_log.html",
        form=form,
        page_of=page,
        chosen=wanted.count_set(),
        head_of_day=(wanted.until or clock.today(), sequence, digest),
    )


@blueprint.get("/log.csv")
@requires(LOG_READ)
def export_log() -> ResponseReturnValue:
    return csv_file(f"nhat-ky-{clock.today():%Y%m%d}", *_log_as_rows())


@blueprint.get("/log.xlsx")
@requires(LOG_READ)
def export_log_as_excel() -> ResponseReturnValue:
    return excel_file(f"nhat-ky-{clock.today():%Y%m%d}", *_log_as_rows())


def _log_as_rows() -> tuple[list[str], list[tuple[Any, ...]]]:
    """Heads and lines of the log as asked for; that it is taken out is told in the trail."""
    wanted = LogFilterForm(request.args).wanted()
    lines = queries.log_lines(wanted, actor=current_actor())
    _trace_export(len(lines))
    heads = [_("Entry"), _("When"), _("What happened"), _("Reason"), _("Network address")]
    rows = [
        (line.sequence, f"{clock.local(line.at):%d/%m/%Y %H:%M:%S}", line.plain, line.reason, line.address)
        for line in lines
    ]
    return heads, rows


def _trace_export(count: int) -> None:
    actor = current_actor()
    subject = trail.Subject("log", None, "", actor.organization_id)
    after_response(
        lambda: trail.record_apart("history.log_exported", subject, actor=actor, facts={"count": count})
    )


def _end_of(wanted: LogFilter) -> datetime | None:
    """The moment after the last day that is shown; None when that is today or later."""
    if wanted.until is None or wanted.until >= clock.today():
        return None
    return clock.start_of(wanted.until + timedelta(days=1))
