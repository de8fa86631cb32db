"""Every check of the project, in order, stopping at the first that fails: what `make test` runs.

    .venv/bin/python -m scripts.checks [name …]

Without names, all of them but "long", which tries more than a daily run has time for. The last line is the sum of the
tests, "N passed, N failed". Nothing is skipped in silence: a missing browser or PostgreSQL is an error, and so is a
skipped test or a run without tests.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree

from scripts import chromium, clamav, judges, postgres, tesseract
from scripts.bootstrap import ROOT, Stop, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOOLS = Path(sys.executable).parent
DATABASE_ADDRESS = (
    "QMS_TEST_DATABASE_URL"  # where tests/conftest.py looks for a server to use instead of SQLite
)
PYTEST = (sys.executable, "-m", "pytest", "--dist=worksteal")
ON_TWO_CORES = "--numprocesses=2"
BESIDE_BROWSERS = (
    "--numprocesses=3"  # tests that wait for their browser leave a core to others: 172 s became 149
)


@dataclass(frozen=True)
class Check:
    """One step. A step that is pytest counts tests; needs names what must be found or started for it."""

    name: str
    title: str
    command: tuple[str, ...]
    needs: frozenset[str] = frozenset()
    environment: tuple[tuple[str, str], ...] = ()
    only_by_name: bool = False

    @property
    def counts_tests(self) -> bool:
        """Whether it is a run of pytest."""
        return self.command[: len(PYTEST)] == PYTEST


CHECKS = (
    Check("format", "Format", (str(TOOLS / "ruff"), "format", "--check", ".")),
    Check("lint", "Lint", (str(TOOLS / "ruff"), "check", ".")),
    Check("types", "Types", (str(TOOLS / "mypy"),)),
    Check("templates", "Templates", (str(TOOLS / "djlint"), "--lint", "templates")),
    Check(
        "tests",
        "Tests on SQLite",
        (*PYTEST, ON_TWO_CORES, "-m", "not browser and not postgres"),
        frozenset({"clamav", "judges", "tesseract"}),
    ),
    Check(
        "browser", "Tests in Chromium", (*PYTEST, BESIDE_BROWSERS, "-m", "browser"), frozenset({"chromium"})
    ),
    Check(
        "postgres",
        "Tests on PostgreSQL",
        (*PYTEST, ON_TWO_CORES, "-m", "not browser and (database or postgres)"),
        frozenset({"postgres", "clamav", "judges", "tesseract"}),
    ),
    Check(
        "long",
        "Long tests on SQLite",
        (*PYTEST, ON_TWO_CORES, "-m", "long"),
        environment=(("QMS_TEST_LONG", "1"),),  # read by tests/amounts.py
        only_by_name=True,
    ),
)


class Count(NamedTuple):
    """How many tests a run of pytest had, by outcome."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0


def read_report(path: Path) -> Count:
    """Sums up pytest's own report; all zero when it wrote none."""
    if not path.exists():
        return Count()
    total = failed = skipped = 0
    for suite in ElementTree.parse(path).iter("testsuite"):  # noqa: S314 - pytest has just written it
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return Count(max(total - failed - skipped, 0), failed, skipped)


