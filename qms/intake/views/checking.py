"""One file: the original beside what was understood of it, to be corrected and confirmed."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import content
from qms.documents import queries as documents
from qms.documents.models import DocumentType
from qms.documents.queries import list_types
from qms.foundation.texts import _, _l
from qms.identity import queries as people
from qms.intake import queries
from qms.intake.blocks import Block, from_plain
from qms.intake.forms import ReviewForm, by_importance, review_fields
from qms.intake.models import IncomingFile
from qms.intake.operations import deciding
from qms.intake.policy import CHECK
from qms.intake.reading import Reading, from_json
from qms.intake.rules import MOST_SHOWN, State, Verb, can_move
from qms.intake.showing import spans
from qms.intake.views import blueprint
from qms.kernel.errors import NotFound, Refused
from qms.web.files import handed_out
from qms.web.forms import SeenForm, number_or_none, options, status
from qms.web.guards import current_actor, requires
from qms.web.transaction import release


@blueprint.get("/<int:file_id>")
@requires(CHECK, on=queries.get_file)
def show(file: IncomingFile) -> ResponseReturnValue:
    """The page of a file: to be compared and confirmed while it waits for that, else what became of it."""
    if file.status is State.TO_CHECK:
        reading = from_json(file.reading)
        return _review_page(file, reading, _form(file, reading, _fields(reading)))
    kept = queries.content_of(file) is not None
    return render_template("intake/show.html", file=file, verbs=_verbs(file), kept=kept)


@blueprint.route("/<int:file_id>/confirm", methods=["GET", "POST"])
@requires(CHECK, on=queries.get_file)
def confirm(file: IncomingFile) -> ResponseReturnValue:
    """Make the draft of what a person has corrected; by itself the address leads to the page of the file."""
    if request.method != "POST" or file.status is not State.TO_CHECK:
        return redirect(url_for("intake.show", file_id=file.id), 303 if request.method == "POST" else 302)
    reading = from_json(file.reading)
    form = _form(file, reading, None)
    if form.validate_on_submit():
        with form.refusals():
            return _confirmed(file, reading, form)
    return _review_page(file, reading, form), status()


def _form(file: IncomingFile, reading: Reading, said: dict[str, Any] | None) -> ReviewForm:
    form = ReviewForm(seen=file.version, data=said)
    _offer(form, reading)
    return form


def _fields(reading: Reading) -> dict[str, Any]:
    found = people.find_unit_named(reading.unit) if reading.unit else None
    return review_fields(reading, found.id if found else None)


def _offer(form: ReviewForm, reading: Reading) -> None:
    """The organisation's own types and units; rows only for the steps that there are."""
    form.type.choices = options(*((type.key, type.name) for type in list_types()))
    units = ((str(unit.id), unit.name) for unit in people.list_units())
    form.unit.choices = options(("", _l("–")), *units)
    while len(form.steps) > len(reading.procedure.steps):
        form.steps.pop_entry()


def _confirmed(file: IncomingFile, before: Reading, form: ReviewForm) -> ResponseReturnValue:
    reading = form.reading(before)
    type = _type(form)
    texts = content.texts_of(type, reading.body, deciding.structure_in(reading, type))
    release()  # rendering takes its time and holds no lock
    rendered = content.rendered(texts)
    unit_id = number_or_none(form.unit.data)
    actor = current_actor()
    assert actor.person_id is not None
    revision = deciding.confirm(
        file,
        reading,
        type=_type(form),
        unit=people.get_unit(unit_id) if unit_id else None,
        rendered=rendered,
        author=people.get_person(actor.person_id),
        actor=actor,
        seen=form.version_seen,
    )
    flash(
        _(
            "The draft %(name)s is made. Go through it once more, then send it for review.",
            name=revision.name,
        ),
        "success",
    )
    return redirect(
        url_for("documents.show_revision", code=revision.document.code, number=revision.number), 303
    )


def _type(form: ReviewForm) -> DocumentType:
    found = documents.find_type(form.type.data or "")
    if found is None:
        raise Refused(_l("Choose a document type."), field="type")
    return found


def _review_page(file: IncomingFile, reading: Reading, form: ReviewForm) -> str:
    blocks: tuple[Block, ...] = from_plain(json.loads(file.original))
    document = documents.find_document(form.code.data or "")
    return render_template(
        "intake/review.html",
        file=file,
        reading=reading,
        form=form,
        doubts=by_importance(reading.doubts),
        blocks=blocks[:MOST_SHOWN],
        more=max(0, len(blocks) - MOST_SHOWN),
        spans=spans,
        there=document,
        verbs=_verbs(file),
    )


def _verbs(file: IncomingFile) -> set[Verb]:
    return {verb for verb in Verb if can_move(file.status, verb)}


@blueprint.get("/<int:file_id>/original")
@requires(CHECK, on=queries.get_file)
def show_original(file: IncomingFile) -> Response:
    """The file as it came."""
    found = queries.content_of(file)
    if found is None:
        raise NotFound(_l("This file was not kept."))
    return handed_out(found)


@blueprint.post("/<int:file_id>/drop")
@requires(CHECK, on=queries.get_file)
def drop(file: IncomingFile) -> ResponseReturnValue:
    form = SeenForm()
    deciding.drop(file, actor=current_actor(), seen=form.version_seen)
    flash(_("The file is put aside. Nothing was made of it."), "success")
    return redirect(url_for("intake.index"), 303)


@blueprint.post("/<int:file_id>/again")
@requires(CHECK, on=queries.get_file)
def read_again(file: IncomingFile) -> ResponseReturnValue:
    form = SeenForm()
    deciding.read_again(file, actor=current_actor(), seen=form.version_seen)
    flash(_("The file is read again."), "success")
    return redirect(url_for("intake.index"), 303)
