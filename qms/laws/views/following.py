"""Following changes of law: the list, how far each is answered, the proof on paper, signing an answer."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from qms.foundation import trail
from qms.foundation.texts import _
from qms.kernel import clock
from qms.laws import queries
from qms.laws.forms import AnswerForm
from qms.laws.models import Change, ChangeTask
from qms.laws.operations import answering
from qms.laws.operations.announcing import subject_of
from qms.laws.policy import ANSWER, READ
from qms.laws.rules import TaskState
from qms.laws.views import blueprint
from qms.web.forms import status
from qms.web.guards import current_actor, requires
from qms.web.transaction import after_response


@blueprint.get("/changes")
@requires(READ)
def changes() -> ResponseReturnValue:
    return render_template("laws/changes.html", changes=queries.list_changes(), today=clock.today())


@blueprint.get("/changes/<int:change_id>")
@requires(READ, on=queries.get_change)
def show_change(change: Change) -> ResponseReturnValue:
    mine = current_actor().person_id
    tasks = sorted(change.tasks, key=lambda each: (each.document.owner_id != mine, each.document.code))
    return render_template("laws/show_change.html", change=change, tasks=tasks, today=clock.today())


@blueprint.get("/changes/<int:change_id>/print")
@requires(READ, on=queries.get_change)
def print_change(change: Change) -> ResponseReturnValue:
    actor, subject = current_actor(), subject_of(change.text)
    after_response(lambda: trail.record_apart("laws.proof_printed", subject, actor=actor))
    return render_template("laws/print_change.html", change=change, today=clock.today())


@blueprint.route("/tasks/<int:task_id>/answer", methods=["GET", "POST"])
@requires(ANSWER, on=queries.get_task)
def answer(task: ChangeTask) -> ResponseReturnValue:
    """Sign that the document needs no change."""
    form, back = AnswerForm(seen=task.version), url_for("laws.show_change", change_id=task.change_id)
    if form.validate_on_submit():
        with form.refusals():
            answering.no_change_needed(
                task,
                actor=current_actor(),
                reason=form.reason.data,
                password=form.password.data or "",
                seen=form.version_seen,
            )
            flash(_("Signed: %(code)s needs no change.", code=task.document.code), "success")
            return redirect(back, 303)
    elif task.state != TaskState.OPEN:
        flash(_("This was answered already."), "warning")
        return redirect(back)
    return render_template("laws/answer.html", task=task, form=form, back=back), status()
