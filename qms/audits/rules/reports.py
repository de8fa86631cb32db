"""What a report consists of. Knows no database."""

from __future__ import annotations

from qms.foundation.texts import _l

PARTS = ("summary", "positives", "conclusion", "people_met")  # what people write
LABELS = {
    "signed": _l("The text that was kept with the signature"),
    "code": _l("Number"),
    "title": _l("Title"),
    "objective": _l("Objective"),
    "scope": _l("Scope"),
    "criteria": _l("Criteria"),
    "clauses": _l("Clauses"),
    "days": _l("Dates"),
    "documents": _l("Procedures"),
    "team": _l("Audit team"),
    "units": _l("Audited units"),
    "summary": _l("Summary"),
    "positives": _l("What is done well"),
    "conclusion": _l("Conclusion"),
    "people_met": _l("People met"),
    "findings": _l("Findings"),
    "paper": _l("What was entered from paper"),
}
