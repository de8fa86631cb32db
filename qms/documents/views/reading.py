"""Reading: a document's page, one revision, what was signed, paper, comparing two revisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import content, queries
from qms.documents.comparing import compared_files, compared_text
from qms.documents.forms import CompareForm
from qms.documents.models import Document, Revision
from qms.documents.operations.announcing import subject_of
from qms.documents.operations.writing import problems_of
from qms.documents.policy import ANSWER_REVIEW, LIST, READ, may_look_back
from qms.documents.queries.past import get_in_force_on
from qms.documents.rules import REMIND_BEFORE, State
from qms.documents.structures import kind_of
from qms.documents.views import blueprint
from qms.documents.views.listing import day_asked
from qms.foundation import access, trail
from qms.foundation.texts import _
from qms.kernel import clock
from qms.kernel.errors import NotFound
from qms.web.guards import current_actor, requires
from qms.web.transaction import after_response


def _current_to_read(code: str) -> Revision:
    """The revision that stands for the document; who may read none of it learns that it was withdrawn."""
    revision = queries.get_current(code)
    if revision.state == State.WITHDRAWN and not access.can(current_actor(), READ, revision):
        raise queries.why_none_in_force(revision.document)
    return revision


@blueprint.get("/<code:code>")
@requires(READ, on=_current_to_read)
def show(revision: Revision) -> ResponseReturnValue:
    """The revision in force, the newest one where none is; with ``on`` in the address, that of a day of the past."""
    day = day_asked()
    if day is None:
        return _page(revision)
    then = get_in_force_on(revision.document.code, day)
    access.require(current_actor(), READ, then)
    return _page(then, on=day)


@blueprint.get("/<code:code>/revisions/<int:number>")
@requires(LIST, on=queries.get_revision)
def show_revision(revision: Revision) -> ResponseReturnValue:
    """One revision; whoever may not read it any more is led to the one in force, or told since when there is none."""
    actor = current_actor()
    if not access.can(actor, READ, revision):
        if revision.effective_at is None:  # it never was for everybody
            access.require(actor, READ, revision)
        if revision.document.effective is None:
            raise queries.why_none_in_force(revision.document)
        flash(_("That revision is no longer in force. This is the one in force."), "warning")
        return redirect(url_for("documents.show", code=revision.document.code))
    return _page(revision)


def _page(revision: Revision, *, on: date | None = None) -> str:
    queries.load_surroundings(revision)
    document = revision.document
    trace_view(revision, "viewed")
    kind = kind_of(document)
    return render_template(
        "documents/show.html",
        on=on,
        document=document,
        revision=revision,
        current=document.effective,
        coming=document.approved if revision.is_in_force else None,
        review_due=revision.is_in_force and _asks_for_review(document),
        sees_history=may_look_back(current_actor(), document),
        readable=[each for each in reversed(document.revisions) if access.can(current_actor(), READ, each)],
        body=content.html_of(revision),
        structure=kind.show(revision) if kind else "",
        work_url=kind.url(document) if kind and document.effective else None,
        problems=problems_of(revision) if revision.is_editable else [],
    )


def _asks_for_review(document: Document) -> bool:
    """Whether the reader is the one to answer a periodic review that is due soon, or late."""
    due = document.next_review_on
    soon = due is not None and due <= clock.today() + REMIND_BEFORE[0]
    return soon and access.can(current_actor(), ANSWER_REVIEW, document)


@blueprint.get("/<code:code>/revisions/<int:number>/print")
@requires(READ, on=queries.get_revision)
def print_revision(revision: Revision) -> ResponseReturnValue:
    """The revision on paper: cover, signatures, amendment table, text."""
    trace_view(revision, "printed")
    document = revision.document
    kind = kind_of(document)
    return render_template(
        "documents/print_revision.html",
        document=document,
        revision=revision,
        amendments=_amendments(document, revision),
        body=content.html_of(revision),
        structure=kind.show(revision, for_print=True) if kind and revision.structure else "",
    )


def _amendments(document: Document, revision: Revision) -> list[Revision]:
    """The rows of the amendment table up to this revision: what was once in force, oldest first."""
    return [each for each in document.revisions if each.effective_on and each.number <= revision.number]


@blueprint.get("/<code:code>/revisions/<int:number>/signed.json")
@requires(READ, on=queries.get_revision)
def signed_content(revision: Revision) -> ResponseReturnValue:
    """Exactly what the signatures cover: its SHA-256 is the one beside each signature."""
    if not revision.content_hash:
        raise NotFound(_("Nothing is signed yet."))
    trace_view(revision, "viewed", part="signed")
    return Response(revision.signed_content, mimetype="application/json")


@blueprint.get("/<code:code>/compare")
@requires(READ, on=queries.get_current)
def compare(revision: Revision) -> ResponseReturnValue:
    """Two revisions of a document: the text word by word, the structure as a table."""
    document = revision.document
    readable = [each for each in document.revisions if access.can(current_actor(), READ, each)]
    if len(readable) < 2:
        return render_template("documents/compare.html", document=document, old=None, new=None)
    old, new = _asked(readable, "old", readable[-2]), _asked(readable, "new", readable[-1])
    for each in (old, new):
        trace_view(each, "viewed", part="compare")
    form = CompareForm(formdata=None, old=old.number, new=new.number)
    form.offer(readable)
    kind = kind_of(document)
    return render_template(
        "documents/compare.html",
        document=document,
        form=form,
        old=old,
        new=new,
        text=compared_text(old, new),
        files=compared_files(old, new),
        structure=kind.compare(old, new) if kind else "",
    )


def _asked(readable: list[Revision], name: str, default: Revision) -> Revision:
    asked = request.args.get(name, "")
    return next((each for each in readable if str(each.number) == asked), default)


def trace_view(revision: Revision, act: str, **facts: Any) -> None:
    """Write into the trail that a controlled text was viewed or printed, after the page was made."""
    actor, subject = current_actor(), subject_of(revision)
    facts = {"number": revision.number, "state": revision.state, **facts}
    after_response(lambda: trail.record_apart(f"documents.{act}", subject, actor=actor, facts=facts))
