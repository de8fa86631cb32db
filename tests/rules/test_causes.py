"""Chains of whys and fishbones: what is kept of a form, what is refused."""

from __future__ import annotations

import pytest

from qms.kernel.errors import Refused
from qms.nonconformities.causes import tidy_fishbone, tidy_whys


def test_whys_come_after_what_they_explain_and_may_branch():
    rows = [(3, 1, "c", True), (1, 0, "a", False), (2, 0, "b", False), (4, 9, "", False)]
    assert [(each["text"], each["depth"]) for each in tidy_whys(rows)] == [("a", 1), ("c", 2), ("b", 1)]


@pytest.mark.parametrize(
    "rows",
    [
        [(1, 1, "itself", False)],
        [(1, 2, "a", False), (2, 1, "b", False)],
        [(1, 7, "explains none", False)],
        [(key, key - 1, "deep", False) for key in range(1, 10)],
        [(key, 0, "many", False) for key in range(1, 42)],
    ],
)
def test_whys_that_hang_on_nothing_are_refused(rows):
    with pytest.raises(Refused):
        tidy_whys(rows)


def test_a_fishbone_has_one_cause_a_line():
    (bone,) = tidy_fishbone([("Con người", " - thiếu người\n\n• quá tải \n")])
    assert bone == {"heading": "Con người", "causes": ["thiếu người", "quá tải"]}
    with pytest.raises(Refused):
        tidy_fishbone([("", "cause without a group")])
