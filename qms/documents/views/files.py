"""Files of revisions: handing them out, and adding and removing them while the revision is a draft."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import queries
from qms.documents.forms import EnclosuresForm
from qms.documents.models import Revision
from qms.documents.operations import enclosing
from qms.documents.policy import EDIT, READ
from qms.documents.queries.files import FileShown, get_file, get_file_of
from qms.documents.rules import Verb
from qms.documents.structures import kind_of
from qms.documents.views import blueprint
from qms.documents.views.reading import trace_view
from qms.documents.views.turns import while_possible
from qms.foundation.texts import _
from qms.web.files import handed_out, takes_files
from qms.web.forms import status
from qms.web.guards import current_actor, requires


@blueprint.get("/<code:code>/files/<file_name>")
@requires(READ, on=get_file)
def show_file(shown: FileShown) -> Response:
    """A file of the revision in force, whichever that is: the address of a form stays the same."""
    return _handed_out(shown)


@blueprint.get("/<code:code>/revisions/<int:number>/files/<file_name>")
@requires(READ, on=get_file_of)
def show_revision_file(shown: FileShown) -> Response:
    """A file of one revision, for those who may read that."""
    return _handed_out(shown)


def _handed_out(shown: FileShown) -> Response:
    answer = handed_out(shown.attachment)
    trace_view(shown.revision, "downloaded", file=shown.file.name, hash=shown.file.hash)
    return answer


@blueprint.route("/<code:code>/revisions/<int:number>/files", methods=["GET", "POST"])
@requires(EDIT, on=queries.get_revision)
@while_possible(Verb.EDIT)
@takes_files
def edit_files(revision: Revision) -> ResponseReturnValue:
    """The files of a draft: what there is, and a form for more."""
    form = EnclosuresForm()
    if form.validate_on_submit():
        if form.kept:
            with form.refusals():
                enclosing.add_files(revision, form.kept, actor=current_actor())
                flash(_("The files were added."), "success")
                return redirect(_files_url(revision), 303)
        else:
            form.files.errors = [*form.files.errors, _("Choose at least one file.")]
    kind = kind_of(revision.document)
    return render_template(
        "documents/edit_files.html",
        revision=revision,
        document=revision.document,
        form=form,
        other_pages=kind.edit_pages(revision) if kind else (),
    ), status()


@blueprint.post("/<code:code>/revisions/<int:number>/files/remove")
@requires(EDIT, on=queries.get_revision)
def remove_file(revision: Revision) -> ResponseReturnValue:
    name = request.form.get("name", "")
    enclosing.remove_file(revision, name, actor=current_actor())
    flash(_("“%(name)s” was removed from the draft.", name=name), "success")
    return redirect(_files_url(revision), 303)


def _files_url(revision: Revision) -> str:
    return url_for("documents.edit_files", code=revision.document.code, number=revision.number)
