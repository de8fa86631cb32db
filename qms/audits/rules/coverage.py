"""What was audited where and when, and what is due: a matrix of clauses and units. Knows no database.

A row or column "8.5" takes in everything below it (8.5.1 …): whoever looked at a part has looked at it. What was
never looked at stays empty; it never reads as "no".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from qms.audits.rules.lines import GRAVITY, Result
from qms.foundation.texts import _l
from qms.kernel.enums import Worded

Place = tuple[str, int]  # a clause, and the unit's number in the database
WEIGHTS = {result: weight for weight, result in enumerate((Result.NOT_APPLICABLE, *reversed(GRAVITY)))}


class Look(NamedTuple):
    """What the audits of one day said of a clause in a unit: the gravest of it."""

    on: date
    result: Result

    @property
    def weight(self) -> tuple[date, int]:
        return self.on, WEIGHTS[self.result]


@dataclass(frozen=True)
class OpenFindings:
    """Findings of one audit on a clause in a unit that nobody has settled yet."""

    audit: str
    number: int


class Cell(NamedTuple):
    """One clause in one unit: the last look, how many findings are open, the month for which it is planned."""

    look: Look | None = None
    is_past: bool = False  # the last look was before the year shown
    is_long_ago: bool = False
    findings: int = 0
    month: int | None = None


EMPTY = Cell()


@dataclass(frozen=True)
class Records:
    """What the records say, by clause as it was asked and by unit."""

    looks: Mapping[Place, Look] = field(default_factory=dict)
    findings: Mapping[Place, Sequence[OpenFindings]] = field(default_factory=dict)
    months: Mapping[Place, int] = field(default_factory=dict)


@cache
def clauses_above(clause: str) -> tuple[str, ...]:
    """The clause and those that it is a part of: 8.5.1, 8.5, 8."""
    parts = clause.split(".")
    return tuple(".".join(parts[:length]) for length in range(len(parts), 0, -1))


def gathered(records: Records, clauses: Collection[str]) -> Records:
    """The same by the clauses of the matrix: each takes in what stands below it."""
    shown = frozenset(clauses)
    looks: dict[Place, Look] = {}
    for place, look in _spread(records.looks, shown):
        if place not in looks or looks[place].weight < look.weight:
            looks[place] = look
    findings: dict[Place, list[OpenFindings]] = {}
    for place, found in _spread(records.findings, shown):
        findings.setdefault(place, []).extend(found)
    months: dict[Place, int] = {}
    for place, month in _spread(records.months, shown):
        months[place] = min(month, months.get(place, month))
    return Records(looks, findings, months)


def _spread(of: Mapping[Place, Any], shown: frozenset[str]) -> Iterator[tuple[Place, Any]]:
    for (clause, unit_id), value in of.items():
        for above in clauses_above(clause):
            if above in shown:
                yield (above, unit_id), value


@lru_cache(maxsize=4096)
def months_between(first: date, last: date) -> int:
    """Whole months from one day to a later one."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def counted_to(year: int, today: date) -> date:
    """The day up to which a year's matrix counts: today in the present year, else the year's last day."""
    return today if year == today.year else date(year, 12, 31)


@dataclass(frozen=True)
class Matrix:
    """The records of a year as cells; ``day`` is the day up to which it counts, ``months`` what is long ago."""

    clauses: Sequence[str]
    records: Records
    day: date
    months: int

    findings: Mapping[Place, Sequence[OpenFindings]]  # each once, at the innermost clause shown

    @classmethod
    def of(cls, records: Records, clauses: Sequence[str], *, day: date, months: int) -> Matrix:
        found: dict[Place, list[OpenFindings]] = {}
        for (clause, unit_id), some in records.findings.items():
            shown = next((above for above in clauses_above(clause) if above in clauses), None)
            if shown is not None:
                found.setdefault((shown, unit_id), []).extend(some)
        return cls(clauses, gathered(records, clauses), day, months, found)

    def cell(self, clause: str, unit_id: int) -> Cell:
        """What is known of one clause in one unit."""
        place = clause, unit_id
        known = self._cells.get(place)
        if known is None:
            known = self._cells[place] = self._cell(place)
        return known

    @cached_property
    def _cells(self) -> dict[Place, Cell]:
        return {}

    def _cell(self, place: Place) -> Cell:
        look = self.records.looks.get(place)
        findings, month = self.records.findings.get(place), self.records.months.get(place)
        if look is None and findings is None and month is None:
            return EMPTY
        return Cell(
            look,
            is_past=look is not None and look.on.year < self.day.year,
            is_long_ago=look is not None and self.is_long_ago(look.on),
            findings=sum(each.number for each in findings or ()),
            month=month,
        )

    def row(self, unit_id: int) -> list[Cell]:
        """The cells of a unit in the order of the clauses."""
        return [self.cell(clause, unit_id) for clause in self.clauses]

    @cached_property
    def innermost(self) -> list[str]:
        """The clauses below which the matrix has no other: a part is counted and proposed, not the whole again."""
        wholes = {above for clause in self.clauses for above in clauses_above(clause)[1:]}
        return [clause for clause in self.clauses if clause not in wholes]

    def is_long_ago(self, on: date) -> bool:
        return months_between(on, self.day) >= self.months


# --- What is due ----------------------------------------------------------------------------------------------