@dataclass
class Run:
    """One run of some checks: what was found for them, and what came of them so far."""

    checks: Sequence[Check]
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    programs: Path | None = None
    passed: int = 0
    failed: int = 0
    times: list[tuple[str, float]] = field(default_factory=list)

    def prepare(self) -> None:
        """Finds what the checks need before the first of them runs. Raises Stop if something can't be had."""
        needs = frozenset().union(*(check.needs for check in self.checks))
        self.environment.pop(DATABASE_ADDRESS, None)
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)  # every process would compile all modules again
        if "chromium" in needs:
            self.environment[chromium.CHOSEN_BY_HAND] = chromium.find()
        if "clamav" in needs:
            clamav.find()
        if "tesseract" in needs:
            tesseract.find()
        if "judges" in needs:
            judges.find()
        if "postgres" in needs:
            self.programs = postgres.find_programs()

    def carry_out(self, extra: Sequence[str]) -> bool:
        """Runs the checks until one fails; extra goes to pytest. Returns whether all went well."""
        for number, check in enumerate(self.checks, 1):
            say(f"\n[{number}/{len(self.checks)}] {check.title}: {readable(check.command)}")
            began = time.monotonic()
            well = self.carry_out_one(check, extra)
            self.times.append((check.title, time.monotonic() - began))
            say(f"{check.title}: {'passed' if well else 'FAILED'} in {self.times[-1][1]:.1f} s")
            if not well:
                return False
        return True

    def carry_out_one(self, check: Check, extra: Sequence[str]) -> bool:
        """Runs one check with what it needs. Returns whether it went well."""
        with self.surroundings(check) as environment, tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            more = [f"--junitxml={report}", *extra] if check.counts_tests else []
            status = subprocess.run(
                [*check.command, *more],
                cwd=ROOT,
                env={**environment, **dict(check.environment)},
                stdin=subprocess.DEVNULL,
                check=False,
            ).returncode
            return self.judge_tests(status, read_report(report)) if check.counts_tests else self.judge(status)

    @contextlib.contextmanager
    def surroundings(self, check: Check) -> Iterator[dict[str, str]]:
        """The environment variables for a check, with a server behind them if it needs one."""
        if "postgres" in check.needs and self.programs is not None:
            with postgres.server(self.programs) as address:
                yield {**self.environment, DATABASE_ADDRESS: address}
        else:
            yield self.environment

    def judge(self, status: int) -> bool:
        """A check that is not a run of tests counts as one failure when it fails, and not otherwise."""
        self.failed += status != 0
        return status == 0

    def judge_tests(self, status: int, count: Count) -> bool:
        """Adds the tests up. A run that was cut short, found nothing or skipped something has failed."""
        self.passed += count.passed
        self.failed += count.failed
        if status == 0 and count.skipped:
            say(
                f"{count.skipped} skipped: every test must run, or be left out by a marker of pyproject.toml."
            )
        well = status == 0 and not count.failed and not count.skipped and count.passed > 0
        if not well and not count.failed:
            self.failed += 1
        return well

    def sum_up(self) -> None:
        """Prints the time of each check, and as the last line the sum."""
        say("\n" + "\n".join(f"{seconds:8.1f} s  {title}" for title, seconds in self.times))
        say(f"{sum(seconds for _, seconds in self.times):8.1f} s  together\n")
        say(f"{self.passed} passed, {self.failed} failed")


def readable(command: Sequence[str]) -> str:
    """The command as a person would type it in the project's root."""
    return " ".join(part.replace(f"{ROOT}/", "") for part in command)


def chosen(names: Sequence[str]) -> list[Check]:
    """The checks of these names, in the order of the list; without names all but those for a release."""
    return [check for check in CHECKS if (check.name in names if names else not check.only_by_name)]


def end_on_signal(number: int, _frame: FrameType | None) -> None:
    """Turns a request to end into an exception, so that the server is stopped and folders are removed."""
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> int:
    """Runs the named checks, or all. Returns the exit status."""
    names = [check.name for check in CHECKS]
    parser = argparse.ArgumentParser(prog="checks", description="Runs the project's checks.")
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"of {', '.join(names)}; none means all but long"
    )
    known, extra = parser.parse_known_args(arguments)
    unknown = sorted(set(known.names) - set(names))
    if unknown:
        parser.error(f"no check is named {', '.join(unknown)}; there are {', '.join(names)}")
    signal.signal(signal.SIGTERM, end_on_signal)
    run = Run(chosen(known.names))
    try:
        run.prepare()
        well = run.carry_out(extra)
    except (Stop, postgres.DidNotStart) as stop:
        run.failed += 1
        say(f"\n{stop}")
        well = False
    run.sum_up()
    return 0 if well else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
