"""Writing: a new document, a new revision, the editor, sending for review, taking back."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import content, queries
from qms.documents.forms import (
    EditForm,
    NewDocumentForm,
    ReasonForm,
    StartRevisionForm,
    SubmitForm,
    change_of,
    people_choices,
)
from qms.documents.models import Document, Revision
from qms.documents.operations import writing
from qms.documents.policy import ABANDON, CREATE, EDIT, LIST, RECALL, REVISE, SUBMIT
from qms.documents.rules import Meaning, Verb
from qms.documents.structures import kind_of
from qms.documents.views import blueprint
from qms.documents.views.turns import decided, led_away, status_of, while_possible
from qms.foundation import markdown
from qms.foundation.access import Role
from qms.foundation.comparing import ThreeWays, three_ways
from qms.foundation.db import db
from qms.foundation.texts import _
from qms.identity import queries as people
from qms.identity.models import Person
from qms.kernel import clock
from qms.kernel.errors import Refused, Stale
from qms.web.forms import fingerprint, options
from qms.web.guards import current_actor, requires
from qms.web.transaction import form_key, form_was_sent, release


@blueprint.get("/new")
@requires(CREATE)
def new() -> ResponseReturnValue:
    return _new_page(_new_form())


@blueprint.post("/new")
@requires(CREATE)
def create() -> ResponseReturnValue:
    form = _new_form()
    if form.validate_on_submit():
        with form.refusals():
            revision = _make(form)
            flash(
                _("The document %(code)s was made. Write its first draft.", code=revision.document.code),
                "success",
            )
            return redirect(_edit_url(revision), 303)
    return _new_page(form), 422


def _new_page(form: NewDocumentForm) -> str:
    return render_template("documents/new.html", form=form, fields=queries.list_fields())


def _new_form() -> NewDocumentForm:
    form = NewDocumentForm()
    form.type.choices = options(("", _("Choose…")), *queries.list_type_names())
    form.unit.choices = options(("", _("None")), *people.list_unit_names())
    form.owner.choices = people_choices(people.list_people(), empty=_("None"))
    return form


def _make(form: NewDocumentForm) -> Revision:
    actor = current_actor()
    type = queries.get_type(form.type.data)
    unit = people.get_unit(form.unit.data) if form.unit.data else None
    short = form.field_code.data or ""
    code = form.code.data or writing.next_free_code(type, field=short, unit=unit)
    return writing.make_document(
        type=type,
        code=code,
        title=form.title.data,
        field=form.field.data or "",
        unit=unit,
        owner=people.get_person(form.owner.data) if form.owner.data else None,
        author=people.get_person(actor.person_id or 0),
        actor=actor,
    )


def _edit_url(revision: Revision) -> str:
    return url_for("documents.edit", code=revision.document.code, number=revision.number)


def revision_url(revision: Revision) -> str:
    """The revision's own page."""
    return url_for("documents.show_revision", code=revision.document.code, number=revision.number)


@blueprint.get("/<code:code>/revise")
@requires(REVISE, on=queries.get_document)
def revise(document: Document) -> ResponseReturnValue:
    if document.open_revision is not None:
        return led_away(writing.under_way_sentence(document.open_revision), "show", document.open_revision)
    return render_template("documents/revise.html", document=document, form=StartRevisionForm())


@blueprint.post("/<code:code>/revise")
@requires(REVISE, on=queries.get_document)
def start_revision(document: Document) -> ResponseReturnValue:
    form = StartRevisionForm()
    actor = current_actor()
    if form.validate_on_submit():
        with form.refusals():
            author = people.get_person(actor.person_id or 0)
            revision = writing.start_revision(
                document, actor=actor, author=author, new_issue=form.kind.data == "issue"
            )
            flash(
                _("Revision %(label)s was started as a copy of the present text.", label=revision.label),
                "success",
            )
            return redirect(_edit_url(revision), 303)
    return render_template("documents/revise.html", document=document, form=form), 422


# --- The editor -------------------------------------------------------------------------------------------


