"""How the checks are run, judged and summed up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts.checks import (
    BESIDE_BROWSERS,
    CHECKS,
    ON_TWO_CORES,
    Check,
    Count,
    Run,
    chosen,
    main,
    read_report,
)

GOOD = Check("good", "Good", (sys.executable, "-c", "pass"))
BAD = Check("bad", "Bad", (sys.executable, "-c", "raise SystemExit(2)"))


def test_the_first_failure_ends_the_run(capfd: pytest.CaptureFixture[str]) -> None:
    run = Run([GOOD, BAD, GOOD])
    assert not run.carry_out([])
    run.sum_up()
    told = capfd.readouterr().out
    assert "[2/3] Bad" in told
    assert "[3/3]" not in told
    assert told.splitlines()[-1] == "0 passed, 1 failed"


def test_the_last_line_is_the_sum_of_the_tests(capsys: pytest.CaptureFixture[str]) -> None:
    run = Run([])
    assert run.judge_tests(0, Count(passed=40))
    assert run.judge_tests(0, Count(passed=2))
    run.sum_up()
    assert capsys.readouterr().out.splitlines()[-1] == "42 passed, 0 failed"


@pytest.mark.parametrize(
    ("status", "count"),
    [(1, Count(9, 1)), (0, Count(9, 0, skipped=1)), (5, Count()), (0, Count()), (3, Count(9)), (-9, Count())],
    ids=["failed", "skipped", "none found", "none run", "broken off", "killed"],
)
def test_a_run_of_tests_fails_unless_every_test_ran_and_passed(status: int, count: Count) -> None:
    run = Run([])
    assert not run.judge_tests(status, count)
    assert run.failed == 1


def test_pytests_report_is_added_up(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>',
        encoding="utf-8",
    )
    assert read_report(report) == Count(passed=4, failed=3, skipped=3)


def test_a_report_that_was_never_written_counts_nothing(tmp_path: Path) -> None:
    assert read_report(tmp_path / "report.xml") == Count()


def test_named_checks_keep_their_order() -> None:
    assert [check.name for check in chosen(["types", "format"])] == ["format", "types"]


def test_the_order_is_the_cheap_ones_first_and_each_database() -> None:
    assert [check.name for check in chosen([])] == [
        "format",
        "lint",
        "types",
        "templates",
        "tests",
        "browser",
        "postgres",
    ]
    assert [check.name for check in chosen([]) if check.counts_tests] == ["tests", "browser", "postgres"]


def test_the_long_tests_run_when_they_are_named_and_only_then() -> None:
    assert [check.name for check in chosen(["long"])] == ["long"]


def test_tests_use_both_cores() -> None:
    for check in CHECKS:
        assert not check.counts_tests or {ON_TWO_CORES, BESIDE_BROWSERS} & {*check.command}, check.name


def test_an_unknown_name_is_refused_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["typos"])
    assert "no check is named typos; there are format, lint," in capsys.readouterr().err
