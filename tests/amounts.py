"""How much a test tries of what it could try for ever: lives, writers, kills, bad values.

``make test`` tries what takes seconds. ``make test-long``, which sets QMS_TEST_LONG, tries what a release wants to
have seen; the tests that then try more carry the marker "long".
"""

from __future__ import annotations

import os

from tests.databases import ON_POSTGRESQL

LONG = bool(os.environ.get("QMS_TEST_LONG"))


def of(usual: int, long: int, *, on_postgresql: int | None = None) -> int:
    """The amount for this run; ``on_postgresql`` is the usual one where SQLite has shown the most already."""
    if LONG:
        return long
    return on_postgresql if ON_POSTGRESQL and on_postgresql is not None else usual
