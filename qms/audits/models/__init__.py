"""Tables of the room, by subject; everything is imported from here, so that all of them are known at once."""

from __future__ import annotations

from qms.audits.models.auditing import AgendaEntry, Audit, AuditDocument, AuditedUnit, Member
from qms.audits.models.auditors import AuditorRecord
from qms.audits.models.checklists import ChecklistTemplate, Line, Note
from qms.audits.models.findings import Finding
from qms.audits.models.programmes import Programme, ProgrammeItem
from qms.audits.models.signatures import AuditSignature, ReportSignature
from qms.audits.models.thresholds import AuditThresholds

__all__ = [
    "AgendaEntry",
    "Audit",
    "AuditDocument",
    "AuditSignature",
    "AuditThresholds",
    "AuditedUnit",
    "AuditorRecord",
    "ChecklistTemplate",
    "Finding",
    "Line",
    "Member",
    "Note",
    "Programme",
    "ProgrammeItem",
    "ReportSignature",
]
