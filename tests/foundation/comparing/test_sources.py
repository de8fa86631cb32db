"""Sources line by line, and two people who edited the same draft."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qms.foundation.comparing import Line, compare_lines, three_ways
from qms.foundation.rendering import lines

BASE = "## Hồ sơ\n\nNộp đơn. Nộp lệ phí.\n\nTrả trong 5 ngày.\n"


def test_a_line_that_changed_a_little_is_one_line_with_marked_words() -> None:
    assert compare_lines("một\ntrả trong 5 ngày", "một\ntrả trong 7 ngày") == (
        Line(1, 1, (("kept", "một"),)),
        Line(2, 2, (("kept", "trả trong "), ("removed", "5"), ("added", "7"), ("kept", " ngày"))),
    )


def test_lines_that_have_nothing_in_common_are_removed_and_added() -> None:
    rows = compare_lines("cũ hoàn toàn\nhết", "thêm dòng mới\nhết")
    assert [(row.old, row.new, row.changed) for row in rows] == [
        (1, None, True),
        (None, 1, True),
        (2, 2, False),
    ]


def test_changes_in_different_sentences_of_one_paragraph_are_merged() -> None:
    mine = BASE.replace("Nộp đơn.", "Nộp đơn và bản sao.").replace("5 ngày", "5 ngày làm việc")
    theirs = BASE.replace("## Hồ sơ", "## Thành phần hồ sơ")
    result = three_ways(BASE, mine, theirs)
    assert result.merged == mine.replace("## Hồ sơ", "## Thành phần hồ sơ")
    changed_by = [stretch.changed_by for stretch in result.stretches]
    assert changed_by == ["theirs", "nobody", "mine", "nobody", "mine", "nobody"]


def test_a_sentence_that_both_changed_is_left_to_a_person() -> None:
    result = three_ways(BASE, BASE.replace("5", "7"), BASE.replace("5", "3"))
    assert result.merged is None
    assert result.conflicts == 1
    conflict = next(stretch for stretch in result.stretches if stretch.changed_by == "conflict")
    assert conflict.my_pieces == (
        ("kept", "Trả trong "), ("removed", "5"), ("added", "7"), ("kept", " ngày."),
    )  # fmt: skip
    assert ("added", "3") in conflict.their_pieces


def test_the_same_change_by_both_is_no_conflict() -> None:
    changed = BASE.replace("5", "7")
    assert three_ways(BASE, changed, changed).merged == changed


def test_two_different_additions_at_one_place_are_a_conflict() -> None:
    assert three_ways(BASE, BASE + "Thêm.\n", BASE + "Khác.\n").merged is None


TEXT = st.lists(
    st.sampled_from(["Một. ", "Hai; ", "ba\n", "\n\n", "bốn", " năm! ", "- sáu\n"]), max_size=9
).map("".join)


@given(TEXT, TEXT, TEXT)
def test_nothing_that_was_typed_is_lost(base: str, mine: str, theirs: str) -> None:
    stretches = lines.three_ways(base, mine, theirs)
    for side, text in (("base", base), ("mine", mine), ("theirs", theirs)):
        assert "".join(stretch[side] for stretch in stretches) == text


@given(TEXT, TEXT)
def test_who_edits_alone_gets_their_text(base: str, mine: str) -> None:
    stretches = lines.three_ways(base, mine, base)
    assert {stretch["changed_by"] for stretch in stretches} <= {"nobody", "mine"}


@given(TEXT, TEXT)
def test_the_rows_hold_both_sources_whole(old: str, new: str) -> None:
    rows = lines.compare_lines(old, new)
    for side, text, unseen in (("old", old, "added"), ("new", new, "removed")):
        shown = [
            "".join(piece for mark, piece in row["pieces"] if mark != unseen) for row in rows if row[side]
        ]
        assert shown == text.splitlines()
