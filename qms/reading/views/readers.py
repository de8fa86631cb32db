"""A document's readers: who confirmed when, as a list, on paper and as files; whom it concerns; its questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents.models import Document, Revision
from qms.documents.queries import get_document
from qms.foundation.texts import _, _n
from qms.identity import queries as people
from qms.kernel import clock
from qms.procedures.queries import procedure_in
from qms.reading import rules
from qms.reading.forms import AudienceForm, QuestionsForm, ReadersForm
from qms.reading.models import Audience
from qms.reading.operations import keeping
from qms.reading.operations.keeping import Wanted
from qms.reading.policy import KEEP_AUDIENCE, SEE_READERS
from qms.reading.queries import audiences, coverage
from qms.reading.queries.coverage import DutyLine
from qms.reading.rules import FIRST_PASS_MARK, Responsible, Standing
from qms.reading.views import blueprint
from qms.reading.views.overseeing import in_pages
from qms.web.forms import number_or_none, options, status
from qms.web.guards import current_actor, requires
from qms.web.sheets import csv_file, excel_file
from qms.web.templating import moment


@blueprint.get("/documents/<code:code>/readers")
@requires(SEE_READERS, on=get_document)
def show_readers(document: Document) -> ResponseReturnValue:
    """Who is asked to read the document, and who has confirmed when."""
    lines = _lines(document)
    form = ReadersForm(formdata=None, standing=_standing() or "", unit=_unit())
    form.unit.choices = options(("", _("All units")), *((each.id, each.name) for each in people.list_units()))
    once_in_force = [each for each in reversed(document.revisions) if each.effective_at]
    return render_template(
        "reading/show_readers.html",
        document=document,
        filter_form=form,
        chosen=sum((_standing() is not None, _unit() is not None)),
        page=in_pages(lines),
        count=coverage.count_of(lines),
        audience=audiences.find_audience(document.id),
        revisions=once_in_force,
        confirmed=coverage.count_confirmations([each.id for each in once_in_force]),
    )


def _lines(document: Document) -> list[DutyLine]:
    units = None
    if (unit := _unit()) is not None:
        units = rules.with_those_below({unit}, people.unit_parents())
    lines = coverage.of_document(document.id, clock.today(), unit_ids=units)
    return [line for line in lines if _standing() in (None, line.standing)]


def _standing() -> Standing | None:
    asked = request.args.get("standing", "")
    return Standing(asked) if asked in set(Standing) else None


def _unit() -> int | None:
    return number_or_none(request.args.get("unit"))


@blueprint.get("/documents/<code:code>/readers.csv")
@requires(SEE_READERS, on=get_document)
def download_readers_csv(document: Document) -> Response:
    return csv_file(_file_name(document), _heads(), _cells(document))


@blueprint.get("/documents/<code:code>/readers.xlsx")
@requires(SEE_READERS, on=get_document)
def download_readers_excel(document: Document) -> Response:
    return excel_file(_file_name(document), _heads(), _cells(document))


def _file_name(document: Document) -> str:
    return f"da-doc-{document.code}-{clock.today()}"


def _heads() -> list[str]:
    return [
        _("Name"), _("Position"), _("Unit"), _("Issue/amendment"), _("Asked on"), _("Due on"), _("State"),
        _("Confirmed at"),
    ]  # fmt: skip


def _cells(document: Document) -> Iterator[list[Any]]:
    for line in _lines(document):
        yield [
            line.name,
            line.position,
            line.unit,
            line.label,
            line.asked_on.strftime("%d/%m/%Y"),
            line.due_on.strftime("%d/%m/%Y"),
            str(line.standing.label),
            moment(line.confirmed_at) if line.confirmed_at else "",
        ]


@blueprint.get("/documents/<code:code>/record")
@requires(SEE_READERS, on=get_document)
def print_record(document: Document) -> ResponseReturnValue:
    """What an inspector is shown: everybody who confirmed a revision, and who is still to."""
    revision = _asked_revision(document)
    left = []
    if revision is not None and revision.is_in_force:
        lines = coverage.of_document(document.id, clock.today())
        left = [line for line in lines if line.standing is not Standing.CONFIRMED]
    return render_template(
        "reading/print_record.html",
        document=document,
        revision=revision,
        confirmations=coverage.confirmations_of(revision.id) if revision else [],
        left=left,
    )


def _asked_revision(document: Document) -> Revision | None:
    """The revision of the address; else the one in force, or the last one that was."""
    known = [each for each in document.revisions if each.effective_at]
    number = number_or_none(request.args.get("revision"))
    asked = next((each for each in known if each.number == number), None)
    return asked or document.effective or (known[-1] if known else None)


# --- Whom it concerns -------------------------------------------------------------------------------------


@blueprint.route("/documents/<code:code>/audience", methods=["GET", "POST"])
@requires(KEEP_AUDIENCE, on=get_document)
def edit_audience(document: Document) -> ResponseReturnValue:
    audience = audiences.find_audience(document.id)
    form = _audience_form(audience)
    if form.validate_on_submit():
        with form.refusals():
            asked = keeping.set_audience(
                document, _wanted(form), actor=current_actor(), seen=form.version_seen
            )
            flash(_saved(asked), "success")
            return redirect(url_for("reading.show_readers", code=document.code), 303)
    return (
        render_template(
            "reading/edit_audience.html", document=document, form=form, named=_named_in_steps(document)
        ),
        status(),
    )


def _saved(asked: int) -> str:
    if not asked:
        return _("Saved.")
    return _n(
        "Saved. %(num)s person is asked to read now.", "Saved. %(num)s people are asked to read now.", asked
    )


def _audience_form(audience: Audience | None) -> AudienceForm:
    named = audience.named() if audience else []
    form = AudienceForm(
        seen=audiences.terms_version(audience),
        from_steps=audience.from_steps if audience else True,
        everybody=audience.everybody if audience else False,
        units=[part.unit_id for part in named if part.unit_id],
        positions=[part.position_id for part in named if part.position_id],
        people="\n".join(f"{part.person.name} ({part.person.username})" for part in named if part.person),
        everybody_known=people.list_people(),
    )
    form.units.choices = options(*((each.id, each.name) for each in people.list_units()))
    form.positions.choices = options(
        *((each.id, each.name) for each in people.list_positions(active_only=True))
    )
    return form


def _wanted(form: AudienceForm) -> Wanted:
    units, positions = set(form.units.data or ()), set(form.positions.data or ())
    return Wanted(
        from_steps=form.from_steps.data,
        everybody=form.everybody.data,
        units=[each for each in people.list_units() if each.id in units],
        positions=[each for each in people.list_positions(active_only=True) if each.id in positions],
        people=form.found,
    )


def _named_in_steps(document: Document) -> tuple[list[str], Responsible] | None:
    """Whom the steps in force name: the units and positions found, and what is neither; None without steps."""
    if document.effective is None or not document.type.has_structure:
        return None
    found = audiences.responsible_in(procedure_in(document.effective), document.organization_id)
    names = [each.name for each in people.list_units() if each.id in found.units]
    names += [each.name for each in people.list_positions() if each.id in found.positions]
    return names, found


@blueprint.route("/documents/<code:code>/questions", methods=["GET", "POST"])
@requires(KEEP_AUDIENCE, on=get_document)
def edit_questions(document: Document) -> ResponseReturnValue:
    audience = audiences.find_audience(document.id)
    form = QuestionsForm(
        seen=audiences.terms_version(audience),
        questions=rules.written(audience.asks) if audience else "",
        pass_mark=audience.pass_mark if audience else FIRST_PASS_MARK,
    )
    if form.validate_on_submit():
        with form.refusals():
            keeping.set_questions(
                document,
                form.read,
                pass_mark=form.pass_mark.data or FIRST_PASS_MARK,
                actor=current_actor(),
                seen=form.version_seen,
            )
            flash(_("Saved."), "success")
            return redirect(url_for("reading.show_readers", code=document.code), 303)
    return render_template("reading/edit_questions.html", document=document, form=form), status()
