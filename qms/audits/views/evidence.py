"""Photos and files of lines and findings: handed out, and taken from a device one by one."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from qms.audits.forms import SentFilesForm
from qms.audits.models import Line
from qms.audits.operations import recording
from qms.audits.policy import READ_FINDING, READ_NOTES, RECORD
from qms.audits.queries import checklists, evidence
from qms.audits.queries.evidence import FindingFile, LineFile
from qms.audits.views import blueprint
from qms.foundation.texts import _, _l
from qms.kernel.errors import Refused
from qms.web.files import handed_out, takes_files
from qms.web.guards import current_actor, requires


@blueprint.get("/<int:audit_id>/lines/<int:line_id>/files/<int:file_id>")
@requires(READ_NOTES, on=evidence.get_line_file)
def show_line_file(shown: LineFile) -> Response:
    return handed_out(shown.attachment)


@blueprint.get("/<int:audit_id>/findings/<int:finding_id>/files/<int:file_id>")
@requires(READ_FINDING, on=evidence.get_finding_file)
def show_finding_file(shown: FindingFile) -> Response:
    return handed_out(shown.attachment)


@blueprint.post("/<int:audit_id>/lines/<int:line_id>/files")
@requires(RECORD, on=checklists.get_line)
@takes_files
def add_line_files(line: Line) -> ResponseReturnValue:
    """Take what a device kept for a line: a form with ``person``, ``happened_on`` and ``files``.

    Answers ``{"refusal": ""}`` when all of it hangs on the line, perhaps since an earlier sending; else why not.
    """
    if request.form.get("person") != str(current_actor().person_id):
        raise Refused(_l("These notes were written by somebody else; they must sign in to send them."))
    form = SentFilesForm()
    if not form.validate():
        return jsonify(refusal=next(str(error) for errors in form.errors.values() for error in errors))
    if not form.kept:
        return jsonify(refusal=_("Choose at least one file."))
    try:
        recording.add_files(line, form.kept, actor=current_actor(), happened_on=form.happened_on.data)
    except Refused as refusal:
        return jsonify(refusal=str(refusal.message))
    return jsonify(refusal="")
