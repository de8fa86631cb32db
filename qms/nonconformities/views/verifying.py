"""Checking the effect."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.nonconformities import queries, rules
from qms.nonconformities.forms import VerifyForm
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.operations import verifying
from qms.nonconformities.operations.analysing import present_round
from qms.nonconformities.policy import VERIFY
from qms.nonconformities.rules import Verb
from qms.nonconformities.views import blueprint
from qms.nonconformities.views.turns import done, shown, while_possible
from qms.web.files import takes_files
from qms.web.forms import status
from qms.web.guards import current_actor, requires


@blueprint.route("/<nonconformity_code>/verify", methods=["GET", "POST"])
@requires(VERIFY, on=queries.get_nonconformity)
@while_possible(Verb.CONFIRM)
@takes_files
def verify(nonconformity: Nonconformity) -> ResponseReturnValue:
    if request.method == "GET":
        try:
            rules.check_may_be_made(present_round(nonconformity).check_on, today=clock.today())
        except Refused as early:
            flash(str(early.message), "warning")
            return redirect(shown(nonconformity))
    form = VerifyForm(seen=nonconformity.version)
    if form.validate_on_submit():
        worked = form.worked.data == "yes"
        with form.refusals():
            verifying.verify(
                nonconformity,
                actor=current_actor(),
                worked=worked,
                evidence=form.evidence.data,
                seen=form.version_seen,
                kept=form.kept,
            )
            return done(
                nonconformity,
                _("Closed: it works.") if worked else _("Reopened: a new round begins."),
            )
    return render_template("nonconformities/verify.html", nonconformity=nonconformity, form=form), status()
