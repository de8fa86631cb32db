"""Timing things in rotation (A B C A B C …), so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

TURN = 10  # times an act is run before the next has its turn; more smooths what Python does now and then


@dataclass(frozen=True)
class Timing:
    """Of one thing, in milliseconds: wall median, wall 95th percentile, processor median."""

    wall: float
    wall_p95: float
    cpu: float


@dataclass(frozen=True)
class Outcome:
    """Timings by name, and for each name the median of its processor time over the yardstick's, pair by pair."""

    timings: Mapping[str, Timing]
    ratios: Mapping[str, float]


def rotate(
    acts: Mapping[str, Callable[[], object]], *, yardstick: str, rounds: int = 30, turn: int | None = None
) -> Outcome:
    """Run each act ``turn`` times a round (None: TURN), ``rounds`` rounds, after a warm-up round."""
    turn = turn or TURN
    for act in acts.values():
        for _n in range(turn):
            act()
    walls: dict[str, list[float]] = {name: [] for name in acts}
    cpus: dict[str, list[float]] = {name: [] for name in acts}
    gc.collect()
    for _round in range(rounds):
        for name, act in acts.items():
            cpu = time.process_time()
            for _n in range(turn):
                begun = time.perf_counter()
                act()
                walls[name].append((time.perf_counter() - begun) * 1000)
            cpus[name].append((time.process_time() - cpu) * 1000 / turn)
    timings = {
        name: Timing(
            statistics.median(walls[name]), percentile(walls[name], 95), statistics.median(cpus[name])
        )
        for name in acts
    }
    ratios = {
        name: statistics.median(a / b for a, b in zip(cpus[name], cpus[yardstick], strict=True) if b)
        for name in acts
    }
    return Outcome(timings, ratios)


def percentile(values: list[float], share: int) -> float:
    """The value below which ``share`` percent of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def spread(seconds: list[float]) -> tuple[float, float]:
    """Median and 95th percentile of times in seconds, in milliseconds."""
    return statistics.median(seconds) * 1000, percentile(seconds, 95) * 1000


@dataclass(frozen=True)
class Figure:
    """A line of a table of plain figures; ``goal`` is the most it may be, None where there is none."""

    what: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "reached" if self.value <= self.goal else "missed"


def show_figures(title: str, figures: list[Figure]) -> None:
    """Print a table of plain figures."""
    print(f"\n{title}")
    print(f"  {'':58} {'':>10} {'':8} {'goal':>8}")
    for figure in figures:
        goal = "" if figure.goal is None else f"{figure.goal:g}"
        print(f"  {figure.what:58} {figure.value:10.2f} {figure.unit:8} {goal:>8} {figure.verdict}".rstrip())


@dataclass(frozen=True)
class Row:
    """A line of the printed table; ``goal`` is the ratio to reach, None where there is none."""

    what: str
    timing: Timing
    ratio: float | None = None
    goal: float | None = None

    @property
    def verdict(self) -> str:
        if self.ratio is None or self.goal is None:
            return ""
        return "reached" if self.ratio <= self.goal else "missed"


def show(title: str, rows: list[Row]) -> None:
    """Print a table."""
    print(f"\n{title}")
    print(f"  {'':44} {'CPU ms':>8} {'wall ms':>9} {'p95 ms':>8} {'ratio':>7} {'goal':>6}")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        goal = "" if row.goal is None else f"{row.goal:.2f}"
        timing = row.timing
        print(
            f"  {row.what:44} {timing.cpu:8.2f} {timing.wall:9.2f} {timing.wall_p95:8.2f} {ratio:>7} {goal:>6} {row.verdict}"
        )
