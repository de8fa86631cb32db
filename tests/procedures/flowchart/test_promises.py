"""Every drawing keeps its promises: the examples, the procedures of this repository, generated ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from qms.procedures.docfile import parse
from qms.procedures.flowchart import Drawing
from qms.procedures.flowchart.geometry import Line, Point, Rect
from qms.procedures.structure import Procedure
from tests.procedures.flowchart.examples import (
    DOCUMENT_CONTROL,
    EXAMPLES,
    LABELS,
    LAYOUTS,
    link,
    procedures,
    table,
)
from tests.procedures.flowchart.promises import broken

DOCUMENTS = Path(__file__).parents[3] / "procedures_docs"
Layout = Callable[..., Drawing]


def draw(layout: Layout, procedure: Procedure) -> Drawing:
    return layout(procedure, labels=LABELS, link=link, id_prefix="chart")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_drawn_without_collisions(name: str, layout: Layout) -> None:
    procedure = Procedure(steps=EXAMPLES[name])
    assert broken(procedure, draw(layout, procedure)) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_procedures_of_this_repository_are_drawn_without_collisions(layout: Layout) -> None:
    files = sorted(DOCUMENTS.glob("*.md"))
    assert len(files) >= 22
    for file in files:
        procedure = parse(file.read_bytes(), file.name).procedure
        assert broken(procedure, draw(layout, procedure)) == [], file.name


@pytest.mark.slow
@given(procedure=procedures())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
def test_generated_procedures_are_drawn_without_collisions(procedure: Procedure) -> None:
    for layout in LAYOUTS:
        assert broken(procedure, draw(layout, procedure)) == [], layout.__name__


# -- the checks themselves: each must find what it is for ---------------------------------------------------


def spoilt(**changes: object) -> list[str]:
    """What the checks say about a sound table with something changed."""
    return broken(Procedure(steps=DOCUMENT_CONTROL), replace(table(*DOCUMENT_CONTROL), **changes))


SOUND = table(*DOCUMENT_CONTROL)


def moved(rect: Rect, down: float) -> Rect:
    return replace(rect, y=rect.y + down)


def test_a_box_on_another_is_found() -> None:
    first, second, *others = SOUND.boxes
    boxes = (replace(first, rect=moved(second.rect, 5)), second, *others)
    assert any("overlap" in problem for problem in spoilt(boxes=boxes))


def test_a_line_through_a_box_is_found() -> None:
    line = SOUND.lines[0]
    across = replace(line, points=(line.points[0], Point(line.points[0].x, SOUND.boxes[-1].rect.bottom)))
    assert any("runs through" in problem for problem in spoilt(lines=(across, *SOUND.lines[1:])))


def test_a_label_on_a_line_is_found() -> None:
    label = SOUND.labels[0]
    upright = SOUND.lines[label.line].points[-1]
    hidden = replace(label, rect=Rect(upright.x - 20, upright.y - 20, 40, 10))
    assert any("is crossed by" in problem for problem in spoilt(labels=(hidden, *SOUND.labels[1:])))


def test_a_label_on_another_is_found() -> None:
    first, second, *others = SOUND.labels
    assert any(
        "overlaps Label" in problem
        for problem in spoilt(labels=(first, replace(second, rect=first.rect), *others))
    )


def test_lines_of_strangers_on_top_of_each_other_are_found() -> None:
    straight = SOUND.lines[0]
    double = Line(5, 6, straight.way, straight.points)
    assert any("runs on" in problem for problem in spoilt(lines=(*SOUND.lines, double)))


def test_a_missing_line_is_found() -> None:
    assert any("missing" in problem for problem in spoilt(lines=SOUND.lines[:-1]))


def test_what_lies_outside_is_found() -> None:
    assert any("lies outside" in problem for problem in spoilt(width=SOUND.width - 100))


def test_a_text_that_leaves_its_box_is_found() -> None:
    first, second, *others = SOUND.boxes
    long = replace(second, texts=tuple(replace(text, content=text.content * 3) for text in second.texts))
    assert any("leaves" in problem for problem in spoilt(boxes=(first, long, *others)))


def test_a_cut_through_a_box_is_found() -> None:
    assert any("cuts something" in problem for problem in spoilt(breaks=(SOUND.boxes[3].rect.centre.y,)))
