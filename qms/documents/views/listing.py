"""The master list (danh mục tài liệu), as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import starmap
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from qms.documents import exports, queries
from qms.documents.forms import FilterForm
from qms.documents.policy import LIST
from qms.documents.views import blueprint
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.paging import page_number
from qms.kernel.text import clean_line
from qms.web.forms import number_or_none, options
from qms.web.guards import current_actor, requires
from qms.web.sheets import csv_file, excel_file


@blueprint.get("")
@requires(LIST)
def index() -> ResponseReturnValue:
    filters = _filters()
    page = queries.list_documents(filters, actor=current_actor(), page=page_number(request.args.get("page")))
    return render_template("documents/index.html", page=page, filters=filters, filter_form=_filter_form())


@blueprint.get("/list.csv")
@requires(LIST)
def download() -> ResponseReturnValue:
    return csv_file(_file_name(), exports.HEADS, _rows())


@blueprint.get("/list.xlsx")
@requires(LIST)
def download_excel() -> ResponseReturnValue:
    return excel_file(_file_name(), exports.HEADS, _rows())


def _file_name() -> str:
    return f"danh-muc-tai-lieu-{clock.today()}"


def _rows() -> Iterator[list[Any]]:
    """The lines of the whole list as asked for."""
    return starmap(exports.cells_of, queries.all_documents(_filters(), actor=current_actor()))


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
        sort=sort.lstrip("-") if sort.lstrip("-") in queries.SORTS else "code",
        descending=sort.startswith("-"),
    )


def _number(value: Any) -> int | None:
    number = number_or_none(value)
    return number if number is not None and 0 < number < 2**31 else None


def _filter_form() -> FilterForm:
    form = FilterForm(request.args)
    form.type.choices = options(("", _("All types")), *queries.list_type_names())
    form.unit.choices = options(("", _("All units")), *people.list_unit_names())
    form.field.choices = options(("", _("All fields")), *((each, each) for each in queries.list_fields()))
    return form
