"""Photos and files as evidence: they hang on lines, are carried over to findings, and on to nonconformities."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from qms.audits.models import Finding, Line
from qms.audits.operations.telling import trace
from qms.audits.queries.evidence import (
    AUDIT,
    files_of_finding,
    files_of_line,
    part_of_finding,
    part_of_line,
)
from qms.foundation import files
from qms.foundation.access import Actor
from qms.foundation.db import db
from qms.foundation.files import Attachment, Kept
from qms.nonconformities.models import Nonconformity
from qms.nonconformities.operations.reporting import take_over


def hang_on_line(
    line: Line, kept: Iterable[Kept], *, actor: Actor, happened_on: date | None = None
) -> list[Attachment]:
    """Hang files on a line that the caller holds; what hangs there already is not hung twice.

    A device that lost the answer sends a photo again: the same content on the same line is the same evidence.
    """
    there = {each.file.hash for each in files_of_line(line)}
    new = [each for each in {each.hash: each for each in kept}.values() if each.hash not in there]
    made = files.attach(
        new,
        subject_kind=AUDIT,
        subject_id=line.audit_id,
        part=part_of_line(line.id),
        organization_id=line.organization_id,
        actor=actor,
        happened_on=happened_on,
    )
    if made:
        line.is_dropped = False  # as with a note: somebody found it worth a photo
        names = [each.name for each in made]
        trace("line_files_added", line.audit, actor=actor, position=line.position, names=names)
    return made


def give_to_finding(
    finding: Finding, *, actor: Actor, of_line: Collection[int] = (), kept: Iterable[Kept] = ()
) -> None:
    """Give a finding these files of its line (by their numbers), and further ones."""
    there = {each.file_id for each in files_of_finding(finding)}
    rows = [each for each in files_of_line(finding.line) if each.id in of_line and each.file_id not in there]
    part = part_of_finding(finding.id)
    made = files.carry_over(rows, subject_kind=AUDIT, subject_id=finding.audit_id, part=part)
    made += files.attach(
        kept,
        subject_kind=AUDIT,
        subject_id=finding.audit_id,
        part=part,
        organization_id=finding.organization_id,
        actor=actor,
    )
    if made:
        names = [each.name for each in made]
        trace("finding_files_added", finding.audit, actor=actor, number=finding.number, names=names)


def give_to_nonconformity(nonconformity: Nonconformity, finding: Finding) -> None:
    """The nonconformity made of a finding has its files too."""
    db.session.flush()  # files that were just added are carried over as well
    take_over(nonconformity, files_of_finding(finding))
