"""The coordinator's acts: accepting, declining, declaring void, handing over; reopening what was closed."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from qms.foundation.texts import _
from qms.identity import queries as people
from qms.kernel import clock
from qms.nonconformities import queries
from qms.nonconformities.forms import (
    AcceptForm,
    HandOverForm,
    ReasonForm,
    no_choice,
    people_choices,
    term_choices,
)
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.operations import planning, reporting, verifying
from qms.nonconformities.policy import HAND_OVER, REOPEN, TRIAGE, VOID
from qms.nonconformities.rules import TermKind, Verb
from qms.nonconformities.views import blueprint
from qms.nonconformities.views.turns import done, while_possible
from qms.web.forms import options, status
from qms.web.guards import current_actor, requires


@blueprint.route("/<nonconformity_code>/accept", methods=["GET", "POST"])
@requires(TRIAGE, on=queries.get_nonconformity)
@while_possible(Verb.ACCEPT)
def accept(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = _accept_form(nonconformity)
    if form.validate_on_submit():
        with form.refusals():
            reporting.accept(
                nonconformity,
                actor=current_actor(),
                owner=people.get_person(form.owner.data),
                severity=queries.get_term(form.severity.data),
                unit=people.get_unit(form.unit.data) if form.unit.data else None,
                seen=form.version_seen,
            )
            return done(nonconformity, _("Accepted. Who answers for it has been told."))
    return render_template("nonconformities/accept.html", nonconformity=nonconformity, form=form), status()


def _accept_form(nonconformity: Nonconformity) -> AcceptForm:
    document = nonconformity.document
    form = AcceptForm(
        seen=nonconformity.version,
        unit=nonconformity.unit_id,
        severity=nonconformity.severity_id,
        owner=document.owner_id if document else None,
    )
    form.owner.choices = people_choices(people.list_people(), empty=no_choice())
    terms = queries.list_terms(
        TermKind.SEVERITY, on=clock.today(), organization_id=nonconformity.organization_id
    )
    form.severity.choices = term_choices(terms, empty=no_choice())
    form.unit.choices = options(("", _("None")), *people.list_unit_names())
    return form


@blueprint.route("/<nonconformity_code>/decline", methods=["GET", "POST"])
@requires(TRIAGE, on=queries.get_nonconformity)
@while_possible(Verb.DECLINE)
def decline(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = ReasonForm(seen=nonconformity.version)
    if form.validate_on_submit():
        with form.refusals():
            reporting.decline(
                nonconformity, actor=current_actor(), reason=form.reason.data, seen=form.version_seen
            )
            return done(nonconformity, _("Declined. Who reported it reads your reason."))
    return render_template("nonconformities/decline.html", nonconformity=nonconformity, form=form), status()


@blueprint.route("/<nonconformity_code>/void", methods=["GET", "POST"])
@requires(VOID, on=queries.get_nonconformity)
@while_possible(Verb.VOID)
def declare_void(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = ReasonForm(seen=nonconformity.version)
    if form.validate_on_submit():
        with form.refusals():
            reporting.declare_void(
                nonconformity, actor=current_actor(), reason=form.reason.data, seen=form.version_seen
            )
            return done(nonconformity, _("Declared void; it stays readable with the reason."))
    return render_template(
        "nonconformities/declare_void.html", nonconformity=nonconformity, form=form
    ), status()


@blueprint.route("/<nonconformity_code>/reopen", methods=["GET", "POST"])
@requires(REOPEN, on=queries.get_nonconformity)
@while_possible(Verb.REOPEN)
def reopen(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = ReasonForm(seen=nonconformity.version)
    if form.validate_on_submit():
        with form.refusals():
            verifying.reopen(
                nonconformity, actor=current_actor(), reason=form.reason.data, seen=form.version_seen
            )
            return done(nonconformity, _("Reopened: a new round begins."))
    return render_template("nonconformities/reopen.html", nonconformity=nonconformity, form=form), status()


@blueprint.route("/<nonconformity_code>/hand-over", methods=["GET", "POST"])
@requires(HAND_OVER, on=queries.get_nonconformity)
@while_possible(Verb.HAND_OVER)
def hand_over(nonconformity: Nonconformity) -> ResponseReturnValue:
    form, actions = _hand_over_form(nonconformity), nonconformity.open_actions
    if form.validate_on_submit():
        numbers = [each.number for each in actions]
        owners = {
            number: people.get_person(field.data)
            for number, field in zip(numbers, form.actions, strict=True)
            if field.data
        }
        with form.refusals():
            planning.hand_over(
                nonconformity,
                actor=current_actor(),
                owner=people.get_person(form.owner.data),
                verifier=people.get_person(form.verifier.data) if form.verifier.data else None,
                action_owners=owners,
                seen=form.version_seen,
            )
            return done(nonconformity, _("Handed over; everybody named has been told."))
    return render_template(
        "nonconformities/hand_over.html", nonconformity=nonconformity, form=form, actions=actions
    ), status()


def _hand_over_form(nonconformity: Nonconformity) -> HandOverForm:
    """People who are here now; one who left stands in no list and so must be replaced."""
    present, actions = nonconformity.round, nonconformity.open_actions
    form = HandOverForm(
        seen=nonconformity.version,
        owner=nonconformity.owner_id,
        verifier=present.verifier_id if present else None,
        actions=[each.owner_id for each in actions],
    )
    while len(form.actions) < len(actions) and request.method == "POST":
        form.actions.append_entry()
    while len(form.actions) > len(actions):
        form.actions.pop_entry()
    here = people_choices(people.list_people(), empty=no_choice())
    for field in (form.owner, form.verifier, *form.actions):
        field.choices = here
    return form
