"""Procedures as BPMN files: handing one out, and reading one into a draft after a look at what was understood."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import ValidationError

from qms.documents.models import Revision
from qms.documents.policy import EDIT, READ
from qms.documents.views.reading import trace_view
from qms.foundation.db import db
from qms.foundation.texts import _, _l, _n
from qms.kernel.errors import NotFound, Refused, Stale
from qms.procedures import bpmn, editing, queries
from qms.procedures.bpmn.tree import LARGEST
from qms.procedures.charts import chart
from qms.procedures.checks import check
from qms.procedures.encoding import StructureUnreadable, from_json, tidy, to_json
from qms.procedures.queries import ProcedureShown
from qms.procedures.structure import Procedure
from qms.procedures.views import blueprint
from qms.procedures.views.editing import DRAFT, keep, steps_url
from qms.web.files import takes_files
from qms.web.forms import BaseForm, HiddenTextField, SeenForm, status
from qms.web.guards import requires
from qms.web.transaction import release

LONGEST_STEPS = 400_000  # characters of the steps as JSON, which travel with the preview


class BpmnForm(BaseForm):
    """A BPMN file; after validation ``understood`` holds what it says."""

    file = FileField(
        _l("BPMN file"),
        description=_l(
            "BPMN 2.0 (.bpmn, .xml). Nothing of the draft changes before you have seen what was understood."
        ),
        render_kw={"accept": ".bpmn,.xml,application/xml,text/xml"},
    )
    understood: bpmn.Understood

    def validate_file(self, field: Any) -> None:
        release()  # reading takes its time and holds no lock
        content = field.data.stream.read(LARGEST + 1) if field.data else b""
        if not content:
            raise ValidationError(_("Choose a file."))
        try:
            self.understood = bpmn.from_bpmn(content)
        except bpmn.BpmnRefused as refusal:
            raise ValidationError(str(refusal.sentence)) from None
        if len(to_json(Procedure(steps=self.understood.steps))) > LONGEST_STEPS:
            raise ValidationError(_("The steps of this file are too long. Divide it into several."))


class TakeStepsForm(SeenForm):
    """The steps that were shown, as canonical JSON."""

    steps = HiddenTextField()


@blueprint.get("/<code:code>/bpmn")
@requires(READ, on=queries.get_in_force)
def download_bpmn(shown: ProcedureShown) -> Response:
    """The procedure in force as a BPMN 2.0 file.

    Raises:
        NotFound: it has no steps.
    """
    document = shown.document
    if not shown.procedure.steps:
        raise NotFound(_l("%(code)s is a document without steps.", code=document.code))
    trace_view(shown.revision, "viewed", part="bpmn")
    content = bpmn.to_bpmn(shown.procedure, code=document.code, title=shown.revision.title)
    answer = Response(content, mimetype="application/xml")
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{document.code.replace('/', '~')}.bpmn"
    )
    return answer


@blueprint.route(f"{DRAFT}/bpmn", methods=["GET", "POST"])
@requires(EDIT, on=queries.get_draft)
@takes_files
def read_bpmn(shown: ProcedureShown) -> ResponseReturnValue:
    """Send a BPMN file and see which steps it makes; nothing is changed yet."""
    if request.method == "GET" and not shown.revision.is_editable:
        flash(
            _("This revision is “%(state)s” and cannot be changed.", state=shown.revision.status.label),
            "warning",
        )
        return redirect(
            url_for("documents.show_revision", code=shown.document.code, number=shown.revision.number)
        )
    form = BpmnForm()
    if form.validate_on_submit():
        return _preview(shown.revision, form.understood.steps, form.understood.doubts)
    return render_template(
        "procedures/read_bpmn.html", shown=shown, revision=shown.revision, form=form
    ), status()


def _preview(
    revision: Revision, steps: Any, doubts: Any, *, is_overtaken: bool = False
) -> ResponseReturnValue:
    procedure = Procedure(steps=steps)
    structure = to_json(procedure)
    form = TakeStepsForm(formdata=None, data={"steps": structure, "seen": revision.version})
    page = render_template(
        "procedures/preview_bpmn.html",
        revision=revision,
        document=revision.document,
        procedure=procedure,
        before=queries.procedure_of(revision.structure),
        doubts=doubts,
        problems=check(procedure),
        form=form,
        flowchart=chart(structure, code=revision.document.code, linked=False),
        is_overtaken=is_overtaken,
    )
    return page, 409 if is_overtaken else 200


@blueprint.post(f"{DRAFT}/bpmn/take")
@requires(EDIT, on=queries.get_draft)
def take_bpmn(shown: ProcedureShown) -> ResponseReturnValue:
    """Let the steps that were shown replace those of the draft."""
    form, revision = TakeStepsForm(), shown.revision
    if form.validate_on_submit():
        with form.refusals():
            steps = _steps_sent(form.steps.data or "")
            try:
                keep(revision, form.version_seen, lambda before: editing.with_steps(before, steps))
            except Stale:
                db.session.rollback()
                return _preview(revision, steps, (), is_overtaken=True)
            count = len(steps)
            flash(
                _n(
                    "%(num)s step replaced those of the draft.",
                    "%(num)s steps replaced those of the draft.",
                    count,
                ),
                "success",
            )
            return redirect(steps_url(revision), 303)
    again = BpmnForm(formdata=None)
    again.form_errors.extend(form.form_errors)
    return render_template("procedures/read_bpmn.html", shown=shown, revision=revision, form=again), 422


def _steps_sent(structure: str) -> Any:
    """The steps of a preview.

    Raises:
        Refused: they are none, or not as they were shown.
    """
    try:
        if len(structure) > LONGEST_STEPS:
            raise StructureUnreadable("", "too long")
        steps = tidy(from_json(structure)).steps
    except StructureUnreadable:
        steps = ()
    if not steps:
        raise Refused(_l("Choose the file again."))
    return steps