class Reason(Worded):
    """Why something should be audited, the most pressing first."""

    FINDINGS = "findings", _l("Open findings"), "danger"
    CHANGED = "changed", _l("Procedure changed"), "warning"
    NEVER = "never", _l("Never audited"), "info"
    LONG_AGO = "long_ago", _l("Long ago"), "neutral"


@dataclass(frozen=True)
class Proposal:
    """Something to take into the programme, and why, as a sentence."""

    reason: Reason
    unit_id: int
    sentence: Any
    clauses: tuple[str, ...] = ()
    document_id: int | None = None


@dataclass(frozen=True)
class ProcedureFacts:
    """A procedure in force: since when, in which revision, and when it was audited last."""

    document_id: int
    code: str
    name: str  # of the revision in force, as people say it
    unit_id: int | None
    since: date
    audited_on: date | None


def proposals(
    matrix: Matrix,
    units: Iterable[int],
    procedures: Iterable[ProcedureFacts] = (),
    *,
    planned_documents: Collection[int] = (),
) -> list[Proposal]:
    """What is due and not planned for the year yet, the most pressing first."""
    shown = list(units)
    found = [proposal for unit_id in shown for proposal in _of_unit(matrix, unit_id)]
    found += [
        proposal
        for each in procedures
        if each.unit_id in shown and each.document_id not in planned_documents
        for proposal in _of_procedure(each, matrix.day)
    ]
    return sorted(found, key=lambda each: list(Reason).index(each.reason))


def _of_unit(matrix: Matrix, unit_id: int) -> Iterator[Proposal]:
    with_findings = tuple(
        clause
        for clause in matrix.clauses
        if (clause, unit_id) in matrix.findings and matrix.cell(clause, unit_id).month is None
    )
    if with_findings:
        sentence = _of_findings(matrix, with_findings, unit_id)
        yield Proposal(Reason.FINDINGS, unit_id, sentence, clauses=with_findings)
    due = {clause: matrix.cell(clause, unit_id) for clause in matrix.innermost}
    due = {clause: cell for clause, cell in due.items() if cell.month is None and not cell.findings}
    never = tuple(clause for clause, cell in due.items() if cell.look is None)
    if never:
        sentence = _l("Never audited here: %(clauses)s.", clauses=in_short(never, matrix.innermost))
        yield Proposal(Reason.NEVER, unit_id, sentence, clauses=never)
    old = {clause: cell.look.on for clause, cell in due.items() if cell.look and cell.is_long_ago}
    if old:
        sentence = _l(
            "Last audited %(months)s months or longer before %(day)s: %(clauses)s (the first of them on %(first)s).",
            months=matrix.months,
            day=_day(matrix.day),
            clauses=in_short(tuple(old), matrix.innermost),
            first=_day(min(old.values())),
        )
        yield Proposal(Reason.LONG_AGO, unit_id, sentence, clauses=tuple(old))


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def in_short(clauses: Sequence[str], of: Sequence[str]) -> str:
    """Clauses as people write them: three or more that follow each other in a chapter are "7.1–7.4"."""
    places = {clause: place for place, clause in enumerate(of)}
    runs: list[list[str]] = []
    for clause in clauses:
        last = runs[-1][-1] if runs else ""
        follows = bool(last) and places[clause] == places[last] + 1 and _chapter(clause) == _chapter(last)
        if follows:
            runs[-1].append(clause)
        else:
            runs.append([clause])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _chapter(clause: str) -> str:
    return clause.partition(".")[0]


def _of_findings(matrix: Matrix, clauses: Sequence[str], unit_id: int) -> Any:
    open_ones = [each for clause in clauses for each in matrix.findings[clause, unit_id]]
    return _l(
        "Findings still open: %(number)s, on %(clauses)s, of %(audits)s.",
        number=sum(each.number for each in open_ones),
        clauses=", ".join(clauses),
        audits=", ".join(dict.fromkeys(each.audit for each in open_ones)),
    )


def _of_procedure(each: ProcedureFacts, day: date) -> Iterator[Proposal]:
    if each.unit_id is None or each.since > day:
        return
    if each.audited_on is None:
        sentence = _l(
            "%(name)s is in force since %(since)s and was never audited.",
            name=each.name,
            since=_day(each.since),
        )
        yield Proposal(Reason.NEVER, each.unit_id, sentence, document_id=each.document_id)
    elif each.since > each.audited_on:
        sentence = _l(
            "%(name)s is in force since %(since)s; the procedure was audited last on %(audited_on)s, before it changed.",
            name=each.name,
            since=_day(each.since),
            audited_on=_day(each.audited_on),
        )
        yield Proposal(Reason.CHANGED, each.unit_id, sentence, document_id=each.document_id)


@dataclass(frozen=True)
class Totals:
    """Figures of a matrix: its innermost cells, those looked at in the year, never, long ago; open findings."""

    cells: int
    this_year: int
    never: int
    long_ago: int
    findings: int


def totals(matrix: Matrix, units: Collection[int]) -> Totals:
    """Count the cells and findings of these units, each once."""
    cells = [matrix.cell(clause, unit_id) for unit_id in units for clause in matrix.innermost]
    return Totals(
        cells=len(cells),
        this_year=sum(cell.look is not None and not cell.is_past for cell in cells),
        never=sum(cell.look is None for cell in cells),
        long_ago=sum(cell.is_long_ago for cell in cells),
        findings=sum(
            each.number
            for (_clause, unit_id), found in matrix.findings.items()
            if unit_id in units
            for each in found
        ),
    )
