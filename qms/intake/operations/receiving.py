"""Taking files in: a row for each, read by the worker after the commit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from qms.foundation import files, outbox
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.files import Kept
from qms.intake.models import IncomingFile, Sending
from qms.intake.operations.announcing import trace, trace_sending
from qms.intake.queries import SUBJECT
from qms.intake.refusals import Refusal, Unreadable
from qms.intake.rules import State
from qms.intake.word import package
from qms.kernel import clock
from qms.kernel.errors import Refused
from qms.kernel.filetypes import DOC, DOCX, MARKDOWN, PDF, ZIP, shown_name

READ = "intake.read"
ALSO = (DOC, MARKDOWN, ZIP)
READABLE = frozenset(kind.media_type for kind in (DOCX, PDF, *ALSO))
HEAD = 4 * 2**20  # bytes in which the mark of a password is looked for


@dataclass(frozen=True)
class Received:
    """A file as it was sent: kept on the disk, or the reason why not."""

    name: str
    kept: Kept | None = None
    refusal: Refusal | None = None
    detail: str = ""


def received(stream: BinaryIO, name: str) -> Received:
    """Bring a file to the disk if it is of a kind that is read. Call it outside a transaction that writes."""
    name = shown_name(name)
    try:
        kept = files.keep(stream, name, ALSO)
    except Refused as refused:
        kind = _reason(stream)
        return Received(name, None, kind or Refusal.NOT_TAKEN, "" if kind else str(refused.message))
    if kept.media_type not in READABLE:
        return Received(name, None, Refusal.WRONG_KIND)
    return Received(name, kept)


def _reason(stream: BinaryIO) -> Refusal | None:
    """Why an office file is none: macros, a password; None where the store's own sentence says it better."""
    stream.seek(0)
    head = stream.read(HEAD)
    try:
        if head.startswith(package.OLD_OFFICE):
            return Refusal.PASSWORD if package.is_locked(head) else None
        if head.startswith(b"PK"):
            stream.seek(0)
            with package.opened(stream.read()):
                return None
    except Unreadable as unreadable:
        told = (Refusal.MACROS, Refusal.PASSWORD, Refusal.TOO_MANY_PARTS, Refusal.BAD_NAMES)
        return unreadable.kind if unreadable.kind in told else None
    return None


def receive(sent: Iterable[Received], *, actor: Actor) -> Sending:
    """Put files into the queue; those that were refused stand there with their reason."""
    assert actor.person_id is not None
    assert actor.organization_id is not None
    sending = Sending(
        organization_id=actor.organization_id,
        sent_at=clock.now(),
        sent_by_id=actor.person_id,
        sent_by=actor.name,
    )
    db.session.add(sending)
    db.session.flush()  # the trail refers to its number
    made = [add_file(each, sending, actor=actor) for each in sent]
    trace_sending(sending, actor=actor, files=len(made))
    return sending


def add_file(each: Received, sending: Sending, *, actor: Actor, archive: str = "") -> IncomingFile:
    """One row of a sending."""
    file = IncomingFile(
        organization_id=sending.organization_id,
        sending=sending,
        name=each.name,
        archive=archive,
        state=(State.WAITING if each.kept else State.REFUSED).value,
        state_since=clock.now(),
        refusal=each.refusal.value if each.refusal else "",
        detail=each.detail,
    )
    db.session.add(file)
    db.session.flush()  # the content and the effect refer to its number
    if each.kept:
        files.attach(
            [each.kept],
            subject_kind=SUBJECT,
            subject_id=file.id,
            organization_id=file.organization_id,
            actor=actor,
        )
        ask_for_reading(file)
    trace("received", file, actor=actor)
    return file


def ask_for_reading(file: IncomingFile) -> None:
    """Have the worker read it after the commit; asked often, it is done once."""
    outbox.later(READ, str(file.id), payload={"id": file.id})
