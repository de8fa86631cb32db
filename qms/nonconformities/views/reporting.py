"""Reporting: one short form from any step, document or page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from qms.documents import queries as documents
from qms.documents.policy import READ as READ_DOCUMENT
from qms.foundation.access import can
from qms.foundation.texts import _
from qms.identity.queries import get_person
from qms.kernel import clock
from qms.kernel.errors import Refusal
from qms.nonconformities import queries, sources
from qms.nonconformities.forms import ReportForm, no_choice, term_choices
from qms.nonconformities.operations import reporting
from qms.nonconformities.policy import REPORT
from qms.nonconformities.rules import TermKind
from qms.nonconformities.sources import Source
from qms.nonconformities.views import blueprint
from qms.nonconformities.views.turns import shown
from qms.procedures import queries as procedures
from qms.web.files import takes_files
from qms.web.forms import status
from qms.web.guards import current_actor, requires
from qms.web.redirects import own_path

OWN_OBSERVATION = "TP"  # what is proposed as origin


@blueprint.route("/report", methods=["GET", "POST"])
@requires(REPORT)
@takes_files
def report() -> ResponseReturnValue:
    form = _form()
    source = source_of_page(form.page.data or "")
    if form.validate_on_submit():
        actor = current_actor()
        with form.refusals():
            made = reporting.report(
                organization_id=actor.organization_id or 0,
                reporter=get_person(actor.person_id or 0),
                title=form.title.data,
                description=form.description.data,
                happened_on=form.happened_on.data or clock.today(),
                origin=queries.get_term(form.origin.data),
                actor=actor,
                source=source,
                kept=form.kept,
            )
            flash(
                _("Reported as %(code)s. You will hear here what becomes of it.", code=made.code), "success"
            )
            return redirect(shown(made), 303)
    return render_template("nonconformities/report.html", form=form, source=source), status()


def _form() -> ReportForm:
    form = ReportForm(happened_on=clock.today(), page=request.args.get("page", "")[:500])
    actor = current_actor()
    terms = queries.list_terms(TermKind.ORIGIN, on=clock.today(), organization_id=actor.organization_id)
    form.origin.choices = term_choices(terms, empty=no_choice())
    if request.method == "GET":
        form.origin.data = next((each.id for each in terms if each.code == OWN_OBSERVATION), None)
    return form


def source_of_page(path: str) -> Source:
    """What a page of ours shows: a step, a document, or the page itself; nothing that its reader may not see."""
    path = own_path(path.partition("?")[0], "")
    if not path:
        return Source()
    try:
        endpoint, arguments = current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:  # no page of ours, or an address that leads on to one
        return Source()
    if "code" in arguments:
        return _of_record(endpoint, arguments) or Source()
    return sources.of_page(path) if endpoint != "home.show" else Source()


def _of_record(endpoint: str, arguments: Mapping[str, Any]) -> Source | None:
    """The document or step of an address; None when there is none that the reader may see."""
    code = arguments["code"]
    try:
        if endpoint == "procedures.show_step":
            step = procedures.get_step(code, arguments["number"])
            return sources.of_step(step.revision, step.number, step.step)
        revision = documents.get_current(code)
    except Refusal:
        return None
    if not can(current_actor(), READ_DOCUMENT, revision):
        return None
    return sources.of_document(revision.document, revision)
