"""How drawings look, as far as geometry can say it."""

from __future__ import annotations

from qms.procedures.flowchart import Drawing
from qms.procedures.flowchart.geometry import Line, Shape, Tone, Way
from qms.procedures.structure import END, FormUse, Procedure
from tests.procedures.flowchart.examples import (
    DOCUMENT_CONTROL,
    LABELS,
    LAND_ALLOCATION,
    LAYOUTS,
    RADIATION_LICENCE,
    WITH_FAULTS,
    decision,
    link,
    strip,
    swimlanes,
    table,
    task,
)


def bends(line: Line) -> int:
    return len(line.points) - 2


def lines_between(drawing: Drawing, source: int | None, target: int | None) -> list[Line]:
    """The lines between two steps, by their numbers; None for the start or the end."""
    numbers = {box.row: box.number for box in drawing.boxes}
    return [
        line for line in drawing.lines if (numbers[line.source], numbers[line.target]) == (source, target)
    ]


def test_a_row_of_steps_of_one_party_is_one_straight_line() -> None:
    drawing = swimlanes(task("a", "A", "P", "b"), task("b", "B", "P", "c"), task("c", "C", "P", END))
    assert [bends(line) for line in drawing.lines] == [0, 0, 0, 0]


def test_handing_over_to_another_party_takes_one_bend() -> None:
    drawing = swimlanes(*LAND_ALLOCATION)
    handed_over = [bends(line) for line in drawing.lines[1:-1]]
    assert handed_over == [1] * 10


def test_loops_take_two_bends() -> None:
    drawing = swimlanes(*DOCUMENT_CONTROL)
    assert [bends(line) for line in drawing.lines if line.way is Way.BACK] == [2, 2]


def test_rows_of_the_same_height_are_evenly_spaced() -> None:
    drawing = table(*(task(f"s{n}", "Việc", "P", f"s{n + 1}" if n < 5 else END) for n in range(6)))
    middles = [box.rect.centre.y for box in drawing.boxes if box.shape is Shape.TASK]
    assert len({after - before for before, after in zip(middles, middles[1:], strict=False)}) == 1


def test_every_lane_has_its_party_as_head() -> None:
    drawing = swimlanes(*DOCUMENT_CONTROL)
    heads = [" ".join(text.content for text in lane.texts) for lane in drawing.lanes]
    assert heads == ["Đơn vị đề nghị", "Trưởng phòng", "Chuyên viên", "Giám đốc", "Văn thư"]


def test_boxes_stand_in_the_middle_of_the_lane_of_their_party() -> None:
    drawing = swimlanes(*DOCUMENT_CONTROL)
    first, *_ = drawing.lanes
    own = [box for box in drawing.boxes if box.number == 1]
    assert first.rect.x < own[0].rect.x
    assert own[0].rect.right < first.rect.right


def test_twelve_parties_have_twelve_lanes_wide_enough_for_their_boxes() -> None:
    steps = [task(f"s{n}", "Xử lý", f"Phòng {n}", f"s{n + 1}" if n < 11 else END) for n in range(12)]
    drawing = swimlanes(*steps)
    assert len(drawing.lanes) == 12
    assert min(lane.rect.width for lane in drawing.lanes) > 148


def test_long_names_are_written_in_full() -> None:
    drawing = swimlanes(*RADIATION_LICENCE)
    texts = [text.content for text in drawing.boxes[2].texts if text.tone is Tone.NAME]
    assert " ".join(texts) == RADIATION_LICENCE[1].name


def test_decisions_are_diamonds_and_the_ends_are_marked() -> None:
    shapes = [box.shape for box in swimlanes(*DOCUMENT_CONTROL).boxes]
    assert shapes[0] is shapes[-1] is Shape.TERMINAL
    assert [shapes[2], shapes[5]] == [Shape.DECISION, Shape.DECISION]


def test_faults_are_drawn_as_broken_ends() -> None:
    drawing = swimlanes(*WITH_FAULTS)
    assert sum(box.shape is Shape.FAULT for box in drawing.boxes) == 3
    assert sum(line.way is Way.BROKEN for line in drawing.lines) == 3


def test_a_label_stands_beside_the_box_that_decides() -> None:
    drawing = table(*DOCUMENT_CONTROL)
    for label in drawing.labels:
        source = drawing.boxes[drawing.lines[label.line].source].rect
        aside = max(source.x - label.rect.right, label.rect.x - source.right, 0)
        below = max(source.y - label.rect.bottom, label.rect.y - source.bottom, 0)
        assert aside + below < 10


def test_two_ways_to_one_step_are_two_lines() -> None:
    drawing = table(decision("a", "A?", "P", một="b", hai="b"), task("b", "B", "P", END))
    assert len(lines_between(drawing, 1, 2)) == 2


def test_lines_that_join_share_their_last_stretch() -> None:
    steps = (
        task("a", "A", "P", "b", "c", "d"),
        task("b", "B", "P", "d"),
        task("c", "C", "P", "d"),
        task("d", "D", "P", END),
    )
    ends = {line.points[-1] for line in table(*steps).lines if line.target == 4}
    assert len(ends) <= 2


def test_in_one_column_loops_run_on_the_left_and_skips_on_the_right() -> None:
    drawing = table(
        decision("a", "A?", "P", một="b", hai="c"),
        decision("b", "B?", "P", lại="a", đạt="c"),
        task("c", "C", "P", END),
    )
    middle = drawing.boxes[1].rect.centre.x
    loop, skip = lines_between(drawing, 2, 1)[0], lines_between(drawing, 1, 3)[0]
    assert min(point.x for point in loop.points) < middle < max(point.x for point in skip.points)


def test_the_second_line_of_a_box_says_how_long_and_which_form() -> None:
    notes = [text.content for text in swimlanes(*DOCUMENT_CONTROL).boxes[1].texts if text.tone is Tone.NOTE]
    assert notes == ["0,5 ngày · BM-05.01"]


def test_the_table_says_who_how_long_and_which_forms() -> None:
    step = task("a", "A", "Văn thư", END, days="2", forms=(FormUse("Sổ đi", "BM-1"), FormUse("Phiếu trình")))
    assert [text.content for text in table(step).cells] == ["Văn thư", "2 ngày", "BM-1 Sổ đi", "Phiếu trình"]


def test_the_table_heads_its_columns() -> None:
    heads = [text.content for lane in table(*DOCUMENT_CONTROL).lanes for text in lane.texts]
    assert heads == ["Trách nhiệm", "Trình tự", "Thời hạn · Biểu mẫu"]


def test_the_strip_fits_a_phone_and_says_who_and_how_long() -> None:
    drawing = strip(*DOCUMENT_CONTROL)
    assert drawing.width < 400
    assert [text.content for text in drawing.boxes[3].texts] == ["Soạn thảo tài liệu", "Chuyên viên · 3 ngày"]


def test_a_procedure_without_steps_is_one_friendly_sentence() -> None:
    for layout in LAYOUTS:
        drawing = layout(Procedure(), labels=LABELS, link=link, id_prefix="chart")
        assert [text.content for text in drawing.cells] == [LABELS.empty]
        assert not drawing.boxes


def test_a_procedure_of_many_steps_is_drawn() -> None:
    steps = [decision(f"s{n}", "Xem xét?", f"P{n % 5}", có=f"s{n + 1}", không="s0") for n in range(150)]
    assert len(swimlanes(*steps, task("s150", "Xong", "P", END)).lines) == 302
