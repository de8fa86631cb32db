"""Looking across: causes, what repeats, one common action for several; the trees of terms."""

from __future__ import annotations

from typing import cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _, _l
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.errors import NotFound
from qms.kernel.text import clean_line
from qms.nonconformities import drawing, overview, queries
from qms.nonconformities.forms import (
    CommonForm,
    NewTermForm,
    TermForm,
    no_choice,
    people_choices,
    term_choices,
)
from qms.nonconformities.models import Nonconformity, Term
from qms.nonconformities.operations import planning, terms
from qms.nonconformities.policy import JOIN, KEEP_TERMS, LIST, OVERSEE
from qms.nonconformities.rules import TermKind
from qms.nonconformities.views import blueprint
from qms.nonconformities.views.turns import done
from qms.web.forms import status
from qms.web.guards import current_actor, requires

MOST_JOINED = 50


@blueprint.get("/causes")
@requires(OVERSEE)
def show_causes() -> ResponseReturnValue:
    causes = overview.causes_by_frequency(clock.today())
    picture = drawing.bars(
        "causes",
        _("Causes by frequency"),
        [(str(bar.label), bar.number, f"{bar.share} %") for bar in causes],
        [bar.share for bar in causes],
    )
    return render_template("nonconformities/show_causes.html", causes=causes, picture=picture)


@blueprint.get("/repeats")
@requires(OVERSEE)
def show_repeats() -> ResponseReturnValue:
    return render_template(
        "nonconformities/show_repeats.html", repetitions=overview.repetitions(clock.today())
    )


@blueprint.route("/common-action", methods=["GET", "POST"])
@requires(JOIN)
def plan_common() -> ResponseReturnValue:
    form = CommonForm(codes=clean_line(request.args.get("codes", ""))[:2000])
    form.owner.choices = people_choices(people.list_people(), empty=no_choice())
    chosen = _chosen(form.codes.data or "")
    if form.validate_on_submit():
        with form.refusals():
            action = planning.plan_common(
                chosen,
                actor=current_actor(),
                what=form.what.data,
                owner=people.get_person(form.owner.data),
                due_on=form.due_on.data or clock.today(),
            )
            sentence = _("The common action is planned as %(name)s.", name=action.name)
            return done(action.nonconformity, sentence, "actions")
    return render_template("nonconformities/plan_common.html", form=form, chosen=chosen), status()


def _chosen(codes: str) -> list[Nonconformity]:
    """The nonconformities of a line of codes; what is none of ours is left out."""
    wanted = dict.fromkeys(code.strip() for code in codes.split(",") if code.strip())
    organization_id = current_actor().organization_id
    found = [
        queries.find_by_code(code, organization_id=organization_id) for code in list(wanted)[:MOST_JOINED]
    ]
    return [each for each in found if each is not None]


# --- Terms ------------------------------------------------------------------------------------------------


@blueprint.get("/terms")
@requires(LIST)
def show_terms() -> ResponseReturnValue:
    trees = [(kind, queries.list_terms(kind)) for kind in TermKind]
    return render_template("nonconformities/show_terms.html", trees=trees, today=clock.today())


def _kind(tree: str) -> TermKind:
    """The tree of an address.

    Raises:
        NotFound: there is none of this name.
    """
    if tree not in set(TermKind):
        raise NotFound(_l("There is no such term."))
    return TermKind(tree)


@blueprint.route("/terms/new/<tree>", methods=["GET", "POST"])
@requires(KEEP_TERMS, on=_kind)
def add_term(kind: TermKind) -> ResponseReturnValue:
    form, actor = NewTermForm(), current_actor()
    organization_id = cast("int", actor.organization_id)
    form.parent.choices = term_choices(
        queries.list_terms(kind, organization_id=organization_id), empty=_("None")
    )
    if form.validate_on_submit():
        with form.refusals():
            terms.add_term(
                organization_id=organization_id,
                kind=kind,
                code=form.code.data,
                parent=queries.get_term(form.parent.data) if form.parent.data else None,
                name_vi=form.name_vi.data,
                name_en=form.name_en.data,
                check_after_days=form.check_after_days.data or 0,
                reminding=form.reminding,
                valid_from=clock.today(),
                actor=actor,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("nonconformities.show_terms"), 303)
    return render_template("nonconformities/add_term.html", kind=kind, form=form), status()


@blueprint.route("/terms/<int:term_id>", methods=["GET", "POST"])
@requires(KEEP_TERMS, on=queries.get_term)
def change_term(term: Term) -> ResponseReturnValue:
    form = TermForm(
        seen=term.version,
        name_vi=term.name_vi,
        name_en=term.name_en,
        check_after_days=term.check_after_days,
        remind_before=term.remind_before,
        leader_after_days=term.leader_after_days,
        coordinator_after_days=term.coordinator_after_days,
        valid_until=term.valid_until,
    )
    if form.validate_on_submit():
        with form.refusals():
            terms.change_term(
                term,
                actor=current_actor(),
                seen=form.version_seen,
                name_vi=form.name_vi.data,
                name_en=form.name_en.data,
                check_after_days=form.check_after_days.data or 0,
                reminding=form.reminding,
                valid_until=form.valid_until.data,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("nonconformities.show_terms"), 303)
    return render_template("nonconformities/change_term.html", term=term, form=form), status()
