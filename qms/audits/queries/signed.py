"""What a signature on a report covers, and whether the records still say it.

The text is kept as it was signed. Names of units and people are a part of it, but are not compared: a unit that is
renamed later changes nothing that anybody signed.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from qms.audits.models import Audit, Line
from qms.audits.queries.auditing import WHOLE
from qms.audits.queries.evidence import files_of, part_of_finding
from qms.audits.rules.reports import PARTS
from qms.foundation.db import db
from qms.foundation.texts import _l
from qms.kernel.canonical import canonical, digest
from qms.kernel.errors import NotFound

NAMES = ("name",)  # of units and people, who answer for themselves


def report_content(audit: Audit) -> str:
    """Exactly what a signature on the report covers if it is given now."""
    return canonical(_facts(audit))


def _facts(audit: Audit) -> dict[str, Any]:
    found = files_of(audit)
    return {
        **(_from_paper(audit) if audit.paper_number else {}),
        "code": audit.code,
        "title": audit.title,
        **{name: getattr(audit, name) for name in ("objective", "scope", "criteria", "clauses")},
        "days": [audit.starts_on.isoformat(), audit.ends_on.isoformat()],
        "documents": [each.code for each in audit.documents],
        "team": [
            {
                "person": each.person_id,
                "name": each.person.name,
                "part": each.part,
                "overruled": each.overrule_reason,
            }
            for each in audit.members
        ],
        "units": [{"unit": each.unit_id, "name": each.unit.name} for each in audit.units],
        **{name: getattr(audit, name) for name in PARTS},
        "findings": [
            {
                "number": each.number,
                "clause": each.line.clause,
                "unit": each.line.unit_id,
                "name": each.line.unit.name if each.line.unit else "",
                "answer": each.answer_reason,
                "decision": each.decision_reason,
                "files": [item.file.hash for item in found.get(part_of_finding(each.id), [])],
                **{
                    name: getattr(each, name) for name in ("grade", "requirement", "evidence", "gap", "state")
                },
            }
            for each in audit.findings
        ],
    }


def _from_paper(audit: Audit) -> dict[str, Any]:
    said = select(Line.clause, Line.result).where(Line.audit_id == audit.id).order_by(Line.position)
    results = [list(row) for row in db.session.execute(said)]
    return {"paper": {"number": audit.paper_number, "team": audit.paper_team, "results": results}}


def get_signed_content(audit: Audit) -> str:
    """The report as it was signed: its SHA-256 is the one beside each signature.

    Raises:
        NotFound: nobody has signed it.
    """
    if not audit.report_text:
        raise NotFound(_l("Nothing is signed yet."))
    return audit.report_text


def parts_at_odds(audit: Audit) -> list[str]:
    """The parts of a signed report that the records tell otherwise now; "signed" is the kept text itself.

    Nothing for one that nobody has signed.
    """
    if not audit.report_hash:
        return []
    kept = audit.report_text
    if digest(kept) != audit.report_hash:
        return ["signed"]
    then, now = _without_names(json.loads(kept)), _without_names(json.loads(report_content(audit)))
    return [name for name in {**then, **now} if then.get(name) != now.get(name)]


def _without_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_names(each) for key, each in value.items() if key not in NAMES}
    return [_without_names(each) for each in value] if isinstance(value, list) else value


def reports_at_odds() -> list[str]:
    """For ``flask qms check``: signed reports that are not what was signed, as sentences."""
    faults = []
    signed = select(Audit).where(Audit.report_hash != "").options(*WHOLE).order_by(Audit.id)
    for audit in db.session.scalars(signed):
        parts = parts_at_odds(audit)
        if parts:
            faults.append(f"{audit.code}: the report is not what was signed ({', '.join(parts)})")
        if not any(each.content_hash == audit.report_hash for each in audit.signatures):
            faults.append(f"{audit.code}: the report is signed by nobody")
    return faults
