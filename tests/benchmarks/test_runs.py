"""Every part of the benchmarks runs and tells a figure; nothing here asks how quick anything is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from benchmarks import (
    bench_checklist,
    bench_growth,
    bench_intake,
    bench_login,
    bench_matrix,
    bench_memory,
    bench_pages,
    bench_pdf,
    bench_publish,
    bench_reading,
    bench_register,
    bench_search,
    bench_trail,
    bench_writers,
    installation,
    pairing,
)

SIZE = 20


@pytest.fixture(autouse=True)
def _once_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is timed here runs once to warm up and once for its figure."""
    monkeypatch.setattr(pairing, "TURN", 1)


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    with installation.installed(SIZE, searchable=True) as built:
        yield built


def test_pages_are_compared_with_the_floor(app: Flask) -> None:
    rows = bench_pages.measure(app, rounds=1)
    assert {row.what for row in rows} == {"floor", *bench_pages.GOALS}
    assert all(row.ratio for row in rows)


def test_a_pdf_is_set() -> None:
    assert all(figure.value > 0 for figure in bench_pdf.measure(pages=3))


def test_a_published_text_is_found(app: Flask) -> None:
    assert all(figure.value > 0 for figure in bench_publish.measure(app, times=1))


def test_searching_is_compared_with_fts5(app: Flask) -> None:
    rows = bench_search.measure(app, SIZE, rounds=1)
    assert {row.what for row in rows if row.ratio} >= {"3 words", "phrase", "typeahead", "filter"}
    assert all(figure.value > 0 for figure in bench_search.measure_page(app, SIZE, rounds=1))


def test_files_that_come_in_are_timed(app: Flask) -> None:
    assert {figure.what for figure in bench_intake.measure(app, files=1)} >= {"one file"}


def test_signing_in_is_timed(app: Flask) -> None:
    assert all(figure.value > 0 for figure in bench_login.measure(app, times=1))


def test_writers_at_once_lose_nothing() -> None:
    with installation.installed(3) as app:
        answered, others, lost, broken, *_times = bench_writers.measure(app, clients=3, writes=2)
    assert (answered.value, others.value, lost.value, broken.value) == (6, 0, 0, 0)


def test_growth_is_measured_over_two_sizes(app: Flask) -> None:
    figures = bench_growth.measure({SIZE: app, SIZE + 1: app}, rounds=1, turn=1)
    assert {f"{name}, exponent" for name in bench_growth.GOALS} <= {figure.what for figure in figures}


def test_the_exponent_of_what_grows_in_proportion_is_one() -> None:
    assert bench_growth.exponent({10: 3.0, 100: 30.0, 1000: 300.0}) == pytest.approx(1)


def test_a_fresh_process_tells_its_memory(tmp_path: Path) -> None:
    installation.build(tmp_path, SIZE, searchable=True)
    figures = bench_memory.measure(tmp_path, SIZE, requests=12, starts=1)
    assert all(figure.value > 0 for figure in figures)


def test_the_matrix_is_compared_with_the_floor(app: Flask) -> None:
    with app.app_context():
        unit_id = bench_matrix.fill(units=2, clauses=3, years=2)
    rows = bench_matrix.measure(app, unit_id, rounds=1, turn=1)
    assert {row.what for row in rows} == {"floor", *bench_matrix.ADDRESSES}
    assert all(row.ratio for row in rows)


def test_a_checklist_is_opened_and_written_on(app: Flask) -> None:
    audit_id = bench_checklist.build(app, lines=60, assessed=2)
    rows = bench_checklist.measure(app, audit_id, rounds=1)
    assert {row.what for row in rows} == {"floor", *bench_checklist.GOALS}
    assert all(figure.value > 0 for figure in bench_checklist.measure_writing(app, audit_id, times=1))


def test_a_register_is_looked_through_and_reported_into(app: Flask) -> None:
    bench_register.build(app, 200)
    rows = bench_register.measure(app, 200, rounds=1)
    assert {row.what for row in rows} == {"floor", *bench_register.GOALS}
    assert all(figure.value > 0 for figure in bench_register.measure_reporting(app, times=1))


def test_who_has_read_what_is_counted_and_asked() -> None:
    with installation.installed(3) as app:
        rows = bench_reading.measure(app, bench_reading.build(app, people=6, units=2), rounds=1)
        assert {row.what for row in rows} == {"floor", *bench_reading.GOALS}
        assert all(figure.value > 0 for figure in bench_reading.measure_acts(app, times=1))


def test_the_chain_is_walked(app: Flask) -> None:
    assert [figure.unit for figure in bench_trail.measure(app, entries=5, times=2)] == [
        "s",
        "ratio",
        "ms",
        "ms",
    ]
