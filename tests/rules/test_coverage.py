"""The matrix of what was audited, and what it proposes."""

from __future__ import annotations

from datetime import date

import pytest

from qms.audits.rules.coverage import (
    EMPTY,
    Look,
    Matrix,
    OpenFindings,
    ProcedureFacts,
    Reason,
    Records,
    counted_to,
    in_short,
    months_between,
    proposals,
    totals,
)
from qms.audits.rules.lines import Result

DAY = date(2026, 11, 22)
COUNTER, OFFICE = 1, 2


def matrix(*clauses: str, **records: object) -> Matrix:
    return Matrix.of(Records(**records), clauses, day=DAY, months=12)  # type: ignore[arg-type]  # given by name


def look(year: int, month: int, result: Result = Result.CONFORMING) -> Look:
    return Look(date(year, month, 5), result)


def test_a_clause_takes_in_what_stands_below_it():
    made = matrix("7.5", "8.5", looks={("7.5.3.1", COUNTER): look(2026, 3), ("8.50", COUNTER): look(2026, 3)})
    assert made.cell("7.5", COUNTER).look == look(2026, 3)
    assert made.cell("8.5", COUNTER) is EMPTY


def test_the_last_look_counts_and_of_one_day_the_gravest():
    looks = {
        ("7.5.1", COUNTER): look(2025, 3, Result.MAJOR),
        ("7.5.2", COUNTER): look(2026, 3, Result.CONFORMING),
        ("7.5.3", COUNTER): look(2026, 3, Result.MINOR),
        ("7.5.3.1", COUNTER): look(2026, 3, Result.NOT_APPLICABLE),
    }
    assert matrix("7.5", looks=looks).cell("7.5", COUNTER).look == look(2026, 3, Result.MINOR)


def test_a_cell_says_whether_it_was_looked_at_this_year_or_long_ago():
    looks = {
        ("7.1", COUNTER): look(2026, 1),
        ("7.2", COUNTER): look(2025, 12),
        ("7.3", COUNTER): look(2025, 11),
    }
    this_year, last_year, long_ago = matrix("7.1", "7.2", "7.3", looks=looks).row(COUNTER)
    assert (this_year.is_past, this_year.is_long_ago) == (False, False)
    assert (last_year.is_past, last_year.is_long_ago) == (True, False)
    assert (long_ago.is_past, long_ago.is_long_ago) == (True, True)


def test_a_part_of_a_month_is_no_month():
    assert months_between(date(2025, 11, 22), DAY) == 12
    assert months_between(date(2025, 11, 23), DAY) == 11


def test_the_present_year_counts_to_today_and_others_to_their_end():
    assert counted_to(2026, DAY) == DAY
    assert counted_to(2027, DAY) == date(2027, 12, 31)


def test_each_proposal_says_why_and_the_most_pressing_comes_first():
    made = matrix(
        "7.1",
        "7.2",
        "7.3",
        looks={("7.1", COUNTER): look(2026, 3, Result.MINOR), ("7.2", COUNTER): look(2024, 3)},
        findings={("7.1", COUNTER): [OpenFindings("ĐG-2026-01", 2)]},
    )
    changed = ProcedureFacts(9, "QT-05", "QT-05 (02/00)", COUNTER, date(2026, 9, 1), date(2026, 3, 5))
    found = proposals(made, [COUNTER], [changed])
    assert [each.reason for each in found] == [
        Reason.FINDINGS,
        Reason.CHANGED,
        Reason.NEVER,
        Reason.LONG_AGO,
    ]
    findings, procedure, never, long_ago = (str(each.sentence) for each in found)
    assert "2" in findings
    assert "ĐG-2026-01" in findings
    assert "05/03/2026" in procedure
    assert "QT-05 (02/00)" in procedure
    assert "7.3" in never
    assert "05/03/2024" in long_ago
    assert [each.clauses for each in found] == [("7.1",), (), ("7.3",), ("7.2",)]
    assert found[1].document_id == 9


@pytest.mark.parametrize(
    ("since", "audited_on", "reason"),
    [
        (date(2026, 9, 1), None, Reason.NEVER),
        (date(2026, 9, 1), date(2026, 8, 31), Reason.CHANGED),
        (date(2026, 9, 1), date(2026, 9, 1), None),
        (date(2026, 12, 1), None, None),  # in force only after the day that is looked at
    ],
)
def test_a_procedure_is_due_when_it_changed_after_its_last_audit(since, audited_on, reason):
    facts = ProcedureFacts(9, "QT-05", "QT-05 (01/00)", COUNTER, since, audited_on)
    assert [each.reason for each in proposals(matrix(), [COUNTER], [facts])] == ([reason] if reason else [])


def test_what_is_planned_is_not_proposed_again():
    made = matrix("7.1", "7.2", months={("7.1.5", COUNTER): 5})
    changed = ProcedureFacts(9, "QT-05", "QT-05 (01/00)", COUNTER, date(2026, 9, 1), None)
    (only,) = proposals(made, [COUNTER], [changed], planned_documents=[9])
    assert only.clauses == ("7.2",)


def test_of_a_clause_and_its_parts_the_parts_are_proposed():
    (only,) = proposals(matrix("7.5", "7.5.1", "7.5.2"), [COUNTER])
    assert only.clauses == ("7.5.1", "7.5.2")


def test_procedures_of_other_units_are_left_out():
    changed = ProcedureFacts(9, "QT-05", "QT-05 (01/00)", OFFICE, date(2026, 9, 1), None)
    assert proposals(matrix(), [COUNTER], [changed]) == []


def test_figures_count_cells():
    made = matrix(
        "7.1",
        "7.2",
        looks={("7.1", COUNTER): look(2026, 3), ("7.1", OFFICE): look(2024, 3)},
        findings={("7.1", COUNTER): [OpenFindings("ĐG-2026-01", 2)]},
    )
    counted = totals(made, {COUNTER, OFFICE})
    assert (counted.cells, counted.this_year, counted.never, counted.long_ago, counted.findings) == (
        4,
        1,
        2,
        1,
        2,
    )


def test_a_finding_shows_at_the_clause_and_at_the_whole_and_counts_once():
    made = matrix(
        "7.5",
        "7.5.3",
        "7.5.3.1",
        looks={("7.5.3", COUNTER): look(2026, 3, Result.MINOR)},
        findings={("7.5.3", COUNTER): [OpenFindings("ĐG-2026-01", 1)], ("8.1", COUNTER): []},
    )
    assert [cell.findings for cell in made.row(COUNTER)] == [1, 1, 0]
    assert totals(made, {COUNTER}).findings == 1
    (findings, never) = proposals(made, [COUNTER])
    assert (findings.clauses, never.clauses) == (("7.5.3",), ("7.5.3.1",))


def test_clauses_that_follow_each_other_are_written_as_from_to():
    of = ["4.1", "4.2", "4.3", "5.1", "5.2", "6.1"]
    assert in_short(["4.1", "4.2", "4.3", "5.1", "6.1"], of) == "4.1–4.3, 5.1, 6.1"
    assert in_short(["4.1", "4.3"], of) == "4.1, 4.3"
