"""Growth: how the cost of an act rises with the number of documents; 0 is not at all, 1 is in proportion."""

from __future__ import annotations

import math
import statistics
from contextlib import ExitStack

from flask import Flask

from benchmarks import installation
from benchmarks.bench_pages import visits
from benchmarks.bench_publish import Publisher
from benchmarks.pairing import Figure, rotate, show_figures

USUAL = [500, 5000]
GOALS = {"document page": 0.05, "step page": 0.05, "list of 50": None, "publish": 0.1}


def measure(apps: dict[int, Flask], *, rounds: int = 12, turn: int = 10) -> list[Figure]:
    """The same acts at every size in one rotation; the exponent of each act's processor time."""
    acts, publish = {}, {}
    for size, app in apps.items():
        opened = visits(app, installation.sign_in(app))
        acts |= {(name, size): opened[name] for name in GOALS if name in opened}
        publish[("publish", size)] = Publisher(app).publish
    timings = {
        **rotate(acts, yardstick=next(iter(acts)), rounds=rounds, turn=turn).timings,
        **rotate(publish, yardstick=next(iter(publish)), rounds=rounds, turn=1).timings,
    }
    figures = []
    for name, goal in GOALS.items():
        costs = {size: timings[(name, size)].cpu for size in apps}
        figures.append(Figure(f"{name}, exponent", exponent(costs), "", goal))
        figures += [Figure(f"  {name} at {size:,}", cost, "CPU ms") for size, cost in costs.items()]
    return figures


def exponent(costs: dict[int, float]) -> float:
    """The slope of log(cost) over log(size)."""
    sizes, values = [math.log(size) for size in costs], [math.log(cost) for cost in costs.values()]
    return statistics.linear_regression(sizes, values).slope


def main(sizes: list[int]) -> None:
    sizes = sizes if len(sizes) > 1 else USUAL
    with ExitStack() as stack:
        apps = {size: stack.enter_context(installation.installed(size, searchable=True)) for size in sizes}
        show_figures(f"Growth, {' to '.join(f'{size:,}' for size in sizes)} documents", measure(apps))
