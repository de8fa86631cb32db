"""Pages carry out every act there is: each change they make has to be told in the trail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.trail_judge import judging


@pytest.fixture(autouse=True)
def every_change_is_told() -> Iterator[None]:
    judging.append(True)
    yield
    judging.pop()
