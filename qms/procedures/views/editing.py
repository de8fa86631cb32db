"""Writing the structure of a draft: the steps as a list, one step, the facts around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import content
from qms.documents.models import Revision
from qms.documents.operations import writing
from qms.documents.policy import EDIT
from qms.foundation.db import db
from qms.foundation.texts import _, _l
from qms.identity import queries as people
from qms.identity.views.overtaken import Difference
from qms.kernel.errors import NotFound, Refused, Stale
from qms.procedures import editing, queries
from qms.procedures.charts import chart
from qms.procedures.encoding import to_json
from qms.procedures.forms import FactsForm, StepForm, facts_fields, step_fields
from qms.procedures.queries import ProcedureShown, procedure_of
from qms.procedures.structure import END, Procedure, Step
from qms.procedures.views import blueprint
from qms.procedures.wording import PART_NAMES, part_in_words
from qms.web.forms import LineField, SeenForm, fingerprint, required, status
from qms.web.guards import current_actor, requires
from qms.web.transaction import release

DRAFT = "/<code:code>/revisions/<int:number>"


class ListForm(SeenForm):
    """The buttons beside the steps."""


class AddStepForm(SeenForm):
    name = LineField(_l("Name of the new step"), [required()], longest=500)


def get_step_of_draft(code: str, number: int, step_id: str) -> StepOfDraft:
    """A draft's step for the editor.

    Raises:
        NotFound: no such draft in sight, or no such step in it.
    """
    shown = queries.get_draft(code, number)
    if shown.procedure.number_of(step_id) is None:
        raise NotFound(_l("This step is not there any more. Go back to the steps and look again."))
    return StepOfDraft(shown.revision, step_id)


class StepOfDraft:
    """A step of a draft by its id, which stays when steps move."""

    def __init__(self, revision: Revision, step_id: str) -> None:
        self.revision, self.step_id = revision, step_id

    @property
    def procedure(self) -> Procedure:
        return procedure_of(self.revision.structure)

    @property
    def step(self) -> Step:
        return self.procedure.steps[editing.index_of(self.procedure, self.step_id)]

    @property
    def number(self) -> int:
        return editing.index_of(self.procedure, self.step_id) + 1


def steps_url(revision: Revision) -> str:
    """The list of a draft's steps."""
    return url_for("procedures.edit_steps", code=revision.document.code, number=revision.number)


def keep(revision: Revision, seen: int | None, change: Callable[[Procedure], Procedure]) -> None:
    """Change the draft's procedure and keep it, with its texts rendered anew.

    The change is made on what is there now; ``save_draft`` then refuses it as stale if that is not what the
    person saw.
    """
    structure = to_json(change(procedure_of(revision.structure)))
    document, body = revision.document, revision.body
    release()  # rendering takes its time and holds no lock
    rendered = content.rendered_texts(document, body, structure)
    writing.save_draft(revision, actor=current_actor(), seen=seen, structure=structure, rendered=rendered)
    db.session.flush()  # a version that is overtaken shows itself here, where the typed text is at hand


# --- The list of steps --------------------------------------------------------------------------------------


@blueprint.get(f"{DRAFT}/steps")
@requires(EDIT, on=queries.get_draft)
def edit_steps(shown: ProcedureShown) -> ResponseReturnValue:
    if not shown.revision.is_editable:
        return _cannot_be_changed(shown.revision)
    return _steps_page(shown)


def _steps_page(shown: ProcedureShown, form: AddStepForm | None = None) -> str:
    revision = shown.revision
    return render_template(
        "procedures/edit_steps.html",
        revision=revision,
        document=revision.document,
        procedure=procedure_of(revision.structure),
        problems=writing.problems_of(revision),
        form=form or AddStepForm(formdata=None),
        flowchart=chart(revision.structure, code=revision.document.code, linked=False),
    )


def _cannot_be_changed(revision: Revision) -> ResponseReturnValue:
    flash(_("This revision is “%(state)s” and cannot be changed.", state=revision.status.label), "warning")
    return redirect(url_for("documents.show_revision", code=revision.document.code, number=revision.number))


