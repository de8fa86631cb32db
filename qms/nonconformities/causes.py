"""Looking for the cause: five whys as a chain with branches, Ishikawa's fishbone. Knows no database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qms.foundation.texts import _l
from qms.kernel.errors import Refused

MOST_WHYS = 40
DEEPEST_WHY = 8
MOST_CAUSES_A_HEADING = 12

FISHBONE_HEADINGS = (
    _l("People and skills"),
    _l("Procedure and method"),
    _l("Equipment and software"),
    _l("Dossiers and information"),
    _l("Working conditions"),
    _l("Checking and supervision"),
)


def tidy_whys(rows: Sequence[tuple[int, int, str, bool]]) -> list[dict[str, Any]]:
    """The chain of whys from rows of a form: (key, parent's key or 0 for the problem, answer, is a root cause).

    Rows without an answer fall away. Each answer comes after the one that it explains.

    Raises:
        Refused: an answer explains none that is there, or itself, or there are too many.
    """
    kept = {key: (parent, text.strip(), root) for key, parent, text, root in rows if text.strip()}
    if len(kept) > MOST_WHYS:
        raise Refused(_l("At most %(most)s answers are possible.", most=MOST_WHYS))
    ordered: list[dict[str, Any]] = []
    _walk_whys(kept, 0, 1, ordered)
    if len(ordered) < len(kept):
        message = _l(
            "Each answer must explain the problem or another answer that is there, and the chain has at most "
            "%(most)s answers one after the other.",
            most=DEEPEST_WHY,
        )
        raise Refused(message)
    return ordered


def _walk_whys(
    kept: dict[int, tuple[int, str, bool]], parent: int, depth: int, ordered: list[dict[str, Any]]
) -> None:
    """Append all answers below ``parent``, deepest first; too deep ones are left out and so found missing."""
    if depth > DEEPEST_WHY:
        return
    for key, (above, text, root) in kept.items():
        if above == parent:
            ordered.append({"key": key, "parent": parent, "text": text, "root": root, "depth": depth})
            _walk_whys(kept, key, depth + 1, ordered)


def tidy_fishbone(headings: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Six headings with their causes, from a name and a text with one cause a line each.

    Raises:
        Refused: a heading without a name, or with too many causes.
    """
    tidied = []
    for name, text in headings:
        causes = [line.strip(" -•\t") for line in text.splitlines() if line.strip(" -•\t")]
        if causes and not name.strip():
            raise Refused(_l("A heading with causes needs a name."))
        if len(causes) > MOST_CAUSES_A_HEADING:
            raise Refused(_l("At most %(most)s causes fit under one heading.", most=MOST_CAUSES_A_HEADING))
        tidied.append({"heading": name.strip(), "causes": causes})
    return tidied
