"""The page on which an organisation says how its documents look on paper."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.copies import queries
from qms.copies.forms import LayoutForm
from qms.copies.operations import settling
from qms.copies.policy import KEEP_LAYOUT
from qms.copies.rules import Variant
from qms.copies.sheet import headings_of
from qms.copies.views import blueprint
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.web.files import handed_out_as, takes_files
from qms.web.forms import status
from qms.web.guards import current_actor, requires


@blueprint.route("/paper/layout", methods=["GET", "POST"])
@requires(KEEP_LAYOUT)
@takes_files
def set_layout() -> ResponseReturnValue:
    """Logo, headings of the signature boxes, amendment table, days of a recall."""
    organization_id = current_actor().organization_id or 0
    layout = queries.find_layout(organization_id)
    form = LayoutForm(seen=queries.layout_version(organization_id), obj=layout)
    if form.validate_on_submit():
        with form.refusals():
            settling.set_layout(
                people.get_organization(organization_id),
                headings=(
                    form.heading_wrote.data or "",
                    form.heading_reviewed.data or "",
                    form.heading_approved.data or "",
                ),
                variant=Variant(form.amendment_variant.data),
                recall_days=form.recall_days.data or 0,
                logo=form.kept[0] if form.kept else None,
                actor=current_actor(),
                seen=form.version_seen,
            )
            flash(_("Saved. It holds for every file made from now on."), "success")
            return redirect(url_for("copies.set_layout"), 303)
    usual = headings_of(queries.find_layout(0))
    return render_template("copies/set_layout.html", form=form, layout=layout, usual=usual), status()


@blueprint.get("/paper/logo")
@requires(KEEP_LAYOUT)
def show_logo() -> ResponseReturnValue:
    """The logo as it is kept."""
    layout = queries.find_layout(current_actor().organization_id or 0)
    if layout.logo is None:
        return redirect(url_for("copies.set_layout"))
    return handed_out_as("logo", layout.logo, shown=True)
