"""The master list (danh mục tài liệu), as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import starmap
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from qms.documents import exports, queries
from qms.documents.forms import FilterForm
from qms.documents.policy import LIST, LOOK_BACK
from qms.documents.views import blueprint
from qms.foundation import access
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.paging import page_number
from qms.kernel.text import clean_line
from qms.web.forms import day_or_none, number_or_none, options
from qms.web.guards import current_actor, requires
from qms.web.sheets import csv_file, excel_file


@blueprint.get("")
@requires(LIST)
def index() -> ResponseReturnValue:
    filters = _filters()
    page = queries.list_documents(filters, actor=current_actor(), page=page_number(request.args.get("page")))
    return render_template(
        "documents/index.html",
        page=page,
        filters=filters,
        filter_form=_filter_form(),
        is_to_come=bool(request.args.get("on")) and filters.on is None,
    )


@blueprint.get("/list.csv")
@requires(LIST)
def download() -> ResponseReturnValue:
    return csv_file(*_file())


@blueprint.get("/list.xlsx")
@requires(LIST)
def download_excel() -> ResponseReturnValue:
    return excel_file(*_file())


def _file() -> tuple[str, Sequence[Any], Iterator[list[Any]]]:
    """Name, heads and lines of the whole list as asked for."""
    filters = _filters()
    found = queries.all_documents(filters, actor=current_actor())
    if filters.on:
        lines = starmap(exports.cells_of_a_day, found)
        return f"tai-lieu-co-hieu-luc-{filters.on}", exports.HEADS_OF_A_DAY, lines
    return f"danh-muc-tai-lieu-{clock.today()}", exports.HEADS, starmap(exports.cells_of, found)


def _filters() -> queries.Filters:
    """What the address asks for; what makes no sense is left out."""
    asked = request.args
    sort = asked.get("sort", "code")
    show = asked.get("show", "in_force")
    return queries.Filters(
        text=clean_line(asked.get("q", ""))[:200],
        type=_number(asked.get("type")),
        unit=_number(asked.get("unit")),
        owner=_number(asked.get("owner")),
        field=clean_line(asked.get("field", ""))[:200],
        clause="".join(c for c in asked.get("clause", "") if c.isdigit() or c == ".")[:12],
        show=show if show in queries.SHOWN else "in_force",
        on=_day_looked_back_to(),
        sort=sort.lstrip("-") if sort.lstrip("-") in queries.SORTS else "code",
        descending=sort.startswith("-"),
    )


def _day_looked_back_to() -> date | None:
    """The day of the past that is asked for, for those who may look back; of one to come nothing can be said."""
    day = day_asked()
    if day is not None:
        access.require(current_actor(), LOOK_BACK)
    return day


def day_asked() -> date | None:
    """The day up to today that the address names in ``on``; None for none, nonsense, or one to come."""
    day = day_or_none(request.args.get("on", ""))
    return day if day and day <= clock.today() else None


def _number(value: Any) -> int | None:
    number = number_or_none(value)
    return number if number is not None and 0 < number < 2**31 else None


def _filter_form() -> FilterForm:
    form = FilterForm(request.args)
    form.type.choices = options(("", _("All types")), *queries.list_type_names())
    form.unit.choices = options(("", _("All units")), *people.list_unit_names())
    form.field.choices = options(("", _("All fields")), *((each, each) for each in queries.list_fields()))
    return form
