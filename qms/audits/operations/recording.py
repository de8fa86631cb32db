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
from qms.audits.rules.auditing import Bias, Verb
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
        Refused: the audit is not in progress, the day of the event is to come, or the writer is not independent
            of what the line is about.
        Forbidden: they are not an auditor of the team.
    """
    found = queries.find_note(written.client_id, line.organization_id)
    if found is not None:
        return found
    rules.after(line.audit.status, Verb.RECORD)
    _refuse_stranger(line, _biases(line.audit, actor), actor)
    _refuse_odd(written)
    hold(line)  # notes on one line come one after the other
    db.session.expire(line, ["notes"])  # another auditor's may have come while we waited
    return _note(line, written, actor)


def _note(line: Line, written: Written, actor: Actor) -> Note:
    """Keep a note on a line that is held, and say so in the trail."""
    note = _keep(line, written, actor)
    said = note.result
    trace("noted", line.audit, actor=actor, position=line.position, question=line.question, result=said)
    return note


def _refuse_odd(written: Written) -> None:
    if not written.says:
        raise Refused(_l("Choose a result or write a note."), field="result")
    if written.happened_on and written.happened_on > clock.today():
        raise Refused(_l("What has happened cannot lie in the future."), field="happened_on")


def add_files(line: Line, kept: Iterable[Kept], *, actor: Actor, happened_on: date | None = None) -> None:
    """Hang photos and files on a line; the same one sent twice hangs there once.

    Raises:
        Refused, Forbidden: as ``record``.
    """
    rules.after(line.audit.status, Verb.RECORD)
    _refuse_stranger(line, _biases(line.audit, actor), actor)
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


def _biases(audit: Audit, actor: Actor) -> list[Bias]:
    """The conflicts of a writer that nobody has overruled; asked once for a whole batch."""
    member = audit.member(actor.person_id)
    return standing_biases(member) if member else []


def _refuse_stranger(line: Line, biases: Sequence[Bias], actor: Actor) -> None:
    member = line.audit.member(actor.person_id)
    if member is None or not member.role.audits:
        raise Forbidden(_l("Only auditors of the team take notes."))
    standing = [bias for bias in biases if bias.is_about(unit_id=line.unit_id, document_id=line.document_id)]
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
    biases = _biases(audit, actor)
    lines = queries.held_lines(audit, {line_id for line_id, _written in notes})
    there = queries.names_taken([written.client_id for _id, written in notes], audit.organization_id)
    taken = []
    for line_id, written in notes:
        refusal = (
            ""
            if written.client_id in there
            else _refusal_of(audit, lines.get(line_id), biases, written, actor)
        )
        if not refusal and written.client_id not in there:
            _note(lines[line_id], written, actor)
            there.add(written.client_id)
        taken.append(Taken(written.client_id, refusal))
    return taken


def _refusal_of(
    audit: Audit, line: Line | None, biases: Sequence[Bias], written: Written, actor: Actor
) -> str:
    """Why a note of a batch is not kept; empty when it can be."""
    if line is None:
        return str(_l("The checklist has no such line."))
    try:
        rules.after(audit.status, Verb.RECORD)
        _refuse_stranger(line, biases, actor)
        _refuse_odd(written)
    except (Refused, Forbidden) as refusal:
        return str(refusal.message)
    return ""