@blueprint.get("/<code:code>/revisions/<int:number>/edit")
@requires(EDIT, on=queries.get_revision)
def edit(revision: Revision) -> ResponseReturnValue:
    if not revision.is_editable:
        flash(
            _("This revision is “%(state)s” and cannot be changed.", state=revision.status.label), "warning"
        )
        return redirect(revision_url(revision))
    form = EditForm(obj=revision, seen=revision.version, base=revision.body, was=_place_of(revision))
    return _editor(revision, form)


def _editor(revision: Revision, form: EditForm) -> str:
    kind = kind_of(revision.document)
    return render_template(
        "documents/edit.html",
        revision=revision,
        document=revision.document,
        form=form,
        other_pages=kind.edit_pages(revision) if kind else (),
    )


@blueprint.post("/<code:code>/revisions/<int:number>/edit")
@requires(EDIT, on=queries.get_revision)
def save(revision: Revision) -> ResponseReturnValue:
    """Keep the text. A save by the page itself (autosave) is answered with the new version as JSON."""
    form = EditForm()
    by_itself = request.headers.get("X-Autosave") == "1"
    if form.validate_on_submit():
        try:
            with form.refusals():
                _save(revision, form)
                db.session.flush()  # the new version is answered
                if by_itself and form_was_sent():
                    raise Stale(_("This page has sent its text already."))
                if by_itself:
                    return _saved_by_itself(revision)
                flash(_("Saved."), "success")
                return redirect(_after_saving(revision), 303)
        except Stale as stale:
            db.session.rollback()
            return (jsonify(message=str(stale.message)), 409) if by_itself else _both_texts(revision, form)
    return (jsonify(errors=form.errors), 422) if by_itself else (_editor(revision, form), 422)


def _place_of(revision: Revision) -> str:
    """What the editor is about: title and text, whatever becomes of the steps beside it."""
    return fingerprint(revision.title, revision.body)


def _saved_by_itself(revision: Revision) -> ResponseReturnValue:
    """What the page takes into its form, and when it was."""
    fields = {"seen": revision.version, "was": _place_of(revision), "base": revision.body}
    return jsonify(fields=fields, saved_at=clock.local(revision.edited_at).strftime("%H:%M"))


def _save(revision: Revision, form: EditForm) -> None:
    document, structure = revision.document, revision.structure
    seen = form.version_decided_on(revision.version, _place_of(revision))
    release()  # rendering takes its time and holds no lock
    rendered = content.rendered_texts(document, form.body.data or "", structure)
    writing.save_draft(
        revision,
        actor=current_actor(),
        seen=seen,
        title=form.title.data,
        body=form.body.data or "",
        rendered=rendered,
        form=form_key(),
    )


def _after_saving(revision: Revision) -> str:
    kind = kind_of(revision.document)
    if kind and "then_structure" in request.form:
        return kind.edit_pages(revision)[0][1]
    return revision_url(revision) if "then_show" in request.form else _edit_url(revision)


def _both_texts(revision: Revision, form: EditForm) -> ResponseReturnValue:
    """Somebody saved meanwhile: who and when, both texts, what could be merged; nothing typed is lost."""
    theirs = revision.body
    release()  # comparing takes its time and holds no lock
    merge = _merge(form.base.data or "", form.body.data or "", theirs)
    form.base.data, form.was.data = revision.body, _place_of(revision)
    form.seen.data = str(revision.version)
    return render_template(
        "documents/edit_conflict.html", revision=revision, document=revision.document, form=form, merge=merge
    ), 409


def _merge(base: str, mine: str, theirs: str) -> ThreeWays | None:
    """What both made of the text, or None when the texts are too large or too different to compare."""
    try:
        return three_ways(base, mine, theirs)
    except Refused:
        return None


@blueprint.post("/preview")
@requires(LIST)
def preview() -> ResponseReturnValue:
    """A text as it will look, for the editor: a piece of cleaned HTML."""
    release()
    return markdown.render(request.form.get("text", ""), field="text").html


# --- Sending, taking back, giving up ----------------------------------------------------------------------


@blueprint.get("/<code:code>/revisions/<int:number>/submit")
@requires(SUBMIT, on=queries.get_revision)
@while_possible(Verb.SUBMIT)
def send(revision: Revision) -> ResponseReturnValue:
    form = _submit_form(revision)
    return _send_page(revision, form)


