"""A text that would keep the machine busy is refused with a sentence, soon, and harms nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from qms.foundation import confined
from qms.foundation.markdown import MOST_CHARACTERS, render
from qms.kernel.errors import Refused

SLOW = {
    "brackets": "[" * 50_000,
    "nested quotes": "> " * 5_000 + "x",
    "nested elements": "<div>" * 20_000,
    "nested list": "".join("    " * depth + "- a\n" for depth in range(300)),
    "unclosed links": "[a](" * 40_000,
    "footnotes": "".join(f"x[^{n}]" for n in range(9_000)) + "".join(f"\n\n[^{n}]: y" for n in range(9_000)),
    "contents lists": "# a\n\n" * 3_000 + "[TOC]\n\n" * 9_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_a_slow_or_deep_text_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        render(SLOW[name][:MOST_CHARACTERS], field="body")
    assert refused.value.field == "body"


def test_a_text_of_five_megabytes_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refused, match="200"):
        render("chữ " * 1_300_000)


def test_an_ordinary_long_procedure_is_well_within_the_limits() -> None:
    chapter = "## Mục\n\n" + "Cán bộ **tiếp nhận** kiểm tra hồ sơ theo [quy định](/x).\n\n" * 20
    assert len(render(chapter * 60).headings) == 60


@pytest.mark.slow
def test_others_are_served_while_one_text_is_slow() -> None:
    with ThreadPoolExecutor(2) as threads:
        slow = threads.submit(render, SLOW["brackets"])
        assert threads.submit(render, "nhanh").result().text == "nhanh"
        with pytest.raises(Refused):
            slow.result()


def test_a_nursery_that_was_ended_is_started_again() -> None:
    render("một")
    assert confined._nursery is not None
    confined._nursery[2].kill()
    confined._nursery[2].wait()
    assert render("hai").text == "hai"


def test_a_fault_of_ours_is_not_taken_for_a_hostile_text() -> None:
    with pytest.raises(confined.Broken, match="KeyError"):
        confined.call("qms.foundation.rendering.converting:convert", {"text": "x"})


def test_the_child_knows_nothing_of_the_application() -> None:
    """No secret of the environment and no library of the application is within its reach."""
    environment, flask = confined.call(
        "builtins:eval", "[dict(__import__('os').environ), 'flask' in __import__('sys').modules]"
    )
    assert set(environment) <= {"LC_CTYPE"}  # set by Python itself
    assert not flask
