"""What a report shows of the records: findings by unit and clause, the people met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qms.audits.bank import bank_on, in_order
from qms.audits.models import Audit, Finding, Line
from qms.audits.rules.findings import FindingState
from qms.audits.rules.lines import Result


@dataclass(frozen=True)
class OfClause:
    """The findings on one clause; ``number`` is empty for those about none."""

    number: str
    title: str
    findings: Sequence[Finding]


@dataclass(frozen=True)
class OfUnit:
    """The findings in one unit, by clause; ``name`` is empty for those about no unit in particular."""

    name: str
    clauses: Sequence[OfClause]

    def number(self, grade: Result) -> int:
        """How many of a grade stand."""
        return sum(
            finding.said is grade and finding.status is not FindingState.WITHDRAWN
            for clause in self.clauses
            for finding in clause.findings
        )


def by_unit_and_clause(audit: Audit, findings: Iterable[Finding]) -> list[OfUnit]:
    """Findings in the order of the audit's units, those about no unit last; inside, in the order of the standard."""
    units: dict[int | None, dict[str, list[Finding]]] = {
        unit_id: {} for unit_id in (*(each.unit_id for each in audit.units), None)
    }
    names = {each.unit_id: each.unit.name for each in audit.units}
    for finding in sorted(findings, key=lambda each: each.number):
        line = finding.line
        unit_id = line.unit_id if line.unit_id in names else None
        units[unit_id].setdefault(line.clause, []).append(finding)
    return [
        OfUnit(names.get(unit_id or 0, ""), list(_clauses(audit, found)))
        for unit_id, found in units.items()
        if found
    ]


def _clauses(audit: Audit, found: dict[str, list[Finding]]) -> Iterator[OfClause]:
    bank = bank_on(audit.starts_on)
    for number in sorted(found, key=in_order):
        clause = bank.clause(number)
        yield OfClause(number, clause.title if clause else "", found[number])


def people_met(audit: Audit, lines: Iterable[Line]) -> list[str]:
    """Whoever received the team by the agenda or was asked by the notes, with the unit, each once."""
    said = [(each.received_by, each.unit.name if each.unit else "") for each in audit.agenda]
    said += [
        (note.asked, line.unit.name if line.unit else "")
        for line in lines
        for note in line.standing
        if note.asked
    ]
    met: dict[str, tuple[str, str]] = {}
    for names, unit in said:
        for name in (part.strip() for part in re.split(r"[;\n]", names) if part.strip()):
            first, known = met.get(name.casefold(), (name, ""))
            met[name.casefold()] = first, known or unit
    return [f"{name} – {unit}" if unit else name for name, unit in met.values()]
