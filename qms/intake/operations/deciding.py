"""What a person decides: to make a draft of what was read, to put a file aside, to have it read again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from qms.documents import queries as documents
from qms.documents.models import DocumentType, Revision
from qms.documents.operations import enclosing, writing
from qms.foundation.access import Actor
from qms.foundation.db import hold
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.foundation.versions import same_as_seen
from qms.identity.models import Person, Unit
from qms.intake import queries
from qms.intake.models import IncomingFile
from qms.intake.operations.announcing import move, trace
from qms.intake.operations.receiving import ask_for_reading
from qms.intake.reading import Reading, to_json
from qms.intake.rules import Verb
from qms.kernel.errors import Refused
from qms.procedures.encoding import to_json as structure_of
from qms.procedures.structure import Procedure


def confirm(
    file: IncomingFile,
    reading: Reading,
    *,
    type: DocumentType,
    unit: Unit | None,
    rendered: dict[str, Any],
    author: Person,
    actor: Actor,
    seen: int | None,
) -> Revision:
    """Make a draft of what a person has checked: of a new document, or a new revision of the one with this code.

    ``reading`` is what the person confirms, ``rendered`` its texts (documents/content.py). The original file is kept
    with the draft.

    Raises:
        Stale: somebody else decided about the file meanwhile.
        Refused: the state; a code that cannot be given; a type without steps; a revision is under way already.
    """
    hold(file)
    same_as_seen(file.version, seen)
    move(file, Verb.CONFIRM)
    structure = structure_in(reading, type)
    revision = _revision(reading, type, unit, author, actor)
    revision.change_what = reading.change_note
    writing.save_draft(
        revision,
        actor=actor,
        seen=None,
        title=reading.cover.title,
        body=reading.body,
        structure=structure,
        rendered=rendered,
    )
    content = queries.content_of(file)
    if content is not None:
        stored = content.file
        kept = Kept(content.name, stored.hash, stored.size, stored.media_type)
        enclosing.keep_original(revision, [kept], actor=actor)
    file.reading = to_json(reading)
    file.code, file.title = revision.document.code, reading.cover.title
    file.revision_number, file.decided_by = revision.number, actor.name
    trace("confirmed", file, actor=actor, code=revision.document.code, label=revision.label)
    return revision


def structure_in(reading: Reading, type: DocumentType) -> str:
    """The structure of the draft; empty for a type that has none.

    Raises:
        Refused: at ``type``, when steps or other parts were read and the type has no place for them.
    """
    if type.has_structure:
        return structure_of(reading.procedure)
    if replace(reading.procedure, field="") != Procedure():
        raise Refused(
            _l("Documents of the type “%(type)s” have no steps or other parts.", type=type.name), field="type"
        )
    return ""


def _revision(
    reading: Reading, type: DocumentType, unit: Unit | None, author: Person, actor: Actor
) -> Revision:
    cover = reading.cover
    document = documents.find_document(cover.code)
    if document is not None:
        if document.type.has_structure != type.has_structure:
            raise Refused(_l("%(code)s is a document of another type.", code=document.code), field="type")
        new_issue = (cover.issue or 0) > document.latest.issue
        return writing.start_revision(document, actor=actor, author=author, new_issue=new_issue)
    revision = writing.make_document(
        type=type,
        code=cover.code,
        title=cover.title,
        actor=actor,
        author=author,
        unit=unit,
        field=reading.procedure.field,
        clauses=list(reading.clauses) or None,
    )
    revision.issue, revision.amendment = cover.issue or 1, cover.amendment or 0
    return revision


def drop(file: IncomingFile, *, actor: Actor, seen: int | None) -> None:
    """Put a file aside; nothing is made of it. Raises Stale or Refused: the state."""
    hold(file)
    same_as_seen(file.version, seen)
    move(file, Verb.DROP)
    file.decided_by = actor.name
    trace("dropped", file, actor=actor)


def read_again(file: IncomingFile, *, actor: Actor, seen: int | None) -> None:
    """Have a file read once more, from its beginning.

    Raises:
        Stale: somebody else decided meanwhile.
        Refused: the state, or the file was never kept.
    """
    hold(file)
    same_as_seen(file.version, seen)
    if queries.content_of(file) is None:
        raise Refused(_l("This file was not kept. Send it again."))
    move(file, Verb.AGAIN)
    file.refusal = file.detail = file.recognised = ""
    file.pages = file.pages_read = file.doubts = 0
    ask_for_reading(file)
    trace("read_again", file, actor=actor)
