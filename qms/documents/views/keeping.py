"""Keeping: a document's facts, the document types."""

from __future__ import annotations

from typing import TypeVar

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.documents import queries
from qms.documents.forms import FactsForm, NewTypeForm, TypeForm, people_choices, split_clauses
from qms.documents.models import Document, DocumentType
from qms.documents.operations import keeping
from qms.documents.policy import KEEP, KEEP_TYPES, LIST
from qms.documents.rules import Meaning
from qms.documents.views import blueprint
from qms.foundation.access import Role
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.web.forms import options, status
from qms.web.guards import current_actor, requires

AnyTypeForm = TypeVar("AnyTypeForm", bound=TypeForm)


@blueprint.route("/<code:code>/facts", methods=["GET", "POST"])
@requires(KEEP, on=queries.get_document)
def change_facts(document: Document) -> ResponseReturnValue:
    form = _facts_form(document)
    if form.validate_on_submit():
        with form.refusals():
            keeping.change_facts(
                document,
                actor=current_actor(),
                seen=form.version_seen,
                unit=people.get_unit(form.unit.data) if form.unit.data else None,
                owner=people.get_person(form.owner.data) if form.owner.data else None,
                field=form.field.data or "",
                clauses=split_clauses(form.clauses.data),
                review_months=form.review_months.data or 0,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("documents.show", code=document.code), 303)
    fields = queries.list_fields()
    return render_template(
        "documents/change_facts.html", document=document, form=form, fields=fields
    ), status()


def _facts_form(document: Document) -> FactsForm:
    form = FactsForm(
        seen=document.version,
        unit=document.unit_id,
        owner=document.owner_id,
        field=document.field,
        clauses=", ".join(document.clauses),
        review_months=document.review_months,
    )
    form.unit.choices = options(("", _("None")), *people.list_unit_names())
    form.owner.choices = people_choices(people.list_people(), empty=_("None"))
    return form


@blueprint.get("/types")
@requires(LIST)
def types() -> ResponseReturnValue:
    return render_template("documents/types.html", types=queries.list_types(active_only=False))


@blueprint.route("/types/<int:type_id>", methods=["GET", "POST"])
@requires(KEEP_TYPES, on=queries.get_type)
def change_type(type: DocumentType) -> ResponseReturnValue:
    form = _type_form(type)
    if form.validate_on_submit():
        with form.refusals():
            keeping.keep_type(type, _facts_of(form), actor=current_actor(), seen=form.version_seen)
            flash(_("Saved."), "success")
            return redirect(url_for("documents.types"), 303)
    return render_template("documents/change_type.html", type=type, form=form), status()


@blueprint.route("/types/new", methods=["GET", "POST"])
@requires(KEEP_TYPES)
def new_type() -> ResponseReturnValue:
    form = _with_choices(NewTypeForm(is_active=True, review_months=12))
    if form.validate_on_submit():
        with form.refusals():
            actor = current_actor()
            keeping.add_type(
                _facts_of(form),
                organization=people.get_organization(actor.organization_id or 0),
                has_structure=form.has_structure.data,
                actor=actor,
            )
            flash(_("The document type was added."), "success")
            return redirect(url_for("documents.types"), 303)
    return render_template("documents/new_type.html", form=form), status()


def _facts_of(form: TypeForm) -> keeping.TypeFacts:
    return keeping.TypeFacts(
        name=form.name.data,
        code_pattern=form.code_pattern.data,
        review_months=form.review_months.data or 0,
        clauses=split_clauses(form.clauses.data),
        reviewers=[people.get_person(each) for each in form.reviewers.data],
        approvers=[people.get_person(each) for each in form.approvers.data],
        is_active=form.is_active.data,
    )


def _type_form(type: DocumentType) -> TypeForm:
    return _with_choices(
        TypeForm(
            seen=type.version,
            name=type.name,
            code_pattern=type.code_pattern,
            review_months=type.review_months,
            clauses=", ".join(type.clauses),
            reviewers=[each.id for each in type.signers_for(Meaning.REVIEWED)],
            approvers=[each.id for each in type.signers_for(Meaning.APPROVED)],
            is_active=type.is_active,
        )
    )


def _with_choices(form: AnyTypeForm) -> AnyTypeForm:
    reviewers = people.list_with_role(Role.REVIEWER, Role.COORDINATOR, Role.LEADER)
    form.reviewers.choices = people_choices(reviewers)
    form.approvers.choices = people_choices(people.list_with_role(Role.LEADER))
    return form
