"""The checklist: made, changed, walked through line by line; where auditors disagree, decided."""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.audits.forms import (
    BuildForm,
    LineForm,
    NoteForm,
    TemplateForm,
    WalkForm,
    document_choices,
    unit_choices,
)
from qms.audits.models import Audit, Line, Note
from qms.audits.operations import checking, recording
from qms.audits.operations.recording import Written
from qms.audits.policy import PREPARE, RECORD, SETTLE
from qms.audits.queries import auditing, checklists, evidence
from qms.audits.rules.auditing import Verb
from qms.audits.rules.lines import Result
from qms.audits.views import blueprint
from qms.audits.views.turns import led_away, while_possible
from qms.documents.forms import split_clauses
from qms.documents.queries import list_by_ids as documents_by_ids
from qms.foundation.house import house
from qms.foundation.texts import _, _l
from qms.identity import queries as people
from qms.kernel.paging import page_number
from qms.web.files import takes_files
from qms.web.forms import options, status
from qms.web.guards import current_actor, requires


@blueprint.get("/<int:audit_id>/checklist")
@requires(PREPARE, on=auditing.get_audit)
def checklist(audit: Audit) -> ResponseReturnValue:
    page = checklists.page_of_lines(audit, page_number(request.args.get("page")))
    return render_template(
        "audits/checklist.html",
        audit=audit,
        page=page,
        files=evidence.files_of(audit),
        counts=checklists.counts_of(audit),
    )


@blueprint.route("/<int:audit_id>/checklist/build", methods=["GET", "POST"])
@requires(PREPARE, on=auditing.get_audit)
@while_possible(Verb.PREPARE)
def build_checklist(audit: Audit) -> ResponseReturnValue:
    is_first = checklists.count_lines(audit) == 0
    form = BuildForm(
        unit=audit.units[0].unit_id if len(audit.units) == 1 else None,
        clauses=", ".join(audit.clauses) if is_first else "",
        documents=[each.document_id for each in audit.in_scope] if is_first else [],
    )
    form.unit.choices = unit_choices((each.unit for each in audit.units), empty=_("The audit as a whole"))
    form.documents.choices = document_choices(audit.documents)
    former = checklists.list_former(audit)
    form.former.choices = options(
        ("", _("None")), *((each.id, f"{each.code} {each.title}") for each in former)
    )
    templates = checklists.list_templates()
    form.template.choices = options(("", _("None")), *((each.id, each.name) for each in templates))
    if form.validate_on_submit():
        with form.refusals():
            count = checking.build(
                audit,
                actor=current_actor(),
                unit=people.get_unit(form.unit.data) if form.unit.data else None,
                clauses=split_clauses(form.clauses.data),
                documents=documents_by_ids(form.documents.data or ()),
                former=auditing.get_audit(form.former.data) if form.former.data else None,
                template=checklists.find_template(form.template.data) if form.template.data else None,
            )
            flash(_("%(count)s lines were added.", count=count), "success")
            return redirect(url_for("audits.checklist", audit_id=audit.id), 303)
    return render_template("audits/build_checklist.html", audit=audit, form=form), status()


@blueprint.route("/<int:audit_id>/checklist/new", methods=["GET", "POST"])
@requires(PREPARE, on=auditing.get_audit)
@while_possible(Verb.PREPARE)
def add_line(audit: Audit) -> ResponseReturnValue:
    form = LineForm(unit=audit.units[0].unit_id if len(audit.units) == 1 else None)
    form.unit.choices = unit_choices((each.unit for each in audit.units), empty=_("The audit as a whole"))
    if form.validate_on_submit():
        with form.refusals():
            checking.add_line(
                audit,
                actor=current_actor(),
                unit=people.get_unit(form.unit.data) if form.unit.data else None,
                clause=form.clause.data or "",
                question=form.question.data,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("audits.checklist", audit_id=audit.id), 303)
    return render_template("audits/add_line.html", audit=audit, form=form), status()


def _place_of(line: Line) -> str:
    """The address of the line on its page of the checklist."""
    page = checklists.page_with(line)
    return url_for("audits.checklist", audit_id=line.audit_id, page=page, _anchor=f"line-{line.id}")


@blueprint.post("/<int:audit_id>/lines/<int:line_id>/drop")
@requires(PREPARE, on=checklists.get_line)
def drop_line(line: Line) -> ResponseReturnValue:
    checking.drop_line(line, actor=current_actor())
    flash(_("The line was taken out."), "success")
    return redirect(url_for("audits.checklist", audit_id=line.audit_id), 303)