def _submit_form(revision: Revision) -> SubmitForm:
    """Reviewers and approvers who are possible; the type's proposals first and chosen."""
    type = revision.document.type
    proposed_reviewers, proposed_approvers = (
        type.signers_for(Meaning.REVIEWED),
        type.signers_for(Meaning.APPROVED),
    )
    reviewers = _possible(revision, proposed_reviewers, Role.REVIEWER, Role.COORDINATOR, Role.LEADER)
    approvers = _possible(revision, proposed_approvers, Role.LEADER)
    form = SubmitForm(
        seen=revision.version,
        reviewer=revision.reviewer_id,
        approver=revision.approver_id,
        **change_of(revision),
    )
    form.reviewer.choices = people_choices(reviewers, empty=_("Choose…"))
    form.approver.choices = people_choices(approvers, empty=_("Choose…"))
    if request.method == "GET":
        former = revision.document.effective
        before_reviewer = [former.reviewer] if former and former.reviewer else []
        before_approver = [former.approver] if former and former.approver else []
        form.reviewer.data = revision.reviewer_id or _first_id(
            proposed_reviewers + before_reviewer, reviewers
        )
        form.approver.data = revision.approver_id or _first_id(
            proposed_approvers + before_approver, approvers
        )
    return form


def _possible(revision: Revision, proposed: list[Person], *roles: Role) -> list[Person]:
    hands = revision.hands
    found = {person.id: person for person in [*proposed, *people.list_with_role(*roles)]}
    return [person for person in found.values() if person.id not in hands]


def _first_id(proposed: list[Person], possible: list[Person]) -> int | None:
    return next((person.id for person in proposed if person in possible), None)


def _send_page(revision: Revision, form: SubmitForm) -> str:
    kind = kind_of(revision.document)
    problems = [
        (
            problem,
            kind.mend_url(revision, problem) if kind and problem.place != "body" else _edit_url(revision),
        )
        for problem in writing.problems_of(revision)
    ]
    blocked = any(problem.blocks is Verb.SUBMIT for problem, _url in problems)
    return render_template(
        "documents/send.html",
        revision=revision,
        document=revision.document,
        form=form,
        problems=problems,
        blocked=blocked,
    )


@blueprint.post("/<code:code>/revisions/<int:number>/submit")
@requires(SUBMIT, on=queries.get_revision)
def submit(revision: Revision) -> ResponseReturnValue:
    form = _submit_form(revision)
    if form.validate_on_submit():
        with decided(form, revision, Verb.SUBMIT, SUBMIT):
            writing.submit(
                revision,
                actor=current_actor(),
                reviewer=people.get_person(form.reviewer.data),
                approver=people.get_person(form.approver.data),
                password=form.password.data,
                seen=form.version_seen,
                change=form.change,
            )
            flash(
                _("Sent to %(name)s for review.", name=revision.reviewer.name if revision.reviewer else ""),
                "success",
            )
            return redirect(revision_url(revision), 303)
    return _send_page(revision, form), status_of(form)


@blueprint.route("/<code:code>/revisions/<int:number>/recall", methods=["GET", "POST"])
@requires(RECALL, on=queries.get_revision)
@while_possible(Verb.RECALL)
def recall(revision: Revision) -> ResponseReturnValue:
    form = ReasonForm(seen=revision.version)
    if form.validate_on_submit():
        with decided(form, revision, Verb.RECALL, RECALL):
            writing.recall(revision, actor=current_actor(), reason=form.reason.data, seen=form.version_seen)
            flash(_("Taken back: it is a draft again."), "success")
            return redirect(revision_url(revision), 303)
    return render_template("documents/recall.html", revision=revision, form=form), status_of(form)


@blueprint.route("/<code:code>/revisions/<int:number>/abandon", methods=["GET", "POST"])
@requires(ABANDON, on=queries.get_revision)
@while_possible(Verb.ABANDON)
def abandon(revision: Revision) -> ResponseReturnValue:
    form = ReasonForm(seen=revision.version)
    if form.validate_on_submit():
        with decided(form, revision, Verb.ABANDON, ABANDON):
            writing.abandon(revision, actor=current_actor(), reason=form.reason.data, seen=form.version_seen)
            flash(_("The draft was abandoned."), "success")
            return redirect(url_for("documents.index"), 303)
    return render_template("documents/abandon.html", revision=revision, form=form), status_of(form)
