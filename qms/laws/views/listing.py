"""The register of legal texts: as a page and as files; one text; taking a sheet in."""

from __future__ import annotations

from typing import cast

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents.policy import READ as READ_REVISION
from qms.foundation.access import can
from qms.foundation.texts import _, _n
from qms.kernel import clock
from qms.kernel.paging import page_number
from qms.kernel.text import clean_line
from qms.laws import exports, queries, sheets
from qms.laws.citing import step_number
from qms.laws.forms import FilterForm, SheetForm, TakeInForm
from qms.laws.models import LegalText
from qms.laws.operations import taking_in
from qms.laws.policy import KEEP, READ
from qms.laws.views import blueprint
from qms.web.forms import fingerprint, options, status
from qms.web.guards import current_actor, requires
from qms.web.sheets import csv_file, excel_file


@blueprint.get("")
@requires(READ)
def index() -> ResponseReturnValue:
    filters, today = _filters(), clock.today()
    page = queries.list_texts(filters, today=today, page=page_number(request.args.get("page")))
    form = FilterForm(request.args)
    form.kind.choices = options(("", _("All kinds")), *((each, each) for each in queries.list_kinds()))
    return render_template("laws/index.html", page=page, filters=filters, filter_form=form, today=today)


@blueprint.get("/register.csv")
@requires(READ)
def download_csv() -> Response:
    texts = queries.listed_texts(_filters(), today=clock.today())
    return csv_file(_file_name(), exports.heads(), exports.rows(texts))


@blueprint.get("/register.xlsx")
@requires(READ)
def download_excel() -> Response:
    texts = queries.listed_texts(_filters(), today=clock.today())
    return excel_file(_file_name(), exports.heads(), exports.rows(texts))


def _file_name() -> str:
    return f"van-ban-phap-luat-{clock.today().isoformat()}"


def _filters() -> queries.Filters:
    """What the address asks for; what makes no sense is left out."""
    asked = request.args
    sort, show = asked.get("sort", "-signed_on"), asked.get("show", "all")
    name = sort.lstrip("-")
    return queries.Filters(
        text=clean_line(asked.get("q", ""))[:200],
        kind=clean_line(asked.get("kind", ""))[:200],
        show=show if show in queries.SHOWN else "all",
        sort=name if name in queries.SORTS else "signed_on",
        descending=sort.startswith("-") if name in queries.SORTS else True,
    )


@blueprint.get("/<int:text_id>")
@requires(READ, on=queries.get_text)
def show(text: LegalText) -> ResponseReturnValue:
    actor = current_actor()
    citing = [each for each in queries.citing(text) if can(actor, READ_REVISION, each.revision)]
    changes = [each for each in queries.changes_of(text) if not each.void_reason]
    return render_template(
        "laws/show.html",
        text=text,
        citing=citing,
        changes=changes,
        today=clock.today(),
        step_number=step_number,
    )


@blueprint.get("/missing")
@requires(READ)
def show_missing() -> ResponseReturnValue:
    """What documents cite and nobody has entered, and what they cite though it holds no more."""
    today = clock.today()
    return render_template(
        "laws/show_missing.html",
        missing=queries.list_missing(),
        over=queries.list_cited_though_over(today),
        today=today,
    )


@blueprint.route("/import", methods=["GET", "POST"])
@requires(KEEP)
def take_sheet() -> ResponseReturnValue:
    """Send a sheet, and see what it would change; nothing is changed yet."""
    form = SheetForm()
    if form.validate_on_submit():
        return _preview(form.text)
    return render_template("laws/take_sheet.html", form=form), status()


def _preview(text: str, *, is_overtaken: bool = False) -> ResponseReturnValue:
    organization_id = cast("int", current_actor().organization_id)
    plan = taking_in.plan(sheets.read(text), organization_id=organization_id)
    form = TakeInForm(formdata=None, data={"text": text, "shown": _mark(plan)})
    page = render_template(
        "laws/preview_sheet.html", plan=plan, form=form, columns=sheets.COLUMNS, is_overtaken=is_overtaken
    )
    return page, 409 if is_overtaken else 422 if plan.faults else 200


def _mark(plan: taking_in.Plan) -> str:
    """What tells whether a plan is the one that was shown."""
    return fingerprint(*(repr((each.facts, each.changes, each.links)) for each in plan.entries))


@blueprint.post("/import/take-in")
@requires(KEEP)
def take_in_sheet() -> ResponseReturnValue:
    """Take in what was shown; when the register has changed since, it is shown anew."""
    form, actor = TakeInForm(), current_actor()
    organization_id = cast("int", actor.organization_id)
    if not form.validate_on_submit() or len(form.text.data or "") > sheets.LARGEST:
        return render_template("laws/take_sheet.html", form=SheetForm(formdata=None)), 422
    plan = taking_in.plan(sheets.read(form.text.data), organization_id=organization_id)
    if plan.faults or _mark(plan) != form.shown.data:
        return _preview(form.text.data, is_overtaken=not plan.faults)
    taking_in.take_in(plan, organization_id=organization_id, actor=actor)
    count = len(plan.new) + len(plan.changed)
    flash(_n("%(num)s text was taken in.", "%(num)s texts were taken in.", count), "success")
    return redirect(url_for("laws.index"), 303)
