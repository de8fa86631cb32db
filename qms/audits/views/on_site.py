"""The walk-through without a network: what a device needs, and what it sends when the network is back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import MultiDict

from qms.audits.forms import SentNoteForm
from qms.audits.models import Audit, Line, Note
from qms.audits.operations import recording
from qms.audits.operations.recording import Taken, Written
from qms.audits.policy import LIST, RECORD
from qms.audits.queries import auditing, checklists, evidence
from qms.audits.rules.lines import Result
from qms.audits.views import blueprint
from qms.audits.views.checking import latest_of, notes_seen
from qms.foundation.texts import _, _l
from qms.kernel.errors import Refused
from qms.web.guards import current_actor, requires

LONGEST_NAME = 64


@blueprint.get("/on-site")
@requires(LIST)
def on_site() -> ResponseReturnValue:
    person_id = current_actor().person_id or 0
    return render_template("audits/on_site.html", audits=auditing.list_under_way_of(person_id))


@blueprint.get("/service-worker.js")
@requires(LIST)
def worker() -> ResponseReturnValue:
    """The worker's script, under the folder for which it answers."""
    body = current_app.extensions["qms.assets"].body("js/audits/worker.js")
    return Response(body, content_type="text/javascript; charset=utf-8")


@blueprint.get("/<int:audit_id>/walk.json")
@requires(RECORD, on=auditing.get_audit)
def walk_data(audit: Audit) -> ResponseReturnValue:
    person_id = current_actor().person_id
    lines = checklists.list_lines(audit, with_notes=True)
    files = evidence.files_of(audit)
    return jsonify(
        id=audit.id,
        code=audit.code,
        person=person_id,
        csrf_token=generate_csrf(),
        lines=[
            _line(line, person_id)
            | {"files": [each.name for each in files.get(evidence.part_of_line(line.id), [])]}
            for line in lines
        ],
    )


def _line(line: Line, person_id: int | None) -> dict[str, Any]:
    mine = latest_of(line, person_id)
    place = [
        _("Clause %(number)s", number=line.clause) if line.clause else "",
        line.unit.name if line.unit else "",
        line.revision.name if line.revision else "",
        _("superseded meanwhile") if line.is_outdated else "",
    ]
    return {
        "id": line.id,
        "question": line.question,
        "facts": " · ".join(part for part in place if part),
        "done": line.said is not Result.NOT_ASSESSED,
        "mine": _said(mine) if mine else None,
        "bases": [note.client_id for note in notes_seen(line, mine)],
        "others": [
            f"{note.said.label} – {note.person.name}: {note.text}"
            for note in line.standing
            if note is not mine
        ],
    }


def _said(note: Note) -> dict[str, Any]:
    names = ("result", "text", "evidence", "record_number", "asked")
    return {name: getattr(note, name) for name in names} | {"happened_on": _day(note.happened_on)}


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""


@blueprint.post("/<int:audit_id>/batch")
@requires(RECORD, on=auditing.get_audit)
def take_batch(audit: Audit) -> ResponseReturnValue:
    """Take the notes of a device: JSON ``{"person": 5, "notes": [{"client_id", "line", "result", …}]}``.

    Answers ``{"taken": [{"client_id", "refusal"}]}``; a note without a refusal is kept, perhaps since an earlier
    sending. The whole batch is refused when it is somebody else's, and stays on the device.
    """
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Refused(_l("This is no batch of notes."))
    notes = sent.get("notes")
    if not isinstance(notes, list) or not all(isinstance(each, dict) for each in notes):
        raise Refused(_l("This is no batch of notes."))
    if sent.get("person") != current_actor().person_id:
        raise Refused(_l("These notes were written by somebody else; they must sign in to send them."))
    read = [_read(each) for each in notes]
    refused = [each for each in read if isinstance(each, Taken)]
    taken = recording.record_batch(
        audit, [each for each in read if not isinstance(each, Taken)], actor=current_actor()
    )
    return jsonify(taken=[vars(each) for each in (*taken, *refused)])


def _read(sent: dict[str, Any]) -> tuple[int, Written] | Taken:
    """A note as it was sent; Taken with a refusal when a field of it cannot be read."""
    name = str(sent.get("client_id", ""))[:LONGEST_NAME]
    fields = MultiDict({key: str(value) for key, value in sent.items() if isinstance(value, str)})
    form = SentNoteForm(fields)
    line, bases = sent.get("line"), sent.get("bases")
    if not name or not isinstance(line, int) or not isinstance(bases, list):
        return Taken(name, _("This is no batch of notes."))
    if not form.validate():
        return Taken(name, next(str(error) for errors in form.errors.values() for error in errors))
    written = Written(
        client_id=name,
        result=Result(form.result.data),
        text=form.text.data or "",
        evidence=form.evidence.data or "",
        record_number=form.record_number.data or "",
        asked=form.asked.data or "",
        happened_on=form.happened_on.data,
        bases=tuple(str(each)[:LONGEST_NAME] for each in bases),
        device_at=_moment(sent.get("device_at")),
    )
    return line, written


def _moment(text: Any) -> datetime | None:
    """What the device's clock said; None for nonsense."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else None