@blueprint.post(f"{DRAFT}/steps")
@requires(EDIT, on=queries.get_draft)
def add_step(shown: ProcedureShown) -> ResponseReturnValue:
    """A new step at the end, or behind the one that is named."""
    form = AddStepForm()
    revision, made = shown.revision, list[Step]()

    def change(procedure: Procedure) -> Procedure:
        changed, step = editing.with_step_added(
            procedure, name=form.name.data or "", after=request.form.get("after", "")
        )
        made.append(step)
        return changed

    if form.validate_on_submit():
        try:
            with form.refusals():
                keep(revision, form.version_seen, change)
                flash(_("The step was added. Say who does it and how long it takes."), "success")
                return redirect(_step_url(revision, made[0].id), 303)
        except Stale:
            return _list_moved_on(revision, form)
    return _steps_page(shown, form), 422


def _step_url(revision: Revision, step_id: str) -> str:
    return url_for(
        "procedures.edit_step", code=revision.document.code, number=revision.number, step_id=step_id
    )


def _list_moved_on(revision: Revision, form: AddStepForm | None = None) -> ResponseReturnValue:
    db.session.rollback()
    flash(_conflict_sentence(revision), "warning")
    return _steps_page(ProcedureShown(revision, procedure_of(revision.structure)), form), 409


def _conflict_sentence(revision: Revision) -> str:
    name = revision.last_editor.name if revision.last_editor else "–"
    return _(
        "%(name)s changed this draft meanwhile. Below is how it stands now; look again, then go on.",
        name=name,
    )


@blueprint.post(f"{DRAFT}/steps/<step_id>/move")
@requires(EDIT, on=get_step_of_draft)
def move_step(place: StepOfDraft) -> ResponseReturnValue:
    """One place up or down."""
    form = ListForm()
    by = -1 if request.form.get("to") == "up" else 1
    try:
        keep(
            place.revision,
            form.version_seen,
            lambda procedure: editing.with_step_moved(procedure, place.step_id, by=by),
        )
    except Stale:
        return _list_moved_on(place.revision)
    return redirect(f"{steps_url(place.revision)}#{place.step_id}", 303)


@blueprint.route(f"{DRAFT}/steps/<step_id>/remove", methods=["GET", "POST"])
@requires(EDIT, on=get_step_of_draft)
def remove_step(place: StepOfDraft) -> ResponseReturnValue:
    if request.method == "GET" and not place.revision.is_editable:
        return _cannot_be_changed(place.revision)
    form = ListForm(seen=place.revision.version)
    if form.validate_on_submit():
        try:
            with form.refusals():
                keep(
                    place.revision,
                    form.version_seen,
                    lambda each: editing.with_step_removed(each, place.step_id),
                )
                flash(_("The step was removed; what led to it now leads on."), "success")
                return redirect(steps_url(place.revision), 303)
        except Stale:
            return _list_moved_on(place.revision)
    return render_template(
        "procedures/remove_step.html", place=place, revision=place.revision, form=form
    ), status()


# --- One step -------------------------------------------------------------------------------------------------


@blueprint.get(f"{DRAFT}/steps/<step_id>")
@requires(EDIT, on=get_step_of_draft)
def edit_step(place: StepOfDraft) -> ResponseReturnValue:
    if not place.revision.is_editable:
        return _cannot_be_changed(place.revision)
    opened_on = {"seen": place.revision.version, "was": _mark_of_step(place.step)}
    form = StepForm(formdata=None, data={**step_fields(place.step), **opened_on})
    return _step_page(place, form)


def _mark_of_step(step: Step) -> str:
    return fingerprint(to_json(Procedure(steps=(step,))))


def _step_page(place: StepOfDraft, form: StepForm, *, theirs: Step | None = None) -> str:
    form.offer_targets(place.procedure, place.step)
    parties = {step.responsible.name for step in place.procedure.steps if step.responsible}
    known = (
        parties
        | {unit.name for unit in people.list_units()}
        | {each.name for each in people.list_positions()}
    )
    return render_template(
        "procedures/edit_step.html",
        place=place,
        revision=place.revision,
        document=place.revision.document,
        form=form,
        parties=sorted(known),
        changed=_last_change(place.revision) if theirs else None,
        differences=_step_differences(place, theirs, form.step(place.step_id)) if theirs else None,
    )


def _last_change(revision: Revision) -> dict[str, object]:
    return {
        "actor_name": revision.last_editor.name if revision.last_editor else "–",
        "at": revision.edited_at,
    }


def _step_differences(place: StepOfDraft, theirs: Step, mine: Step) -> list[Difference]:
    """As ``_differences``, with the ways on by the numbers of the steps they lead to."""
    found = _differences(replace(theirs, exits=()), replace(mine, exits=()))
    ways = [_ways_in_words(place.procedure, step) for step in (theirs, mine)]
    return found if theirs.exits == mine.exits else [*found, Difference(str(PART_NAMES["exits"]), *ways)]


