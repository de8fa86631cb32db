"""Sending files, and the list of what came in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _n
from qms.intake import queries
from qms.intake.forms import SendForm
from qms.intake.operations import receiving
from qms.intake.policy import SEND
from qms.intake.views import blueprint
from qms.kernel.paging import page_number
from qms.web.files import takes_files
from qms.web.forms import status
from qms.web.guards import current_actor, requires


@blueprint.get("/")
@requires(SEND)
def index() -> ResponseReturnValue:
    """What came in, a row each."""
    page = queries.page_of_files(page_number(request.args.get("page")))
    return render_template("intake/index.html", page=page, progress=queries.progress())


@blueprint.route("/send", methods=["GET", "POST"])
@requires(SEND)
@takes_files
def send() -> ResponseReturnValue:
    form = SendForm()
    if form.validate_on_submit():
        receiving.receive(form.received, actor=current_actor())
        count = len(form.received)
        flash(_n("%(num)s file was taken in.", "%(num)s files were taken in.", count), "success")
        return redirect(url_for("intake.index"), 303)
    return render_template("intake/send.html", form=form), status()
