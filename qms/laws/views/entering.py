"""Entering texts by hand, and what one does to another."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _
from qms.kernel.text import clean_line
from qms.laws import numbers, queries
from qms.laws.forms import ReasonForm, RelateForm, TextForm
from qms.laws.models import LegalText, Relation
from qms.laws.operations import entering
from qms.laws.policy import KEEP
from qms.laws.rules import Link
from qms.laws.views import blueprint
from qms.web.forms import status
from qms.web.guards import current_actor, requires


def shown(text: LegalText) -> str:
    """The address of a text's page."""
    return url_for("laws.show", text_id=text.id)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(KEEP)
def add() -> ResponseReturnValue:
    actor = current_actor()
    form = TextForm(number=clean_line(request.args.get("number", ""))[:200])
    if form.validate_on_submit():
        with form.refusals():
            text = entering.add_text(
                form.facts, organization_id=cast("int", actor.organization_id), actor=actor
            )
            flash(_("%(number)s was entered.", number=text.number), "success")
            return redirect(shown(text), 303)
    return render_template("laws/add.html", form=form, kinds=numbers.kinds()), status()


@blueprint.route("/<int:text_id>/edit", methods=["GET", "POST"])
@requires(KEEP, on=queries.get_text)
def change(text: LegalText) -> ResponseReturnValue:
    form = TextForm(seen=text.version, **vars(entering.facts_of(text)))
    if form.validate_on_submit():
        with form.refusals():
            entering.change_text(text, form.facts, actor=current_actor(), seen=form.version_seen)
            flash(_("Saved."), "success")
            return redirect(shown(text), 303)
    return render_template("laws/change.html", text=text, form=form, kinds=numbers.kinds()), status()


@blueprint.route("/<int:text_id>/relate", methods=["GET", "POST"])
@requires(KEEP, on=queries.get_text)
def relate(text: LegalText) -> ResponseReturnValue:
    form = RelateForm(seen=text.version)
    if form.validate_on_submit():
        with form.refusals():
            entering.relate(
                text,
                link=Link(form.link.data),
                number=form.number.data,
                from_on=form.from_on.data,
                actor=current_actor(),
            )
            flash(_("Saved. Whoever answers for a document that cites the other text is told."), "success")
            return redirect(shown(text), 303)
    return render_template("laws/relate.html", text=text, form=form, known=queries.list_labels()), status()


@blueprint.route("/relations/<int:relation_id>/remove", methods=["GET", "POST"])
@requires(KEEP, on=queries.get_relation)
def unrelate(relation: Relation) -> ResponseReturnValue:
    form, text = ReasonForm(), relation.text
    if form.validate_on_submit():
        with form.refusals():
            entering.unrelate(relation, actor=current_actor(), reason=form.reason.data)
            flash(_("Saved."), "success")
            return redirect(shown(text), 303)
    return render_template("laws/unrelate.html", relation=relation, form=form), status()
