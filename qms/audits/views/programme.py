"""The yearly programme: its page, its lines, approval, paper."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.audits.forms import (
    AimsForm,
    ItemForm,
    SignForApprovalForm,
    SignForm,
    StartProgrammeForm,
    WhyForm,
    document_choices,
    month_choices,
    unit_choices,
)
from qms.audits.models import Programme, ProgrammeItem
from qms.audits.operations import programming
from qms.audits.policy import APPROVE_PROGRAMME, KEEP_PROGRAMME, LIST, READ_PROGRAMME
from qms.audits.queries import auditing, programmes
from qms.audits.rules.programmes import ProgrammeVerb
from qms.audits.views import blueprint
from qms.audits.views.turns import while_possible
from qms.documents.forms import people_choices, split_clauses
from qms.documents.queries import list_by_ids as documents_by_ids
from qms.foundation.access import Role
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.kernel import clock
from qms.web.forms import status
from qms.web.guards import current_actor, requires


@blueprint.get("/programme")
@requires(LIST)
def programme_years() -> ResponseReturnValue:
    return _years_page(StartProgrammeForm(formdata=None, year=_next_year()))


def _years_page(form: StartProgrammeForm) -> ResponseReturnValue:
    shown = programmes.list_programmes()
    return render_template("audits/programme_years.html", programmes=shown, form=form), status()


def _next_year() -> int:
    """This year while it has no programme, else the first year without one."""
    taken, year = set(programmes.list_years()), clock.today().year
    while year in taken:
        year += 1
    return year


@blueprint.post("/programme")
@requires(KEEP_PROGRAMME)
def start_programme() -> ResponseReturnValue:
    form = StartProgrammeForm()
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            organization = people.get_organization(actor.organization_id or 0)
            made = programming.start_programme(organization, year=form.year.data or 0, actor=actor)
            flash(
                _("The programme of %(year)s is begun. Add what is to be audited.", year=made.year), "success"
            )
            return redirect(url_for("audits.programme", year=made.year), 303)
    return _years_page(form)


@blueprint.get("/programme/<int:year>")
@requires(READ_PROGRAMME, on=programmes.get_programme)
def programme(programme: Programme) -> ResponseReturnValue:
    return render_template("audits/programme.html", programme=programme)


@blueprint.get("/programme/<int:year>/print")
@requires(READ_PROGRAMME, on=programmes.get_programme)
def print_programme(programme: Programme) -> ResponseReturnValue:
    return render_template("audits/print_programme.html", programme=programme, months=range(1, 13))


@blueprint.route("/programme/<int:year>/aims", methods=["GET", "POST"])
@requires(KEEP_PROGRAMME, on=programmes.get_programme)
@while_possible(ProgrammeVerb.EDIT)
def edit_aims(programme: Programme) -> ResponseReturnValue:
    form = AimsForm(seen=programme.version, aims=programme.aims)
    if form.validate_on_submit():
        with form.refusals():
            programming.change_aims(
                programme, actor=current_actor(), seen=form.version_seen, aims=form.aims.data or ""
            )
            flash(_("Saved."), "success")
            return redirect(url_for("audits.programme", year=programme.year), 303)
    return render_template("audits/edit_aims.html", programme=programme, form=form), status()


# --- Lines ------------------------------------------------------------------------------------------------------


@blueprint.route("/programme/<int:year>/lines/new", methods=["GET", "POST"])
@requires(KEEP_PROGRAMME, on=programmes.get_programme)
@while_possible(ProgrammeVerb.EDIT)
def add_item(programme: Programme) -> ResponseReturnValue:
    form = _item_form(seen=programme.version, **_proposed())
    if form.validate_on_submit():
        with form.refusals():
            _keep(programme, None, form)
            return redirect(url_for("audits.programme", year=programme.year), 303)
    return render_template("audits/add_item.html", programme=programme, form=form), status()


def _proposed() -> dict[str, Any]:
    """What the address proposes for a new line."""
    asked = request.args
    clauses = [each for each in split_clauses(asked.get("clauses", "")) if each.replace(".", "").isdigit()]
    return {
        "unit": asked.get("unit", type=int),
        "document": asked.get("document", type=int),
        "clauses": ", ".join(clauses),
        "month": clock.today().month,
    }


@blueprint.route("/programme/<int:year>/lines/<int:item_id>", methods=["GET", "POST"])
@requires(KEEP_PROGRAMME, on=programmes.get_item)
@while_possible(ProgrammeVerb.EDIT)
def edit_item(item: ProgrammeItem) -> ResponseReturnValue:
    form = _item_form(
        seen=item.version,
        unit=item.unit_id,
        document=item.document_id,
        clauses=", ".join(item.clauses),
        month=item.month,
        lead=item.lead_id,
        note=item.note,
    )
    if form.validate_on_submit():
        with form.refusals():
            _keep(item.programme, item, form)
            return redirect(url_for("audits.programme", year=item.programme.year), 303)
    return render_template("audits/edit_item.html", programme=item.programme, item=item, form=form), status()


@blueprint.post("/programme/<int:year>/lines/<int:item_id>/drop")
@requires(KEEP_PROGRAMME, on=programmes.get_item)
def drop_item(item: ProgrammeItem) -> ResponseReturnValue:
    year = item.programme.year
    programming.drop_item(item, actor=current_actor())
    flash(_("The line was taken out."), "success")
    return redirect(url_for("audits.programme", year=year), 303)


def _item_form(**given: Any) -> ItemForm:
    form = ItemForm(**given)
    form.unit.choices = unit_choices(people.list_units(), empty=_("Choose"))
    form.document.choices = document_choices(auditing.list_procedures(), empty=_("None"))
    form.month.choices = month_choices()
    auditors = [each.person for each in programmes.list_auditors()]
    form.lead.choices = people_choices(auditors, empty=_("Not decided yet"))
    return form


def _keep(programme: Programme, item: ProgrammeItem | None, form: ItemForm) -> None:
    documents = documents_by_ids([form.document.data]) if form.document.data else []
    programming.keep_item(
        programme,
        item,
        actor=current_actor(),
        seen=form.version_seen,
        unit=people.get_unit(form.unit.data),
        document=documents[0] if documents else None,
        clauses=split_clauses(form.clauses.data),
        month=form.month.data,
        lead=people.get_person(form.lead.data) if form.lead.data else None,
        note=form.note.data or "",
    )
    flash(_("Saved."), "success")


# --- Approval ---------------------------------------------------------------------------------------------------


@blueprint.route("/programme/<int:year>/submit", methods=["GET", "POST"])
@requires(KEEP_PROGRAMME, on=programmes.get_programme)
@while_possible(ProgrammeVerb.SUBMIT)
def submit_programme(programme: Programme) -> ResponseReturnValue:
    form = SignForApprovalForm(seen=programme.version)
    form.approver.choices = people_choices(people.list_with_role(Role.LEADER))
    if form.validate_on_submit():
        with form.refusals():
            programming.submit_programme(
                programme,
                actor=current_actor(),
                approver=people.get_person(form.approver.data),
                password=form.password.data,
                seen=form.version_seen,
            )
            flash(_("Signed and sent for approval."), "success")
            return redirect(url_for("audits.programme", year=programme.year), 303)
    return render_template("audits/submit_programme.html", programme=programme, form=form), status()


@blueprint.route("/programme/<int:year>/approve", methods=["GET", "POST"])
@requires(APPROVE_PROGRAMME, on=programmes.get_programme)
@while_possible(ProgrammeVerb.APPROVE)
def approve_programme(programme: Programme) -> ResponseReturnValue:
    form = SignForm(seen=programme.version)
    if form.validate_on_submit():
        with form.refusals():
            programming.approve_programme(
                programme,
                actor=current_actor(),
                password=form.password.data,
                note=form.note.data or "",
                seen=form.version_seen,
            )
            flash(_("Approved and signed."), "success")
            return redirect(url_for("audits.programme", year=programme.year), 303)
    return render_template("audits/approve_programme.html", programme=programme, form=form), status()


@blueprint.route("/programme/<int:year>/return", methods=["GET", "POST"])
@requires(APPROVE_PROGRAMME, on=programmes.get_programme)
@while_possible(ProgrammeVerb.RETURN)
def return_programme(programme: Programme) -> ResponseReturnValue:
    form = WhyForm(seen=programme.version)
    if form.validate_on_submit():
        with form.refusals():
            programming.return_programme(
                programme, actor=current_actor(), reason=form.reason.data, seen=form.version_seen
            )
            flash(_("Sent back with your reason."), "success")
            return redirect(url_for("audits.programme", year=programme.year), 303)
    return render_template("audits/return_programme.html", programme=programme, form=form), status()


@blueprint.route("/programme/<int:year>/amend", methods=["GET", "POST"])
@requires(KEEP_PROGRAMME, on=programmes.get_programme)
@while_possible(ProgrammeVerb.AMEND)
def amend_programme(programme: Programme) -> ResponseReturnValue:
    form = WhyForm(seen=programme.version)
    if form.validate_on_submit():
        with form.refusals():
            programming.amend_programme(
                programme, actor=current_actor(), reason=form.reason.data, seen=form.version_seen
            )
            flash(_("The programme can be changed; it is signed again afterwards."), "success")
            return redirect(url_for("audits.programme", year=programme.year), 303)
    return render_template("audits/amend_programme.html", programme=programme, form=form), status()
