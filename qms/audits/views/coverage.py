"""What was audited where and when: the matrix of a year, one unit's part of it, what is due; the limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.audits import cells
from qms.audits.bank import Clause, bank_on
from qms.audits.forms import CoverageForm, LimitsForm, unit_choices
from qms.audits.operations import limiting
from qms.audits.policy import COVERAGE, SET_LIMITS
from qms.audits.queries import coverage as queries
from qms.audits.queries import programmes
from qms.audits.rules.coverage import Matrix, Proposal, Reason, counted_to, proposals, totals
from qms.audits.rules.programmes import is_year
from qms.audits.rules.thresholds import Thresholds
from qms.audits.views import blueprint
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.identity.models import Unit
from qms.kernel import clock
from qms.kernel.paging import Page, offset_of, page_number
from qms.web.forms import number_or_none, options, status
from qms.web.guards import current_actor, requires

PROPOSALS_SHOWN = 25


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    year: int
    depth: str
    chapter: str
    unit: int | None
    reason: str

    @classmethod
    def of(cls, address: Any) -> Asked:
        year, depth = number_or_none(address.get("year")), address.get("depth", "")
        reason = address.get("reason", "")
        return cls(
            year if year and is_year(year) else clock.today().year,
            "all" if depth == "all" else "main",
            address.get("chapter", ""),
            number_or_none(address.get("unit")),
            reason if reason in set(Reason) else "",
        )

    @property
    def chosen(self) -> int:
        """How many filters are set."""
        given = (self.year != clock.today().year, self.depth != "main", self.chapter, self.unit, self.reason)
        return sum(bool(each) for each in given)

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses shown, in the order of the standard."""
        found = [
            each
            for each in bank_on(clock.today()).clauses
            if each.level == 2 or (each.level > 2 and self.depth == "all")
        ]
        of_chapter = [each for each in found if each.number.split(".")[0] == self.chapter]
        return of_chapter or found


@blueprint.get("/coverage")
@requires(COVERAGE)
def show_coverage() -> ResponseReturnValue:
    asked, actor = Asked.of(request.args), current_actor()
    all_units = people.list_units()
    unit = next((each for each in all_units if each.id == asked.unit), None)
    units = [unit] if unit else all_units
    limits = queries.thresholds_of(actor.organization_id)
    matrix = Matrix.of(
        queries.read_records(asked.year, unit_id=unit.id if unit else None),
        [each.number for each in asked.clauses],
        day=counted_to(asked.year, clock.today()),
        months=limits.long_ago_months,
    )
    rows = {each: matrix.row(each.id) for each in units}
    return render_template(
        "audits/show_coverage.html",
        asked=asked,
        filter_form=_filter_form(asked, all_units),
        matrix=matrix,
        rows=rows,
        unit=unit,
        marks=cells.marks(),
        row_html=cells.row_maker(),
        totals=totals(matrix, {each.id for each in units}),
        limits=limits,
        due=_page_of_due(matrix, asked, units),
        programme=programmes.find_programme(asked.year),
        names={each.id: each.name for each in units},
    )


def _page_of_due(matrix: Matrix, asked: Asked, units: list[Unit]) -> Page[Proposal]:
    due = proposals(
        matrix,
        [each.id for each in units],
        queries.list_procedure_facts(),
        planned_documents=queries.planned_documents(asked.year),
    )
    due = [each for each in due if asked.reason in ("", each.reason)]
    number = page_number(request.args.get("page"))
    first = offset_of(number, PROPOSALS_SHOWN)
    return Page(due[first : first + PROPOSALS_SHOWN], number, len(due), PROPOSALS_SHOWN)


def _filter_form(asked: Asked, units: list[Unit]) -> CoverageForm:
    form = CoverageForm(
        year=asked.year, depth=asked.depth, chapter=asked.chapter, unit=asked.unit, reason=asked.reason
    )
    form.year.choices = options(*((year, str(year)) for year in queries.list_years(clock.today())))
    chapters = [each for each in bank_on(clock.today()).clauses if each.level == 1]
    form.chapter.choices = options(
        ("", _("All chapters")), *((each.number, f"{each.number} {each.title}") for each in chapters)
    )
    form.unit.choices = unit_choices(units, empty=_("All units"))
    return form


@blueprint.route("/limits", methods=["GET", "POST"])
@requires(SET_LIMITS)
def set_limits() -> ResponseReturnValue:
    actor = current_actor()
    kept = queries.find_thresholds(actor.organization_id)
    form = LimitsForm(seen=queries.limits_version(kept), **asdict(kept.limits if kept else Thresholds()))
    if form.validate_on_submit():
        with form.refusals():
            limiting.set_limits(
                people.get_organization(actor.organization_id or 0),
                Thresholds(
                    form.long_ago_months.data or 0, form.answer_days.data or 0, form.report_days.data or 0
                ),
                actor=actor,
                seen=form.version_seen,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("audits.show_coverage"), 303)
    return render_template("audits/set_limits.html", form=form), status()
