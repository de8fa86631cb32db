"""The page of a revision's paper, and the files on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from qms.copies import queries
from qms.copies.models import PrintedFile
from qms.copies.naming import file_name
from qms.copies.operations import printing
from qms.copies.rules import Stamp, stamps_for
from qms.copies.sheet import word_values
from qms.copies.signing.verdicts import sentence_of
from qms.copies.views import blueprint
from qms.documents import queries as documents
from qms.documents.models import Revision
from qms.documents.operations.announcing import subject_of
from qms.documents.policy import READ
from qms.foundation import outbox, trail
from qms.foundation.texts import _, _l, in_language
from qms.identity import queries as people
from qms.kernel.errors import NotFound
from qms.kernel.filetypes import DOCX
from qms.web.files import handed_out_as
from qms.web.guards import current_actor, requires
from qms.web.transaction import after_response

PURPOSES = {
    Stamp.CONTROLLED: _l("The released document. It is the same for everybody and is what people sign."),
    Stamp.UNCONTROLLED: _l("For people outside: it is not replaced when the document changes."),
    Stamp.OBSOLETE: _l("Kept as a record of what was once in force."),
    Stamp.DRAFT: _l("For reading and talking over; made anew when the draft has changed."),
}
LOOK_AGAIN = 4  # seconds until the page of a file that is being made looks again


@dataclass(frozen=True)
class Offer:
    """A file that may be asked for, and what is there of it."""

    stamp: Stamp
    printed: PrintedFile | None
    waiting: bool


@dataclass(frozen=True)
class Paper:
    """A revision and the file of it that an address names."""

    revision: Revision
    stamp: Stamp


def _paper(code: str, number: int, stamp: str) -> Paper:
    revision = documents.get_revision(code, number)
    known = {each.value: each for each in stamps_for(revision.status)}
    if stamp not in known:
        raise NotFound(_("This file is not handed out."))
    return Paper(revision, known[stamp])


def _offers(revision: Revision) -> list[Offer]:
    waiting = outbox.keys_of(printing.TYPESET)
    return [
        Offer(stamp, _ready(revision, stamp), printing.key_of(revision.id, stamp) in waiting)
        for stamp in stamps_for(revision.status)
    ]


def _ready(revision: Revision, stamp: Stamp) -> PrintedFile | None:
    """The file that may be handed out: of a draft only one that says what the draft says now."""
    printed = queries.find_printed(revision.id, stamp)
    if printed is None or stamp is not Stamp.DRAFT:
        return printed
    whole = queries.find_revision(revision.id) or revision
    return printed if printing.current_sheet(whole, stamp).content_hash == printed.content_hash else None


@blueprint.get("/documents/<code:code>/revisions/<int:number>/paper")
@requires(READ, on=documents.get_revision)
def show(revision: Revision) -> ResponseReturnValue:
    """What can be had of a revision on paper and as files; while one is being made the page looks again."""
    offers = _offers(revision)
    answer = make_response(
        render_template(
            "copies/show.html",
            document=revision.document,
            revision=revision,
            offers=offers,
            purposes=PURPOSES,
            signed=queries.list_signed(revision.id),
            sentence_of=sentence_of,
            moment_of=datetime.fromisoformat,
            file_name=file_name,
        )
    )
    if any(each.waiting for each in offers):
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


@blueprint.post("/documents/<code:code>/revisions/<int:number>/paper")
@requires(READ, on=documents.get_revision)
def make(revision: Revision) -> ResponseReturnValue:
    """Have a file made."""
    asked = request.form.get("stamp", "")
    stamp = next((each for each in stamps_for(revision.status) if each == asked), None)
    if stamp is not None and _ready(revision, stamp) is None:
        printing.ask_for(revision.id, stamp)
    elif stamp is None:
        flash(_("Choose which file to make."), "warning")
    return redirect(url_for("copies.show", code=revision.document.code, number=revision.number), 303)


@blueprint.get("/documents/<code:code>/revisions/<int:number>/paper/<stamp>.pdf")
@requires(READ, on=lambda code, number, stamp: _paper(code, number, stamp).revision)
def download(revision: Revision) -> ResponseReturnValue:
    """The file, if it is there; else its page, where it can be made."""
    assert request.view_args
    stamp = Stamp(request.view_args["stamp"])
    printed = _ready(revision, stamp)
    if printed is None:
        return redirect(url_for("copies.show", code=revision.document.code, number=revision.number))
    trace_handed_out(revision, stamp=stamp.value)
    return handed_out_as(file_name(revision, stamp.label), printed.file)


@blueprint.get("/documents/<code:code>/revisions/<int:number>/paper/word.docx")
@requires(READ, on=documents.get_revision)
def download_word(revision: Revision) -> ResponseReturnValue:
    """The revision as a Word file, to be edited outside or read in elsewhere."""
    from qms.copies.word import word_file  # noqa: PLC0415 - a hundred modules that no other page needs

    whole = queries.find_revision(revision.id) or revision
    organization = people.get_organization(whole.organization_id)
    with in_language(organization.language):
        layout = queries.find_layout(organization.id)
        content = word_file(word_values(whole, organization, layout))
    trace_handed_out(whole, stamp="word")
    answer = Response(content, mimetype=DOCX.media_type)
    name = file_name(whole, ending="docx")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def trace_handed_out(revision: Revision, **facts: str) -> None:
    """Write into the trail who got which file, after it was handed out."""
    actor, subject = current_actor(), subject_of(revision)
    told = {"number": revision.number, "state": revision.state, **facts}
    after_response(lambda: trail.record_apart("copies.downloaded", subject, actor=actor, facts=told))