@blueprint.post("/<int:audit_id>/lines/<int:line_id>/move")
@requires(PREPARE, on=checklists.get_line)
def move_line(line: Line) -> ResponseReturnValue:
    checking.move_line(line, actor=current_actor(), up=request.form.get("to") == "up")
    return redirect(_place_of(line), 303)


@blueprint.route("/<int:audit_id>/checklist/template", methods=["GET", "POST"])
@requires(PREPARE, on=auditing.get_audit)
def keep_template(audit: Audit) -> ResponseReturnValue:
    form = TemplateForm()
    if form.validate_on_submit():
        with form.refusals():
            checking.keep_template(audit, actor=current_actor(), name=form.name.data)
            flash(_("Saved."), "success")
            return redirect(url_for("audits.checklist", audit_id=audit.id), 303)
    return render_template("audits/keep_template.html", audit=audit, form=form), status()


# --- The walk-through -------------------------------------------------------------------------------------------


@blueprint.get("/<int:audit_id>/walk")
@requires(RECORD, on=auditing.get_audit)
@while_possible(Verb.RECORD)
def begin_walk(audit: Audit) -> ResponseReturnValue:
    first = checklists.first_to_assess(audit.id)
    if first is None:
        return led_away(_l("The checklist has no line yet."), audit)
    return redirect(url_for("audits.walk", audit_id=audit.id, line_id=first))


@blueprint.route("/<int:audit_id>/walk/<int:line_id>", methods=["GET", "POST"])
@requires(RECORD, on=checklists.get_line)
@while_possible(Verb.RECORD)
@takes_files
def walk(line: Line) -> ResponseReturnValue:
    mine = latest_of(line, current_actor().person_id)
    form = WalkForm(
        **_said(mine),
        bases=" ".join(note.client_id for note in notes_seen(line, mine)),
        client_id=_new_name(),
    )
    lines = checklists.list_ids(line.audit_id)
    at = lines.index(line.id) if line.id in lines else 0
    if form.validate_on_submit():
        with form.refusals():
            _record(line, form)
            following = lines[at + 1] if at + 1 < len(lines) else line.id
            return redirect(url_for("audits.walk", audit_id=line.audit_id, line_id=following), 303)
    return (
        render_template(
            "audits/walk.html",
            audit=line.audit,
            line=line,
            lines=lines,
            at=at,
            form=form,
            others=[note for note in line.standing if note is not mine],
            counts=checklists.counts_of(line.audit),
            attached=evidence.files_of_line(line),
            largest=house().config.largest_file,
            files=url_for("static", version=current_app.extensions["qms.assets"].version, filename=""),
        ),
        status(),
    )


def _record(line: Line, form: WalkForm) -> None:
    """The note, the photos, or both."""
    written, actor = _written(form), current_actor()
    if written.says or not form.kept:
        recording.record(line, written, actor=actor)
    if form.kept:
        recording.add_files(line, form.kept, actor=actor, happened_on=written.happened_on)


def latest_of(line: Line, person_id: int | None) -> Note | None:
    """The standing note of this person, if they have one."""
    return next((note for note in reversed(line.standing) if note.person_id == person_id), None)


def notes_seen(line: Line, mine: Note | None) -> list[Note]:
    """What a new note is written over: one's own, or the lead's decision; another auditor's stays beside it."""
    if mine is not None:
        return [mine]
    return [note for note in line.standing if len(note.bases) > 1]


def _said(note: Note | None) -> dict[str, Any]:
    names = ("result", "text", "evidence", "record_number", "asked", "happened_on")
    return {name: getattr(note, name) for name in names} if note else {}


def _new_name() -> str:
    return secrets.token_urlsafe(16)


def _written(form: NoteForm) -> Written:
    return Written(
        client_id=(form.client_id.data or _new_name())[:64],
        result=Result(form.result.data),
        text=form.text.data or "",
        evidence=form.evidence.data or "",
        record_number=form.record_number.data or "",
        asked=form.asked.data or "",
        happened_on=form.happened_on.data,
        bases=tuple((form.bases.data or "").split()),
    )


@blueprint.route("/<int:audit_id>/lines/<int:line_id>/settle", methods=["GET", "POST"])
@requires(SETTLE, on=checklists.get_line)
def settle_line(line: Line) -> ResponseReturnValue:
    if request.method == "GET" and not line.is_disputed:
        return led_away(_l("There is nothing to decide on this line."), line.audit)
    form = NoteForm()
    if form.validate_on_submit():
        with form.refusals():
            recording.settle(line, _written(form), actor=current_actor())
            flash(_("Decided."), "success")
            return redirect(_place_of(line), 303)
    return (
        render_template(
            "audits/settle_line.html",
            audit=line.audit,
            line=line,
            form=form,
            attached=evidence.files_of_line(line),
        ),
        status(),
    )
