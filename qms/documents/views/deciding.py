"""Deciding: reviewing, sending back, approving, revoking, withdrawing, the periodic review."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import content, queries
from qms.documents.comparing import compared_files, compared_text
from qms.documents.forms import ApproveForm, ApproveInSetForm, ReasonForm, ReviewForm, WithdrawForm, change_of
from qms.documents.models import Document, Revision
from qms.documents.operations import deciding
from qms.documents.operations.writing import problems_of
from qms.documents.policy import ANSWER_REVIEW, APPROVE, REQUEST_CHANGES, REVIEW, REVOKE, WITHDRAW
from qms.documents.rules import Verb
from qms.documents.structures import kind_of
from qms.documents.views import blueprint
from qms.documents.views.reading import trace_view
from qms.documents.views.turns import decided, led_away, status_of, while_possible
from qms.documents.views.writing import revision_url
from qms.foundation.texts import _
from qms.kernel import clock
from qms.web.forms import SeenForm
from qms.web.guards import current_actor, requires


def _decision_page(template: str, revision: Revision, form: SeenForm) -> tuple[str, int]:
    """A page on which somebody signs: the text itself, what changed since the one in force, what is wrong."""
    document = revision.document
    trace_view(revision, "viewed")
    kind, former = kind_of(document), document.effective
    return (
        render_template(
            template,
            form=form,
            revision=revision,
            document=document,
            former=former,
            body=content.html_of(revision),
            structure=kind.show(revision) if kind and revision.structure else "",
            changed_text=compared_text(former, revision) if former else "",
            changed_files=compared_files(former, revision) if former else [],
            changed_structure=kind.compare(former, revision) if kind and former else "",
            problems=problems_of(revision),
        ),
        status_of(form),
    )


@blueprint.route("/<code:code>/revisions/<int:number>/review", methods=["GET", "POST"])
@requires(REVIEW, on=queries.get_revision)
@while_possible(Verb.REVIEW)
def review(revision: Revision) -> ResponseReturnValue:
    form = ReviewForm(seen=revision.version)
    if form.validate_on_submit():
        with decided(form, revision, Verb.REVIEW, REVIEW):
            deciding.review(
                revision,
                actor=current_actor(),
                password=form.password.data,
                note=form.note.data or "",
                seen=form.version_seen,
            )
            flash(_("Reviewed and signed. The approver has been told."), "success")
            return redirect(revision_url(revision), 303)
    return _decision_page("documents/review.html", revision, form)


@blueprint.route("/<code:code>/revisions/<int:number>/return", methods=["GET", "POST"])
@requires(REQUEST_CHANGES, on=queries.get_revision)
def request_changes(revision: Revision) -> ResponseReturnValue:
    form = ReasonForm(seen=revision.version)
    if form.validate_on_submit():
        with decided(form, revision, Verb.REQUEST_CHANGES, REQUEST_CHANGES):
            deciding.request_changes(
                revision, actor=current_actor(), reason=form.reason.data, seen=form.version_seen
            )
            flash(_("Sent back to its author with your reason."), "success")
            return redirect(url_for("home.show"), 303)
    return render_template("documents/request_changes.html", revision=revision, form=form), status_of(form)


@blueprint.route("/<code:code>/revisions/<int:number>/approve", methods=["GET", "POST"])
@requires(APPROVE, on=queries.get_revision)
@while_possible(Verb.APPROVE)
def approve(revision: Revision) -> ResponseReturnValue:
    form: ApproveInSetForm = (
        ApproveInSetForm(seen=revision.version, **change_of(revision))
        if revision.decision
        else ApproveForm(seen=revision.version, effective_on=clock.today(), **change_of(revision))
    )
    if form.validate_on_submit():
        with decided(form, revision, Verb.APPROVE, APPROVE):
            deciding.approve(
                revision,
                actor=current_actor(),
                password=form.password.data,
                effective_on=form.effective_on.data if isinstance(form, ApproveForm) else None,
                is_significant=form.is_significant.data == "yes",
                change=form.change,
                decision_number=form.decision_number.data or "" if isinstance(form, ApproveForm) else "",
                seen=form.version_seen,
            )
            flash(_approved_sentence(revision), "success")
            return redirect(revision_url(revision), 303)
    return _decision_page("documents/approve.html", revision, form)


def _approved_sentence(revision: Revision) -> str:
    if revision.is_in_force:
        return _("Approved and signed. It is in force from today.")
    if revision.decision is not None:
        return _("Approved and signed. It takes effect with the whole set of the decision.")
    day = revision.effective_on.strftime("%d/%m/%Y") if revision.effective_on else ""
    return _("Approved and signed. It takes effect on %(day)s.", day=day)


@blueprint.route("/<code:code>/revisions/<int:number>/revoke", methods=["GET", "POST"])
@requires(REVOKE, on=queries.get_revision)
@while_possible(Verb.REVOKE)
def revoke(revision: Revision) -> ResponseReturnValue:
    form = ReasonForm(seen=revision.version)
    if form.validate_on_submit():
        with decided(form, revision, Verb.REVOKE, REVOKE):
            deciding.revoke(revision, actor=current_actor(), reason=form.reason.data, seen=form.version_seen)
            flash(_("The approval was revoked; the text went back to its author."), "success")
            return redirect(revision_url(revision), 303)
    return render_template("documents/revoke.html", revision=revision, form=form), status_of(form)


@blueprint.route("/<code:code>/withdraw", methods=["GET", "POST"])
@requires(WITHDRAW, on=queries.get_current)
@while_possible(Verb.WITHDRAW)
def withdraw(revision: Revision) -> ResponseReturnValue:
    form = WithdrawForm(seen=revision.version)
    if form.validate_on_submit():
        with decided(form, revision, Verb.WITHDRAW, WITHDRAW):
            deciding.withdraw(
                revision,
                actor=current_actor(),
                reason=form.reason.data,
                decision_number=form.decision_number.data,
                seen=form.version_seen,
            )
            flash(_("%(code)s was withdrawn.", code=revision.document.code), "success")
            return redirect(revision_url(revision), 303)
    return render_template("documents/withdraw.html", revision=revision, form=form), status_of(form)


@blueprint.route("/<code:code>/still-valid", methods=["GET", "POST"])
@requires(ANSWER_REVIEW, on=queries.get_document)
def answer_review(document: Document) -> ResponseReturnValue:
    if request.method == "GET" and (document.effective is None or document.next_review_on is None):
        return led_away(deciding.NO_REVIEW, "show", document.latest)
    form = ReviewForm()
    if form.validate_on_submit():
        with form.refusals():
            deciding.confirm_still_valid(
                document, actor=current_actor(), password=form.password.data, note=form.note.data or ""
            )
            day = document.next_review_on
            flash(
                _("Confirmed. The next review is on %(day)s.", day=day.strftime("%d/%m/%Y") if day else "–"),
                "success",
            )
            return redirect(url_for("documents.show", code=document.code), 303)
    return render_template("documents/answer_review.html", document=document, form=form), status_of(form)
