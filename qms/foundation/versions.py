"""A decision counts only when it was taken on what is there now."""

from __future__ import annotations

from qms.foundation.texts import _l
from qms.kernel.errors import Stale


def same_as_seen(version: int, seen: int | None) -> None:
    """Go on only if the person decided on what is there now; ``seen`` is None where no page was shown.

    Raises:
        Stale: somebody changed or moved it meanwhile.
    """
    if seen is not None and seen != version:
        raise Stale(
            _l("This has changed since you opened it. Reload the page and look again before you decide.")
        )
