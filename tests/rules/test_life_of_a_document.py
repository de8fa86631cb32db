"""The picture of a document's life is the table of rules, and its lines keep off its boxes."""

from __future__ import annotations

import re

from lxml import etree

from qms.documents.rules import TRANSITIONS, State, Verb
from qms.help import diagram


def drawn(table=TRANSITIONS):
    return etree.fromstring(str(diagram.draw("t", "d", table)))


def boxes(picture) -> list[tuple[float, float, float, float]]:
    sides = ("x", "y", "width", "height")
    return [tuple(float(rect.get(side)) for side in sides) for rect in picture.iter("{*}rect")]


def segments(picture):
    """Every straight piece of a line: x1, y1, x2, y2."""
    for path in picture.iter("{*}path"):
        x = y = 0.0
        for letter, numbers in re.findall(r"([MHV])([\d. ]+)", path.get("d")):
            at = [float(number) for number in numbers.split()]
            new = {"M": at, "H": [at[0], y], "V": [x, at[0]]}[letter]
            if letter != "M":
                yield x, y, new[0], new[1]
            x, y = new


def test_every_rule_is_a_move_or_stays_where_it_is():
    shown = {(source, move.verb): move.target for move in diagram.moves() for source in move.sources}
    shown |= {(state, verb): state for state, verb in diagram.stays()}
    assert shown == TRANSITIONS


def test_every_state_has_a_box():
    assert set(diagram.ORDER) == set(State)
    assert len(boxes(drawn())) == len(State)


def test_another_table_gives_another_picture():
    table = {**TRANSITIONS, (State.WITHDRAWN, Verb.SUBMIT): State.DRAFT}
    assert len(diagram.moves(table)) == len(diagram.moves()) + 1
    assert len(list(segments(drawn(table)))) > len(list(segments(drawn())))


def test_no_line_runs_through_a_box():
    picture = drawn()
    for x1, y1, x2, y2 in segments(picture):
        for x, y, width, height in boxes(picture):
            inside = (
                min(x1, x2) < x + width and max(x1, x2) > x and min(y1, y2) < y + height and max(y1, y2) > y
            )
            assert not inside, (x1, y1, x2, y2)


def test_no_two_badges_overlap_and_all_lie_inside_the_picture():
    picture = drawn()
    width = float(picture.get("width"))
    circles = [
        tuple(float(circle.get(name)) for name in ("cx", "cy", "r")) for circle in picture.iter("{*}circle")
    ]
    assert len(circles) == len(diagram.moves())
    for index, (x, y, r) in enumerate(circles):
        assert r <= x <= width - r
        for other_x, other_y, other_r in circles[:index]:
            assert (x - other_x) ** 2 + (y - other_y) ** 2 >= (r + other_r) ** 2
