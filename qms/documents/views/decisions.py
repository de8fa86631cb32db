"""Decisions: the list, one with its set, preparing it, approving the whole set at once."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import sets
from qms.documents.forms import (
    AddRevisionsForm,
    AddWithdrawalForm,
    ApproveSetForm,
    DecisionForm,
    ReasonForm,
)
from qms.documents.models import Decision, Revision
from qms.documents.operations import deciding
from qms.documents.operations import decisions as operations
from qms.documents.policy import APPROVE_SET, KEEP_DECISION, LIST_DECISIONS, READ, READ_DECISION
from qms.documents.queries.decisions import (
    get_decision,
    list_decisions,
    list_documents_in_force,
    list_free_revisions,
)
from qms.documents.sets import Act
from qms.documents.views import blueprint
from qms.foundation import access
from qms.foundation.db import db
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.kernel import clock
from qms.kernel.errors import Refused, Stale
from qms.web.forms import fingerprint, number_or_none, options, status
from qms.web.guards import current_actor, requires

PLACE = "/decisions/<int:decision_id>"


@blueprint.get("/decisions")
@requires(LIST_DECISIONS)
def decisions() -> ResponseReturnValue:
    """The decisions that put documents in force."""
    return render_template("documents/decisions.html", decisions=list_decisions(current_actor()))


@blueprint.get(PLACE)
@requires(READ_DECISION, on=get_decision)
def show_decision(decision: Decision) -> ResponseReturnValue:
    """What a decision puts in force, supersedes and withdraws; the drafts among it for those who may read them."""
    actor = current_actor()
    readable = [each for each in decision.revisions if access.can(actor, READ, each)]
    return render_template(
        "documents/show_decision.html",
        decision=decision,
        readable=readable,
        hidden=len(decision.revisions) - len(readable),
        obstacles=[] if decision.is_in_force else decision.obstacles(),
        waiting=deciding.awaiting(decision, actor),
        may_change=(decision.status, Act.CHANGE) in sets.MOVES and access.can(actor, KEEP_DECISION),
    )


@blueprint.route("/decisions/new", methods=["GET", "POST"])
@requires(KEEP_DECISION)
def new_decision() -> ResponseReturnValue:
    form = DecisionForm(effective_on=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            decision = operations.make_decision(
                _facts_of(form),
                organization=people.get_organization(actor.organization_id or 0),
                actor=actor,
            )
            flash(_("The decision is in preparation. Collect what it puts in force."), "success")
            return redirect(_url(decision), 303)
    return render_template("documents/edit_decision.html", form=form, decision=None), status()


@blueprint.route(f"{PLACE}/edit", methods=["GET", "POST"])
@requires(KEEP_DECISION, on=get_decision)
def edit_decision(decision: Decision) -> ResponseReturnValue:
    form = DecisionForm(obj=decision, seen=decision.version)
    if request.method == "GET" and (away := _settled(decision)):
        return away
    if form.validate_on_submit():
        with form.refusals():
            operations.change_decision(
                decision, _facts_of(form), actor=current_actor(), seen=form.version_seen
            )
            flash(_("Saved."), "success")
            return redirect(_url(decision), 303)
    return render_template("documents/edit_decision.html", form=form, decision=decision), status()


def _facts_of(form: DecisionForm) -> operations.DecisionFacts:
    return operations.DecisionFacts(
        title=form.title.data,
        effective_on=form.effective_on.data or clock.today(),
        number=form.number.data or "",
        signed_on=form.signed_on.data,
        signer=form.signer.data or "",
    )


@blueprint.route(f"{PLACE}/add", methods=["GET", "POST"])
@requires(KEEP_DECISION, on=get_decision)
def add_revisions(decision: Decision) -> ResponseReturnValue:
    if request.method == "GET" and (away := _settled(decision)):
        return away
    form, free = AddRevisionsForm(), list_free_revisions(decision.organization_id)
    form.revisions.choices = options(*((each.id, _choice_of(each)) for each in free))
    if form.validate_on_submit():
        with form.refusals():
            chosen = [each for each in free if each.id in form.revisions.data]
            operations.add_revisions(decision, chosen, actor=current_actor())
            flash(_("Taken into the set."), "success")
            return redirect(_url(decision), 303)
    return render_template("documents/add_revisions.html", form=form, decision=decision, free=free), status()


def _choice_of(revision: Revision) -> str:
    return f"{revision.name} – {revision.title} ({revision.status.label})"


@blueprint.post(f"{PLACE}/remove")
@requires(KEEP_DECISION, on=get_decision)
def remove_revision(decision: Decision) -> ResponseReturnValue:
    number = number_or_none(request.form.get("revision"))
    revision = next((each for each in decision.revisions if each.id == number), None)
    if revision is None:
        raise Refused(_("That revision is not in this set."))
    operations.remove_revision(decision, revision, actor=current_actor())
    flash(_("%(name)s was taken out of the set.", name=revision.name), "success")
    return redirect(_url(decision), 303)


@blueprint.route(f"{PLACE}/withdraw", methods=["GET", "POST"])
@requires(KEEP_DECISION, on=get_decision)
def add_withdrawal(decision: Decision) -> ResponseReturnValue:
    if request.method == "GET" and (away := _settled(decision)):
        return away
    form, known = AddWithdrawalForm(), list_documents_in_force(decision.organization_id)
    choices = ((each.id, f"{each.code} – {each.title}") for each in known)
    form.document.choices = options(("", _("Choose…")), *choices)
    if form.validate_on_submit():
        with form.refusals():
            document = next((each for each in known if each.id == form.document.data), None)
            if document is None:
                raise Refused(_("Choose the document."), field="document")
            operations.add_withdrawal(decision, document, reason=form.reason.data, actor=current_actor())
            flash(_("Taken into the set."), "success")
            return redirect(_url(decision), 303)
    return render_template("documents/add_withdrawal.html", form=form, decision=decision), status()


@blueprint.post(f"{PLACE}/keep")
@requires(KEEP_DECISION, on=get_decision)
def remove_withdrawal(decision: Decision) -> ResponseReturnValue:
    number = number_or_none(request.form.get("document"))
    operations.remove_withdrawal(decision, number or 0, actor=current_actor())
    flash(_("The document stays in force."), "success")
    return redirect(_url(decision), 303)


@blueprint.route(f"{PLACE}/drop", methods=["GET", "POST"])
@requires(KEEP_DECISION, on=get_decision)
def drop_decision(decision: Decision) -> ResponseReturnValue:
    if request.method == "GET" and (away := _settled(decision)):
        return away
    form = ReasonForm(seen=decision.version)
    if form.validate_on_submit():
        with form.refusals():
            operations.drop_decision(
                decision, reason=form.reason.data, actor=current_actor(), seen=form.version_seen
            )
            flash(_("The decision was dropped; its revisions go on alone."), "success")
            return redirect(url_for("documents.decisions"), 303)
    return render_template("documents/drop_decision.html", form=form, decision=decision), status()


@blueprint.route(f"{PLACE}/approve", methods=["GET", "POST"])
@requires(APPROVE_SET, on=get_decision)
def approve_set(decision: Decision) -> ResponseReturnValue:
    waiting = deciding.awaiting(decision, current_actor())
    if request.method == "GET" and not waiting:
        flash(str(deciding.NOTHING_AWAITS), "warning")
        return redirect(_url(decision))
    mark = fingerprint(*(f"{each.id}:{each.version}" for each in waiting))
    form = ApproveSetForm(seen=decision.version, was=mark, significant=[each.id for each in waiting])
    form.significant.choices = options(*((each.id, f"{each.name} {each.title}") for each in waiting))
    if form.validate_on_submit():
        try:
            with form.refusals():
                return _approved(decision, form, mark)
        except Stale as stale:
            _overtaken(form, stale, decision, mark)
    return render_template(
        "documents/approve_set.html", form=form, decision=decision, waiting=waiting
    ), 409 if form.is_overtaken else status()


def _approved(decision: Decision, form: ApproveSetForm, mark: str) -> ResponseReturnValue:
    if form.was.data != mark:
        raise Stale(
            _("A revision of the set has changed since you opened this page. Look again, then decide.")
        )
    number = deciding.approve_set(
        decision,
        actor=current_actor(),
        password=form.password.data,
        significant=form.significant.data,
        seen=form.version_seen,
    )
    flash(_approved_sentence(decision, number), "success")
    return redirect(_url(decision), 303)


def _approved_sentence(decision: Decision, number: int) -> str:
    signed = _("Approved and signed: %(number)s revisions.", number=number)
    return f"{signed} {_('The set is in force from today.')}" if decision.is_in_force else signed


def _overtaken(form: ApproveSetForm, stale: Stale, decision: Decision, mark: str) -> None:
    """What was typed stays, and is decided on what is shown now."""
    db.session.rollback()
    form.seen.data, form.was.data, form.is_overtaken = str(decision.version), mark, True
    form.form_errors.append(str(stale.message))


def _settled(decision: Decision) -> ResponseReturnValue | None:
    """Nobody fills in a form that can only be refused."""
    try:
        sets.after(decision.status, Act.CHANGE)
    except Refused as refusal:
        flash(str(refusal.message), "warning")
        return redirect(_url(decision))
    return None


def _url(decision: Decision) -> str:
    return url_for("documents.show_decision", decision_id=decision.id)
