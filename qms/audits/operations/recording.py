"""Notes and files on the lines of a checklist: at the desk, on a phone, sent later in one batch; decided by the lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from qms.audits.models import Audit, Line, Note
from qms.audits.operations.evidencing import hang_on_line
from qms.audits.operations.teaming import standing_biases
from qms.audits.operations.telling import trace
from qms.audits.queries import checklists as queries
from qms.audits.rules import auditing as rules
from qms.audits.rules.auditing import Verb
from qms.audits.rules.lines import Result, outcome
from qms.foundation.access import Actor
from qms.foundation.db import db, hold
from qms.foundation.files import Kept
from qms.foundation.texts import _l
from qms.kernel import clock
from qms.kernel.errors import Forbidden, Refused

MOST_IN_A_BATCH = 500


@dataclass(frozen=True)
class Written:
    """A note as its writer sends it. ``bases`` are the notes that they had before them."""

    client_id: str
    result: Result
    text: str = ""
    evidence: str = ""
    record_number: str = ""
    asked: str = ""
    happened_on: date | None = None
    bases: tuple[str, ...] = field(default=())
    device_at: datetime | None = None

    @property
    def says(self) -> bool:
        """Whether there is a note in it: a first one says something, one over another may take everything back."""
        words = (self.text, self.evidence, self.record_number, self.asked)
        is_said = any(each.strip() for each in words)
        return is_said or self.result is not Result.NOT_ASSESSED or bool(self.bases)


def record(line: Line, written: Written, *, actor: Actor) -> Note:
    """Keep a note. The same note sent twice is kept once; what others wrote meanwhile stays beside it.

    Raises:
        Refused: the audit is not in progress, or the writer is not independent of what the line is about.
        Forbidden: they are not an auditor of the team.
    """
    found = queries.find_note(written.client_id, line.organization_id)
    if found is not None:
        return found
    audit = line.audit
    rules.after(audit.status, Verb.RECORD)
    _refuse_stranger(audit, line, actor)
    if not written.says:
        raise Refused(_l("Choose a result or write a note."), field="result")
    hold(line)  # notes on one line come one after the other
    note = _keep(line, written, actor)
    result = note.said
    trace("noted", audit, actor=actor, position=line.position, question=line.question, result=result.value)
    return note


def add_files(line: Line, kept: Iterable[Kept], *, actor: Actor, happened_on: date | None = None) -> None:
    """Hang photos and files on a line; the same one sent twice hangs there once.

    Raises:
        Refused, Forbidden: as ``record``.
    """
    rules.after(line.audit.status, Verb.RECORD)
    _refuse_stranger(line.audit, line, actor)
    hold(line)
    hang_on_line(line, kept, actor=actor, happened_on=happened_on)


def _keep(line: Line, written: Written, actor: Actor) -> Note:
    assert actor.person_id is not None
    note = Note(
        organization_id=line.organization_id,
        person_id=actor.person_id,
        client_id=written.client_id,
        bases=list(written.bases),
        result=written.result.value,
        text=written.text,
        evidence=written.evidence,
        record_number=written.record_number,
        asked=written.asked,
        happened_on=written.happened_on,
        at=clock.now(),
        device_at=written.device_at,
    )
    line.notes.append(note)
    line.is_dropped = False  # somebody found it worth a note before they heard that it was dropped
    result, line.is_disputed = outcome(line.standing)
    line.result = result.value
    return note


def _refuse_stranger(audit: Audit, line: Line, actor: Actor) -> None:
    member = audit.member(actor.person_id)
    if member is None or not member.role.audits:
        raise Forbidden(_l("Only auditors of the team take notes."))
    standing = [
        bias
        for bias in standing_biases(member)
        if bias.is_about(unit_id=line.unit_id, document_id=line.document_id)
    ]
    if standing:
        raise Refused(
            _l("%(name)s %(why)s and cannot audit it.", name=actor.name, why=rules.in_words(standing))
        )


def settle(line: Line, written: Written, *, actor: Actor) -> Note:
    """The lead decides where notes contradict each other: theirs is written over all of them, which stay to be read.

    Raises:
        Refused: there is nothing to decide, no result, or the state does not allow it.
        Forbidden: somebody else leads.
    """
    audit = line.audit
    if audit.lead is None or audit.lead.id != actor.person_id:
        raise Forbidden(_l("The lead auditor decides where auditors disagree."))
    if not line.is_disputed:
        raise Refused(_l("There is nothing to decide on this line."))
    if written.result is Result.NOT_ASSESSED:
        raise Refused(_l("Choose a result."), field="result")
    if not rules.allows(audit.status, Verb.RECORD):
        rules.after(audit.status, Verb.REPORT)
    hold(line)
    above_all = tuple(note.client_id for note in line.standing)
    note = _keep(line, Written(**{**vars(written), "bases": above_all}), actor)
    trace("settled", audit, actor=actor, position=line.position, question=line.question, result=note.result)
    return note


@dataclass(frozen=True)
class Taken:
    """What became of a note of a batch: kept (perhaps before), or why not."""

    client_id: str
    refusal: str = ""


def record_batch(audit: Audit, notes: Sequence[tuple[int, Written]], *, actor: Actor) -> list[Taken]:
    """Keep what a device wrote without a network, in its order; a note that is refused stays on the device.

    Raises:
        Refused: more notes than one batch may have.
    """
    if len(notes) > MOST_IN_A_BATCH:
        raise Refused(_l("At most %(most)s notes at once.", most=MOST_IN_A_BATCH))
    lines = {line.id: line for line in queries.list_lines(audit, with_notes=True, with_dropped=True)}
    return [_take(lines.get(line_id), written, actor) for line_id, written in notes]


def _take(line: Line | None, written: Written, actor: Actor) -> Taken:
    if line is None:
        return Taken(written.client_id, str(_l("The checklist has no such line.")))
    try:
        with db.session.begin_nested():
            record(line, written, actor=actor)
    except (Refused, Forbidden) as refusal:
        return Taken(written.client_id, str(refusal.message))
    return Taken(written.client_id)
