"""Planning and doing: actions, how success is checked, starting, finishing, more time."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from qms.documents import queries as documents
from qms.documents.models import Document
from qms.foundation.texts import _, _l
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.nonconformities import queries
from qms.nonconformities.forms import (
    ActionForm,
    AnswerForm,
    CheckPlanForm,
    FinishForm,
    ReasonForm,
    TimeForm,
    no_choice,
    people_choices,
)
from qms.nonconformities.models import Action, Nonconformity
from qms.nonconformities.operations import doing, planning
from qms.nonconformities.policy import ASK_TIME, DO, GIVE_TIME, WORK
from qms.nonconformities.rules import ActionKind, ActionType, Verb
from qms.nonconformities.views import blueprint
from qms.nonconformities.views.turns import done, while_possible
from qms.web.files import takes_files
from qms.web.forms import SeenForm, status
from qms.web.guards import current_actor, requires


@blueprint.route("/<nonconformity_code>/actions/new", methods=["GET", "POST"])
@requires(WORK, on=queries.get_nonconformity)
@while_possible(Verb.PLAN_ACTION)
def plan_action(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = ActionForm(seen=nonconformity.version, owner=nonconformity.owner_id)
    form.owner.choices = people_choices(people.list_people(), empty=no_choice())
    if form.validate_on_submit():
        with form.refusals():
            planning.plan_action(
                nonconformity,
                actor=current_actor(),
                seen=form.version_seen,
                **_said(form),
            )
            return done(nonconformity, _("The action is planned."), "actions")
    return render_template(
        "nonconformities/plan_action.html", nonconformity=nonconformity, form=form
    ), status()


def _said(form: ActionForm) -> dict[str, Any]:
    """What the form says of an action."""
    return {
        "type": ActionType(form.type.data),
        "kind": ActionKind(form.kind.data),
        "what": form.what.data,
        "owner": people.get_person(form.owner.data),
        "due_on": form.due_on.data or clock.today(),
        "document": _document(form),
    }


def _document(form: ActionForm) -> Document | None:
    if form.kind.data != ActionKind.RELEASE or not form.document.data:
        return None
    found = documents.find_document(form.document.data)
    if found is None:
        raise Refused(_l("There is no document with this code."), field="document")
    return found


@blueprint.route("/<nonconformity_code>/check-plan", methods=["GET", "POST"])
@requires(WORK, on=queries.get_nonconformity)
@while_possible(Verb.SET_CHECK)
def set_check(nonconformity: Nonconformity) -> ResponseReturnValue:
    present = nonconformity.round
    form = CheckPlanForm(
        seen=nonconformity.version,
        criterion=present.criterion if present else "",
        verifier=present.verifier_id if present else None,
    )
    able = [each for each in people.list_people() if each.id not in nonconformity.doers]
    form.verifier.choices = people_choices(able, empty=no_choice())
    if form.validate_on_submit():
        with form.refusals():
            planning.set_check(
                nonconformity,
                actor=current_actor(),
                criterion=form.criterion.data,
                verifier=people.get_person(form.verifier.data),
                seen=form.version_seen,
            )
            return done(nonconformity, _("Saved."), "check")
    return render_template("nonconformities/set_check.html", nonconformity=nonconformity, form=form), status()


@blueprint.route("/<nonconformity_code>/start", methods=["GET", "POST"])
@requires(WORK, on=queries.get_nonconformity)
@while_possible(Verb.START)
def start(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = SeenForm(seen=nonconformity.version)
    if form.validate_on_submit():
        with form.refusals():
            planning.start(nonconformity, actor=current_actor(), seen=form.version_seen)
            return done(nonconformity, _("The plan is under way; everybody with an action has been told."))
    return render_template("nonconformities/start.html", nonconformity=nonconformity, form=form), status()


# --- One action -------------------------------------------------------------------------------------------


@blueprint.route("/<nonconformity_code>/actions/<int:action_number>/finish", methods=["GET", "POST"])
@requires(DO, on=queries.get_action)
@while_possible(Verb.FINISH_ACTION)
@takes_files
def finish_action(action: Action) -> ResponseReturnValue:
    form = FinishForm(seen=action.version)
    if form.validate_on_submit():
        with form.refusals():
            doing.finish_action(
                action,
                actor=current_actor(),
                proof=form.proof.data or "",
                seen=form.version_seen,
                kept=form.kept,
            )
            return done(action.nonconformity, _("Done, with its proof."), "actions")
    return _page("finish_action", action, form)


@blueprint.route("/<nonconformity_code>/actions/<int:action_number>/change", methods=["GET", "POST"])
@requires(WORK, on=queries.get_action)
@while_possible(Verb.CHANGE_ACTION)
def change_action(action: Action) -> ResponseReturnValue:
    form = ActionForm(
        seen=action.nonconformity.version,
        type=action.type,
        kind=action.kind,
        what=action.what,
        document=action.document.code if action.document else "",
        owner=action.owner_id,
        due_on=action.due_on,
    )
    form.owner.choices = people_choices(people.list_people(), empty=no_choice())
    if form.validate_on_submit():
        with form.refusals():
            planning.change_action(
                action,
                actor=current_actor(),
                seen=form.version_seen,
                **_said(form),
            )
            return done(action.nonconformity, _("The action is changed."), "actions")
    return _page("change_action", action, form)


@blueprint.route("/<nonconformity_code>/actions/<int:action_number>/drop", methods=["GET", "POST"])
@requires(WORK, on=queries.get_action)
@while_possible(Verb.DROP_ACTION)
def drop_action(action: Action) -> ResponseReturnValue:
    form = ReasonForm(seen=action.nonconformity.version)
    if form.validate_on_submit():
        with form.refusals():
            planning.drop_action(
                action, actor=current_actor(), reason=form.reason.data, seen=form.version_seen
            )
            return done(action.nonconformity, _("The action was dropped."), "actions")
    return _page("drop_action", action, form)


@blueprint.route("/<nonconformity_code>/actions/<int:action_number>/more-time", methods=["GET", "POST"])
@requires(ASK_TIME, on=queries.get_action)
@while_possible(Verb.EXTEND)
def ask_for_time(action: Action) -> ResponseReturnValue:
    form = TimeForm(seen=action.version)
    if form.validate_on_submit():
        with form.refusals():
            doing.ask_for_time(
                action,
                actor=current_actor(),
                wanted_until=form.wanted_until.data or clock.today(),
                reason=form.reason.data,
                seen=form.version_seen,
            )
            return done(action.nonconformity, _("Asked. The day stays until somebody answers."), "actions")
    return _page("ask_for_time", action, form)


@blueprint.route("/<nonconformity_code>/actions/<int:action_number>/answer", methods=["GET", "POST"])
@requires(GIVE_TIME, on=queries.get_action)
@while_possible(Verb.EXTEND)
def answer_wish(action: Action) -> ResponseReturnValue:
    form = AnswerForm(seen=action.version)
    if form.validate_on_submit():
        with form.refusals():
            doing.answer_wish(
                action,
                actor=current_actor(),
                is_granted=form.answer.data == "yes",
                note=form.note.data or "",
                seen=form.version_seen,
            )
            return done(action.nonconformity, _("Answered; whoever asked has been told."), "actions")
    return _page("answer_wish", action, form)


def _page(name: str, action: Action, form: SeenForm) -> ResponseReturnValue:
    template = {
        "finish_action": "nonconformities/finish_action.html",
        "change_action": "nonconformities/change_action.html",
        "drop_action": "nonconformities/drop_action.html",
        "ask_for_time": "nonconformities/ask_for_time.html",
        "answer_wish": "nonconformities/answer_wish.html",
    }[name]
    nonconformity = action.nonconformity
    return render_template(template, action=action, nonconformity=nonconformity, form=form), status()
