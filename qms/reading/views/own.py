"""What one reads oneself: the list, and a document with what is new in it, to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.documents import content
from qms.documents.comparing import compared_text
from qms.documents.models import Revision
from qms.documents.structures import kind_of
from qms.documents.views.reading import trace_view
from qms.foundation.texts import _
from qms.identity.models import Person, Unit
from qms.identity.queries import get_person
from qms.kernel import clock
from qms.kernel.paging import PAGE_SIZE, Page, offset_of, page_number
from qms.procedures.comparing import compare
from qms.procedures.queries import procedure_in
from qms.procedures.structure import Step
from qms.reading import rules
from qms.reading.forms import confirm_form
from qms.reading.operations import confirming
from qms.reading.policy import CONFIRM, OWN, SEE_PERSON
from qms.reading.queries import coverage, own
from qms.reading.queries.own import ToRead
from qms.reading.rules import Marking, News
from qms.reading.views import blueprint
from qms.web.forms import status
from qms.web.guards import current_actor, requires


@blueprint.get("")
@requires(OWN)
def index() -> ResponseReturnValue:
    """What the reader of the page is asked to read."""
    return render_template("reading/index.html", **_list_of(current_actor().person_id or 0))


@blueprint.get("/people/<int:person_id>")
@requires(SEE_PERSON, on=get_person)
def show_person(person: Person) -> ResponseReturnValue:
    """The same of somebody else, for those who look after it."""
    return render_template("reading/show_person.html", person=person, **_list_of(person.id))


def _list_of(person_id: int) -> dict[str, Any]:
    lines = coverage.of_person(person_id, clock.today())
    number = page_number(request.args.get("page"))
    first = offset_of(number)
    return {
        "page": Page(lines[first : first + PAGE_SIZE], number, len(lines)),
        "count": coverage.count_of(lines),
    }


def _to_read(code: str) -> ToRead:
    return own.get_to_read(code, current_actor().person_id)


@blueprint.route("/documents/<code:code>", methods=["GET", "POST"])
@requires(CONFIRM, on=_to_read)
def read(to_read: ToRead) -> ResponseReturnValue:
    """What is new for the reader, the text, the questions; and it is confirmed."""
    actor, revision = current_actor(), to_read.revision
    questions = to_read.audience.asks if to_read.audience else ()
    form = confirm_form(questions)(seen=revision.number)
    if form.validate_on_submit():
        with form.refusals():
            marking = confirming.confirm(to_read, actor=actor, seen=form.version_seen, answers=form.answers)
            return _answer(to_read, marking)
    trace_view(revision, "viewed", part="reading")
    kind = kind_of(to_read.document)
    return (
        render_template(
            "reading/read.html",
            to_read=to_read,
            document=to_read.document,
            revision=revision,
            form=form,
            late=to_read.duty is not None and to_read.duty.due_on < clock.today(),
            new=_what_is_new(to_read, get_person(actor.person_id or 0)),
            structure=kind.show(revision) if kind else "",
            body=content.html_of(revision),
        ),
        status(),
    )


def _answer(to_read: ToRead, marking: Marking | None) -> ResponseReturnValue:
    if marking is not None and not marking.passed:
        flash(_("Not confirmed yet: too few answers were right. Read again and try once more."), "warning")
        return redirect(url_for("reading.read", code=to_read.document.code) + "#confirm", 303)
    flash(_("You have read and understood %(name)s.", name=to_read.revision.name), "success")
    return redirect(url_for("reading.index"), 303)


@dataclass(frozen=True)
class New:
    """What a revision brings for one reader; without an earlier confirmation, only which steps are theirs."""

    former: Revision | None
    own_steps: list[tuple[int, Step]]
    news: News
    text: Any


def _what_is_new(to_read: ToRead, person: Person) -> New:
    revision = to_read.revision
    names = rules.names_of_reader(_names_of_units(person.unit), person.position_name)
    procedure = procedure_in(revision) if revision.document.type.has_structure else None
    own_steps = rules.own_steps(procedure, names) if procedure else []
    former = to_read.confirmed.revision if to_read.confirmed else None
    if former is None or former.id == revision.id:
        return New(None, own_steps, News(), "")
    news = rules.news_for(compare(procedure_in(former), procedure), names) if procedure else News()
    return New(former, own_steps, news, compared_text(former, revision))


def _names_of_units(unit: Unit | None) -> list[str]:
    """The names and codes of the reader's unit and those above it."""
    names = []
    while unit is not None:
        names += [unit.name, unit.code]
        unit = unit.parent
    return names