def _ways_in_words(procedure: Procedure, step: Step) -> str:
    return "; ".join(
        " – ".join(
            part
            for part in (
                exit_.condition,
                _("End") if exit_.to == END else _("Step %(number)s", number=procedure.number_of(exit_.to)),
            )
            if part
        )
        for exit_ in step.exits
    )


def _differences(theirs: Step | Procedure, mine: Step | Procedure) -> list[Difference]:
    """Where what stands now and what was typed differ, in words."""
    pairs = [(each.name, getattr(theirs, each.name), getattr(mine, each.name)) for each in fields(theirs)]
    return [
        Difference(str(PART_NAMES[name]), part_in_words(one), part_in_words(other))
        for name, one, other in pairs
        if one != other
    ]


@blueprint.post(f"{DRAFT}/steps/<step_id>")
@requires(EDIT, on=get_step_of_draft)
def save_step(place: StepOfDraft) -> ResponseReturnValue:
    form = StepForm()
    if "more" in request.form:
        form.exits.append_entry({"to": "", "condition": ""})
        return _step_page(place, form)
    form.offer_targets(place.procedure, place.step)
    if form.validate_on_submit():
        try:
            with form.refusals():
                _refuse_nowhere(place, form)
                keep(
                    place.revision,
                    form.version_decided_on(place.revision.version, _mark_of_step(place.step)),
                    lambda each: editing.with_step(each, form.step(place.step_id)),
                )
                flash(_("Step %(number)s was saved.", number=place.number), "success")
                return redirect(_after_step(place), 303)
        except Stale:
            db.session.rollback()
            form.seen.data, form.was.data = str(place.revision.version), _mark_of_step(place.step)
            return _step_page(place, form, theirs=place.step), 409
    return _step_page(place, form), 422


def _refuse_nowhere(place: StepOfDraft, form: StepForm) -> None:
    """A way on leads to a step that is there, or to the end."""
    for row in form.exits:
        if row.to.data and row.to.data != "end" and place.procedure.number_of(row.to.data) is None:
            raise Refused(
                _l("A way on leads to a step that is not there: choose another one."), field="exits"
            )


def _after_step(place: StepOfDraft) -> str:
    if "then_next" in request.form and place.number < len(place.procedure.steps):
        return _step_url(place.revision, place.procedure.steps[place.number].id)
    return f"{steps_url(place.revision)}#{place.step_id}"


# --- The facts around the steps -------------------------------------------------------------------------------


@blueprint.get(f"{DRAFT}/facts")
@requires(EDIT, on=queries.get_draft)
def edit_facts(shown: ProcedureShown) -> ResponseReturnValue:
    if not shown.revision.is_editable:
        return _cannot_be_changed(shown.revision)
    opened_on = {"seen": shown.revision.version, "was": _mark_of_facts(shown.procedure)}
    form = FactsForm(formdata=None, data={**facts_fields(shown.procedure), **opened_on})
    return _facts_page(shown.revision, form)


def _mark_of_facts(procedure: Procedure) -> str:
    return fingerprint(to_json(replace(procedure, steps=())))


def _facts_page(revision: Revision, form: FactsForm, *, conflict: bool = False) -> str:
    procedure = procedure_of(revision.structure)
    form.offer_steps(procedure)
    return render_template(
        "procedures/edit_facts.html",
        revision=revision,
        document=revision.document,
        form=form,
        changed=_last_change(revision) if conflict else None,
        differences=_differences(procedure, form.procedure(procedure)) if conflict else None,
    )


@blueprint.post(f"{DRAFT}/facts")
@requires(EDIT, on=queries.get_draft)
def save_facts(shown: ProcedureShown) -> ResponseReturnValue:
    form, revision = FactsForm(), shown.revision
    form.offer_steps(shown.procedure)
    if form.validate_on_submit():
        try:
            with form.refusals():
                seen = form.version_decided_on(revision.version, _mark_of_facts(shown.procedure))
                keep(revision, seen, form.procedure)
                flash(_("Saved."), "success")
                more = "more_rows" in request.form
                return redirect(
                    url_for("procedures.edit_facts", code=revision.document.code, number=revision.number)
                    if more
                    else steps_url(revision),
                    303,
                )
        except Stale:
            db.session.rollback()
            form.seen.data = str(revision.version)
            form.was.data = _mark_of_facts(procedure_of(revision.structure))
            return _facts_page(revision, form, conflict=True), 409
    return _facts_page(revision, form), 422
