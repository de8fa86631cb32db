"""Reading the photos and files of lines and findings, each with the record whose rights are its own."""

from __future__ import annotations

from dataclasses import dataclass

from qms.audits.models import Audit, Finding, Line
from qms.audits.queries.auditing import get_finding
from qms.audits.queries.checklists import get_line
from qms.foundation import files
from qms.foundation.files import Attachment

AUDIT = "audit"  # what the files hang on; the line or the finding is a part of it


def part_of_line(line_id: int) -> str:
    return f"line-{line_id}"


def part_of_finding(finding_id: int) -> str:
    return f"finding-{finding_id}"


@dataclass(frozen=True)
class LineFile:
    """A file of a line; whether it is there is asked after the right."""

    line: Line
    attachment: Attachment | None

    @property
    def audit(self) -> Audit:
        return self.line.audit


@dataclass(frozen=True)
class FindingFile:
    """A file of a finding; whether it is there is asked after the right."""

    finding: Finding
    attachment: Attachment | None

    @property
    def audit(self) -> Audit:
        return self.finding.audit


def get_line_file(audit_id: int, line_id: int, file_id: int) -> LineFile:
    """A file of a line.

    Raises:
        NotFound: no such line in sight.
    """
    line = get_line(audit_id, line_id)
    return LineFile(line, files.find_attachment(AUDIT, audit_id, file_id, part_of_line(line.id)))


def get_finding_file(audit_id: int, finding_id: int, file_id: int) -> FindingFile:
    """A file of a finding.

    Raises:
        NotFound: no such finding in sight.
    """
    finding = get_finding(audit_id, finding_id)
    return FindingFile(finding, files.find_attachment(AUDIT, audit_id, file_id, part_of_finding(finding.id)))


def files_of(audit: Audit) -> dict[str, list[Attachment]]:
    """The files of an audit by line ("line-5") and finding ("finding-2", numbers in the database)."""
    return files.attachments_by_part(AUDIT, audit.id)


def files_of_line(line: Line) -> list[Attachment]:
    """The photos and files of a line, in the order in which they came."""
    return files.list_attachments(AUDIT, line.audit_id, part_of_line(line.id))


def files_of_finding(finding: Finding) -> list[Attachment]:
    """The photos and files of a finding, in the order in which they came."""
    return files.list_attachments(AUDIT, finding.audit_id, part_of_finding(finding.id))
