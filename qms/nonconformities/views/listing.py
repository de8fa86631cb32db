"""The register (sổ theo dõi sự không phù hợp), as a page and as files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.paging import page_number
from qms.kernel.text import clean_line
from qms.nonconformities import queries
from qms.nonconformities.forms import FilterForm, term_choices
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.policy import LIST
from qms.nonconformities.queries import register
from qms.nonconformities.rules import State, TermKind
from qms.nonconformities.views import blueprint
from qms.web.forms import number_or_none, options
from qms.web.guards import current_actor, requires
from qms.web.sheets import csv_file, excel_file


@blueprint.get("")
@requires(LIST)
def index() -> ResponseReturnValue:
    filters = _filters()
    page = register.list_nonconformities(
        filters, actor=current_actor(), today=clock.today(), page=page_number(request.args.get("page"))
    )
    return render_template(
        "nonconformities/index.html", page=page, filters=filters, filter_form=_filter_form()
    )


@blueprint.get("/register.csv")
@requires(LIST)
def download_csv() -> Response:
    return csv_file(_file_name(), _heads(), _rows())


@blueprint.get("/register.xlsx")
@requires(LIST)
def download_excel() -> Response:
    return excel_file(_file_name(), _heads(), _rows())


def _file_name() -> str:
    return f"so-khong-phu-hop-{clock.today().isoformat()}"


def _heads() -> list[str]:
    return [
        _("Number"),
        _("What is wrong"),
        _("State"),
        _("Reported on"),
        _("Seen on"),
        _("Origin"),
        _("Severity"),
        _("Cause"),
        _("Unit"),
        _("Answers for it"),
        _("Reported by"),
        _("Found in"),
        _("Description"),
    ]


def _rows() -> Iterator[list[Any]]:
    found = register.all_nonconformities(_filters(), actor=current_actor(), today=clock.today())
    return (_row(each) for each in found)


def _row(each: Nonconformity) -> list[Any]:
    return [
        each.code,
        each.title,
        str(each.status.label),
        each.reported_on.strftime("%d/%m/%Y"),
        each.happened_on.strftime("%d/%m/%Y"),
        each.origin.name,
        each.severity.name if each.severity else "",
        each.cause.name if each.cause else "",
        each.unit.name if each.unit else "",
        each.owner.name if each.owner else "",
        each.reporter.name,
        each.source_label,
        each.description,
    ]


def _filters() -> register.Filters:
    """What the address asks for; what makes no sense is left out."""
    asked = request.args
    sort, show, state = asked.get("sort", "-code"), asked.get("show", "open"), asked.get("state", "")
    name = sort.lstrip("-")
    return register.Filters(
        text=clean_line(asked.get("q", ""))[:200],
        show=show if show in register.SHOWN else "open",
        state=state if state in set(State) else "",
        origin=_number("origin"),
        severity=_number("severity"),
        cause=_number("cause"),
        unit=_number("unit"),
        owner=_number("owner"),
        year=_number("year"),
        document=_number("document"),
        sort=name if name in register.SORTS else "code",
        descending=sort.startswith("-") if name in register.SORTS else True,
    )


def _number(name: str) -> int | None:
    number = number_or_none(request.args.get(name))
    return number if number is not None and 0 < number < 2**31 else None


def _filter_form() -> FilterForm:
    form = FilterForm(request.args)
    form.state.choices = options(("", _("All states")), *((each.value, each.label) for each in State))
    for field, kind in (
        (form.origin, TermKind.ORIGIN),
        (form.severity, TermKind.SEVERITY),
        (form.cause, TermKind.CAUSE),
    ):
        field.choices = term_choices(queries.list_terms(kind), empty=_("All"))
    form.unit.choices = options(("", _("All units")), *people.list_unit_names())
    years = register.list_years(current_actor())
    form.year.choices = options(("", _("All years")), *((year, year) for year in years))
    return form
