"""Reading: a nonconformity's page, its files, adding files, the printed form."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from qms.foundation import trail
from qms.foundation.subjects import shown_to
from qms.foundation.texts import _
from qms.kernel import clock
from qms.nonconformities import queries, rules
from qms.nonconformities.forms import FilesForm
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.operations.announcing import hold, subject_of
from qms.nonconformities.operations.reporting import add_files as hang_files
from qms.nonconformities.policy import ADD_FILES, READ
from qms.nonconformities.queries import FileShown
from qms.nonconformities.views import blueprint
from qms.nonconformities.views.turns import done
from qms.web.files import handed_out, takes_files
from qms.web.forms import status
from qms.web.guards import current_actor, requires
from qms.web.transaction import after_response


@blueprint.get("/<nonconformity_code>")
@requires(READ, on=queries.get_nonconformity)
def show(nonconformity: Nonconformity) -> ResponseReturnValue:
    return render_template(
        "nonconformities/show.html",
        nonconformity=nonconformity,
        files=queries.files_of(nonconformity),
        today=clock.today(),
        source_url=_source_url(nonconformity),
        allows=lambda verb: rules.allows(nonconformity.status, rules.Verb(verb)),
    )


def _source_url(nonconformity: Nonconformity) -> str:
    """The page of what it was found in, for those who may open it."""
    kind = "document" if nonconformity.source_kind == "step" else nonconformity.source_kind
    if kind == "page":
        return nonconformity.source_url
    found = shown_to(current_actor(), [(kind, nonconformity.source_id)])
    return nonconformity.source_url if found else ""


@blueprint.get("/<nonconformity_code>/print")
@requires(READ, on=queries.get_nonconformity)
def print_form(nonconformity: Nonconformity) -> ResponseReturnValue:
    actor, subject = current_actor(), subject_of(nonconformity)
    after_response(lambda: trail.record_apart("nonconformities.printed", subject, actor=actor))
    return render_template(
        "nonconformities/print_form.html",
        nonconformity=nonconformity,
        files=queries.files_of(nonconformity),
    )


@blueprint.get("/<nonconformity_code>/files/<int:file_id>")
@requires(READ, on=queries.get_file)
def show_file(shown: FileShown) -> Response:
    return handed_out(shown.attachment)


@blueprint.route("/<nonconformity_code>/files", methods=["GET", "POST"])
@requires(ADD_FILES, on=queries.get_nonconformity)
@takes_files
def add_files(nonconformity: Nonconformity) -> ResponseReturnValue:
    form = FilesForm()
    if form.validate_on_submit():
        if form.kept:
            hold(nonconformity)
            hang_files(nonconformity, form.kept, actor=current_actor())
            return done(nonconformity, _("The files were added."), "files")
        form.files.errors = [*form.files.errors, _("Choose at least one file.")]
    return render_template("nonconformities/add_files.html", nonconformity=nonconformity, form=form), status()
