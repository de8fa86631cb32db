"""Coverage by document and by unit, a unit's people, the days of the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import queries as documents
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.identity.models import Unit
from qms.kernel import clock
from qms.kernel.paging import PAGE_SIZE, Page, offset_of, page_number
from qms.reading import rules
from qms.reading.forms import SHOWN, CoverageForm, TermsForm
from qms.reading.operations import keeping
from qms.reading.policy import OVERSEE, SEE_UNIT, SET_TERMS
from qms.reading.queries import audiences, coverage
from qms.reading.queries.coverage import DocumentLine, UnitLine
from qms.reading.rules import Count, Terms
from qms.reading.views import blueprint
from qms.web.forms import number_or_none, options, status
from qms.web.guards import current_actor, requires
from qms.web.sheets import csv_file, excel_file


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    show: str
    type: int | None
    unit: int | None

    @classmethod
    def of(cls, address: Any) -> Asked:
        show = address.get("show", "")
        return cls(
            show if show in SHOWN else "asked",
            number_or_none(address.get("type")),
            number_or_none(address.get("unit")),
        )

    @property
    def chosen(self) -> int:
        """How many filters are set."""
        return sum((self.show != "asked", self.type is not None, self.unit is not None))

    def shows(self, count: Count) -> bool:
        """Whether a document with this count is asked for."""
        return {
            "asked": count.asked > 0,
            "late": count.late > 0,
            "open": count.open > 0,
            "nobody": count.asked == 0,
            "all": True,
        }[self.show]


def in_pages(lines: Sequence[Any]) -> Page[Any]:
    """The page of these lines that the address asks for."""
    number = page_number(request.args.get("page"))
    first = offset_of(number)
    return Page(lines[first : first + PAGE_SIZE], number, len(lines))


# --- By document ------------------------------------------------------------------------------------------


@blueprint.get("/coverage")
@requires(OVERSEE)
def show_coverage() -> ResponseReturnValue:
    asked = Asked.of(request.args)
    documents_in_force = _documents(asked)
    lines = [line for line in documents_in_force if asked.shows(line.count)]
    return render_template(
        "reading/show_coverage.html",
        asked=asked,
        filter_form=_filter_form(asked),
        page=in_pages(lines),
        count=rules.total(line.count for line in lines),
        nobody=sum(line.count.asked == 0 for line in documents_in_force),
    )


def _documents(asked: Asked) -> list[DocumentLine]:
    units = None
    if asked.unit is not None:
        units = rules.with_those_below({asked.unit}, people.unit_parents())
    return coverage.by_document(clock.today(), type_id=asked.type, unit_ids=units)


def _filter_form(asked: Asked) -> CoverageForm:
    form = CoverageForm(formdata=None, **asdict(asked))
    form.type.choices = options(
        ("", _("All types")), *((each.id, each.name) for each in documents.list_types())
    )
    form.unit.choices = options(("", _("All units")), *((each.id, each.name) for each in people.list_units()))
    return form


@blueprint.get("/coverage.csv")
@requires(OVERSEE)
def download_coverage_csv() -> Response:
    return csv_file(f"doc-tai-lieu-{clock.today()}", _document_heads(), _document_cells())


@blueprint.get("/coverage.xlsx")
@requires(OVERSEE)
def download_coverage_excel() -> Response:
    return excel_file(f"doc-tai-lieu-{clock.today()}", _document_heads(), _document_cells())


def _document_heads() -> list[str]:
    return [_("Code"), _("Title"), _("Type"), _("Issue/amendment"), *count_heads()]


def _document_cells() -> Iterator[list[Any]]:
    asked = Asked.of(request.args)
    for line in _documents(asked):
        if not asked.shows(line.count):
            continue
        yield [line.code, line.title, line.type, line.label, *count_cells(line.count)]


def count_heads() -> list[str]:
    """The heads of the columns that a count fills."""
    return [_("Asked to read"), _("Confirmed"), _("Percent"), _("To be read"), _("Late")]


def count_cells(count: Count) -> list[Any]:
    """A count in columns."""
    percent = "" if count.percent is None else count.percent
    return [count.asked, count.confirmed, percent, count.open, count.late]


# --- By unit ----------------------------------------------------------------------------------------------


@blueprint.get("/units")
@requires(OVERSEE)
def show_units() -> ResponseReturnValue:
    lines = coverage.by_unit(clock.today())
    return render_template(
        "reading/show_units.html", lines=lines, count=rules.total(line.count for line in lines)
    )


@blueprint.get("/units.csv")
@requires(OVERSEE)
def download_units_csv() -> Response:
    return csv_file(f"doc-theo-don-vi-{clock.today()}", _unit_heads(), map(_unit_cells, _units()))


@blueprint.get("/units.xlsx")
@requires(OVERSEE)
def download_units_excel() -> Response:
    return excel_file(f"doc-theo-don-vi-{clock.today()}", _unit_heads(), map(_unit_cells, _units()))


def _units() -> list[UnitLine]:
    return coverage.by_unit(clock.today())


def _unit_heads() -> list[str]:
    return [_("Unit"), *count_heads()]


def _unit_cells(line: UnitLine) -> list[Any]:
    return [line.name or _("Without a unit"), *count_cells(line.count)]


@blueprint.get("/units/<int:unit_id>")
@requires(SEE_UNIT, on=people.get_unit)
def show_unit(unit: Unit) -> ResponseReturnValue:
    """The people of a unit and of those below it: who is late, who has read what they are to read."""
    units = rules.with_those_below({unit.id}, people.unit_parents())
    lines = coverage.by_person(units, clock.today())
    return render_template(
        "reading/show_unit.html",
        unit=unit,
        page=in_pages(lines),
        count=rules.total(line.count for line in lines),
        late=[line for line in lines if line.count.late],
    )


# --- The days ---------------------------------------------------------------------------------------------


@blueprint.route("/terms", methods=["GET", "POST"])
@requires(SET_TERMS)
def set_terms() -> ResponseReturnValue:
    actor = current_actor()
    kept = audiences.find_terms(actor.organization_id)
    form = TermsForm(seen=audiences.terms_version(kept), **asdict(kept.terms if kept else Terms()))
    if form.validate_on_submit():
        with form.refusals():
            keeping.set_terms(
                people.get_organization(actor.organization_id or 0),
                Terms(form.days.data or 0, form.remind_before.data or 0),
                actor=actor,
                seen=form.version_seen,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("reading.show_coverage"), 303)
    return render_template("reading/set_terms.html", form=form), status()
