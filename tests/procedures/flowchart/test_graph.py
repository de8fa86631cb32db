"""The procedure as rows and ways."""

from __future__ import annotations

from qms.procedures.flowchart.geometry import Way
from qms.procedures.flowchart.graph import Graph, NodeKind, read
from qms.procedures.structure import END, Step
from tests.procedures.flowchart.examples import LABELS, decision, task


def graph(*steps: Step) -> Graph:
    return read(steps, LABELS)


def ways(*steps: Step) -> list[tuple[int, int, Way]]:
    return [(edge.source, edge.target, edge.way) for edge in graph(*steps).edges]


def test_the_start_leads_to_the_first_step_and_the_last_to_the_end() -> None:
    assert ways(task("a", "A", "P", END)) == [(0, 1, Way.NEXT), (1, 2, Way.NEXT)]


def test_a_way_to_an_earlier_step_is_a_way_back() -> None:
    assert (2, 1, Way.BACK) in ways(task("a", "A", "P", "b"), decision("b", "B", "P", lại="a", xong=END))


def test_a_way_to_the_step_itself_is_a_way_back() -> None:
    assert (1, 1, Way.BACK) in ways(task("a", "A", "P", "a", END))


def test_a_way_over_a_step_skips() -> None:
    steps = (task("a", "A", "P", "b", "c"), task("b", "B", "P", "c"), task("c", "C", "P", END))
    assert (1, 3, Way.SKIP) in ways(*steps)


def test_a_fault_between_two_steps_is_not_skipped() -> None:
    assert (1, 3, Way.NEXT) in ways(task("a", "A", "P", "x", "b"), task("b", "B", "P", END))


def test_a_step_without_exits_leads_to_a_dead_end_under_it() -> None:
    kinds = [node.kind for node in graph(task("a", "A", "P"), task("b", "B", "P", END)).nodes]
    assert kinds == [NodeKind.START, NodeKind.TASK, NodeKind.DEAD_END, NodeKind.TASK, NodeKind.END]


def test_each_exit_to_an_unknown_step_gets_its_own_mark() -> None:
    texts = [
        node.text for node in graph(task("a", "A", "P", "x", "y")).nodes if node.kind is NodeKind.MISSING
    ]
    assert texts == ["Không có bước “x”", "Không có bước “y”"]


def test_without_an_exit_to_the_end_there_is_no_end() -> None:
    assert all(node.kind is not NodeKind.END for node in graph(task("a", "A", "P", "a")).nodes)


def test_parties_of_the_same_name_share_a_lane_whatever_their_case_and_spaces() -> None:
    steps = (task("a", "A", "Văn  phòng", "b"), task("b", "B", " VĂN PHÒNG", END))
    assert graph(*steps).lanes == ("Văn phòng",)


def test_steps_of_nobody_have_a_lane_that_says_so() -> None:
    assert graph(task("a", "A", "", END)).lanes == ("Chưa phân công",)


def test_of_two_steps_with_one_id_the_first_is_meant() -> None:
    steps = (task("a", "A", "P", "b"), task("b", "B", "P", END), task("b", "B2", "P", "b"))
    assert (3, 2, Way.BACK) in ways(*steps)


def test_yes_and_no_are_written_in_the_readers_words() -> None:
    steps = (decision("a", "A", "P", yes=END, no="a", Khác=END),)
    assert [edge.condition for edge in graph(*steps).edges] == ["", "Có", "Không", "Khác"]
