"""Putting right at once, five whys, fishbone, naming the cause."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _
from qms.kernel import clock
from qms.nonconformities import queries
from qms.nonconformities.causes import FISHBONE_HEADINGS
from qms.nonconformities.forms import (
    CauseForm,
    ContainForm,
    FishboneForm,
    WhysForm,
    no_choice,
    term_choices,
)
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.operations import analysing
from qms.nonconformities.operations.analysing import present_round
from qms.nonconformities.policy import WORK
from qms.nonconformities.rules import TermKind, Verb
from qms.nonconformities.views import blueprint
from qms.nonconformities.views.turns import done, while_possible
from qms.web.files import takes_files
from qms.web.forms import options, status
from qms.web.guards import current_actor, requires

EMPTY_ROWS = 3  # of the five whys, besides those filled in


@blueprint.route("/<nonconformity_code>/contain", methods=["GET", "POST"])
@requires(WORK, on=queries.get_nonconformity)
@while_possible(Verb.CONTAIN)
@takes_files
def contain(nonconformity: Nonconformity) -> ResponseReturnValue:
    present = nonconformity.round
    form = ContainForm(
        seen=nonconformity.version,
        text=present.containment if present else "",
        done_on=(present.contained_on if present else None) or clock.today(),
    )
    if form.validate_on_submit():
        with form.refusals():
            analysing.contain(
                nonconformity,
                actor=current_actor(),
                text=form.text.data,
                done_on=form.done_on.data or clock.today(),
                seen=form.version_seen,
                kept=form.kept,
            )
            return done(nonconformity, _("Recorded. Next: find the cause."))
    return render_template("nonconformities/contain.html", nonconformity=nonconformity, form=form), status()


@blueprint.route("/<nonconformity_code>/whys", methods=["GET", "POST"])
@requires(WORK, on=queries.get_nonconformity)
@while_possible(Verb.ANALYSE)
def keep_whys(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = _whys_form(nonconformity)
    if form.validate_on_submit():
        rows = [
            (number, part.form.parent.data or 0, part.form.text.data or "", bool(part.form.root.data))
            for number, part in enumerate(form.rows, start=1)
        ]
        with form.refusals():
            analysing.keep_whys(nonconformity, actor=current_actor(), rows=rows, seen=form.version_seen)
            return done(nonconformity, _("Saved."), "cause")
    return render_template("nonconformities/keep_whys.html", nonconformity=nonconformity, form=form), status()


def _whys_form(nonconformity: Nonconformity) -> WhysForm:
    """One row an answer, numbered from 1, and some empty ones; each says which answer it explains."""
    kept = present_round(nonconformity).whys if nonconformity.round else []
    numbers = {0: 0} | {each["key"]: number for number, each in enumerate(kept, start=1)}
    form = WhysForm(
        seen=nonconformity.version,
        rows=[
            {"parent": numbers[each["parent"]], "text": each["text"], "root": each["root"]} for each in kept
        ],
    )
    if request.method == "GET":
        for _number in range(EMPTY_ROWS):
            last = len(form.rows)
            form.rows.append_entry({"parent": last})
    choices = options(
        (0, _("the problem")),
        *((number, _("answer %(number)s", number=number)) for number in range(1, len(form.rows) + 1)),
    )
    for part in form.rows:
        part.form.parent.choices = choices
    return form


@blueprint.route("/<nonconformity_code>/fishbone", methods=["GET", "POST"])
@requires(WORK, on=queries.get_nonconformity)
@while_possible(Verb.ANALYSE)
def keep_fishbone(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = _fishbone_form(nonconformity)
    if form.validate_on_submit():
        headings = [(part.form.heading.data or "", part.form.causes.data or "") for part in form.headings]
        with form.refusals():
            analysing.keep_fishbone(
                nonconformity, actor=current_actor(), headings=headings[:6], seen=form.version_seen
            )
            return done(nonconformity, _("Saved."), "cause")
    return render_template(
        "nonconformities/keep_fishbone.html", nonconformity=nonconformity, form=form
    ), status()


def _fishbone_form(nonconformity: Nonconformity) -> FishboneForm:
    kept = present_round(nonconformity).fishbone if nonconformity.round else []
    bones = kept or [{"heading": str(name), "causes": []} for name in FISHBONE_HEADINGS]
    return FishboneForm(
        seen=nonconformity.version,
        headings=[{"heading": each["heading"], "causes": "\n".join(each["causes"])} for each in bones],
    )


@blueprint.route("/<nonconformity_code>/cause", methods=["GET", "POST"])
@requires(WORK, on=queries.get_nonconformity)
@while_possible(Verb.NAME_CAUSE)
def name_cause(nonconformity: Nonconformity) -> ResponseReturnValue:
    present = nonconformity.round
    form = CauseForm(
        seen=nonconformity.version,
        text=(present.cause_text or _roots(present.whys)) if present else "",
        cause=present.cause_id if present else None,
    )
    terms = queries.list_terms(
        TermKind.CAUSE, on=clock.today(), organization_id=nonconformity.organization_id
    )
    form.cause.choices = term_choices(terms, empty=no_choice())
    if form.validate_on_submit():
        with form.refusals():
            analysing.name_cause(
                nonconformity,
                actor=current_actor(),
                cause=queries.get_term(form.cause.data),
                text=form.text.data,
                seen=form.version_seen,
            )
            return done(nonconformity, _("The cause is named. Next: plan what takes it away."))
    return render_template(
        "nonconformities/name_cause.html", nonconformity=nonconformity, form=form
    ), status()


def _roots(whys: list[dict[str, object]]) -> str:
    """What the five whys have marked, proposed as the cause."""
    return "\n".join(str(each["text"]) for each in whys if each["root"])
