"""Numbered copies: handing one out, its file, its end, and the register with what must come back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.copies import queries
from qms.copies.forms import EndForm, HandOutForm
from qms.copies.models import PaperCopy
from qms.copies.naming import file_name
from qms.copies.operations import handing_out
from qms.copies.policy import HAND_OUT
from qms.copies.rules import Ending, Stamp
from qms.copies.views import blueprint
from qms.copies.views.paper import trace_handed_out
from qms.documents import queries as documents
from qms.documents.models import Document
from qms.foundation.texts import _
from qms.kernel import clock
from qms.web.files import handed_out_as
from qms.web.forms import status
from qms.web.guards import current_actor, requires
from qms.web.sheets import excel_file


@blueprint.route("/documents/<code:code>/copies/new", methods=["GET", "POST"])
@requires(HAND_OUT, on=documents.get_document)
def hand_out(document: Document) -> ResponseReturnValue:
    """Give out the next numbered copy of what is in force."""
    form = HandOutForm(handed_out_on=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            copy = handing_out.hand_out(
                document,
                holder=form.holder.data or "",
                place=form.place.data or "",
                day=form.handed_out_on.data or clock.today(),
                actor=current_actor(),
            )
            flash(
                _("Copy no. %(number)s is written down. Its PDF is being made.", number=copy.number),
                "success",
            )
            return redirect(url_for("copies.register"), 303)
    return render_template("copies/hand_out.html", form=form, document=document), status()


@blueprint.get("/paper/copies/<int:copy_id>.pdf")
@requires(HAND_OUT, on=queries.get_copy)
def download_copy(copy: PaperCopy) -> ResponseReturnValue:
    """The PDF of a numbered copy, to be printed; while it is being made, the register."""
    printed = queries.find_printed(copy.revision_id, Stamp.CONTROLLED, copy.id)
    if printed is None:
        flash(_("The PDF of this copy is still being made. Try again in a moment."), "info")
        return redirect(url_for("copies.register"))
    trace_handed_out(copy.revision, stamp="copy")
    return handed_out_as(file_name(copy.revision, f"{copy.number:02d}"), printed.file)


@blueprint.route("/paper/copies/<int:copy_id>/end", methods=["GET", "POST"])
@requires(HAND_OUT, on=queries.get_copy)
def end_copy(copy: PaperCopy) -> ResponseReturnValue:
    """Write down how a copy ended."""
    form = EndForm(seen=copy.version, ended_on=clock.today())
    if form.validate_on_submit():
        with form.refusals():
            handing_out.end(
                copy,
                Ending(form.ending.data),
                day=form.ended_on.data or clock.today(),
                note=form.note.data or "",
                actor=current_actor(),
                seen=form.version_seen,
            )
            flash(_("Written down."), "success")
            return redirect(url_for("copies.register"), 303)
    return render_template("copies/end_copy.html", form=form, copy=copy), status()


@blueprint.get("/paper/copies")
@requires(HAND_OUT)
def register() -> ResponseReturnValue:
    """All numbered copies: those to be called back first, then those that are out."""
    return render_template(
        "copies/register.html", copies=queries.list_copies(), today=clock.today(), endings=Ending
    )


@blueprint.get("/paper/copies.xlsx")
@requires(HAND_OUT)
def download_register() -> ResponseReturnValue:
    """The register as a file."""
    heads = [
        _("Code"), _("Issue/amendment"), _("Copy no."), _("Handed out to"), _("Place"), _("Handed out on"),
        _("Back by"), _("Ended on"), _("How it ended"),
    ]  # fmt: skip
    return excel_file(f"ban-kiem-soat-{clock.today()}", heads, _rows())


def _rows() -> Iterator[list[Any]]:
    for each in queries.list_copies():
        days = (each.handed_out_on, each.due_on, each.ended_on)
        first, due, ended = (f"{day:%d/%m/%Y}" if day else "" for day in days)
        how = Ending(each.ending).label if each.ending else ""
        yield [
            each.document.code, each.revision.label, each.number, each.holder, each.place, first, due, ended, how
        ]  # fmt: skip
