"""Sources compared line by line, and the two texts of people who edited the same draft."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from qms.foundation.rendering.words import TOKEN, changes, likeness, pieces

# Two people may change different sentences of one paragraph. So a text is cut at each run of line ends and at
# each end of a sentence; joined again the parts are the text.
_CUT = re.compile(r"(?<=\n)(?!\n)|(?<!\n)(?=\n)|(?<=[.;!?])(?=[ \t])")
_ALIKE = 0.4


def compare_lines(old: str, new: str) -> list[dict[str, Any]]:
    """Rows for a table: numbers of the line in the old and new text (or None) and its pieces."""
    before, after = old.splitlines(), new.splitlines()
    rows: list[dict[str, Any]] = []
    for i, j, equal in changes(before, after):
        if equal:
            rows += [
                _row(left, right, [("kept", after[right])])
                for left, right in zip(range(i.start, i.stop), range(j.start, j.stop), strict=True)
            ]
        else:
            rows += _changed_rows(before, after, i, j)
    return rows


def _changed_rows(before: list[str], after: list[str], i: slice, j: slice) -> list[dict[str, Any]]:
    """Lines that changed a little are shown as one row, others as one row removed and one added."""
    rows = []
    for left, right in zip_longest(range(i.start, i.stop), range(j.start, j.stop)):
        if left is not None and right is not None and _alike(before[left], after[right]):
            rows.append(_row(left, right, pieces(before[left], after[right])))
            continue
        if left is not None:
            rows.append(_row(left, None, [("removed", before[left])]))
        if right is not None:
            rows.append(_row(None, right, [("added", after[right])]))
    return rows


def _alike(old: str, new: str) -> bool:
    return likeness(_bag(old), _bag(new)) >= _ALIKE


def _bag(text: str) -> Counter[str]:
    return Counter(token for token in TOKEN.findall(text) if not token.isspace())


def _row(left: int | None, right: int | None, parts: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "old": None if left is None else left + 1,
        "new": None if right is None else right + 1,
        "pieces": parts,
    }


def warm_up() -> None:
    """Load and compile what is needed, once for all children."""
    three_ways("a", "b", "a")


def three_ways(base: str, mine: str, theirs: str) -> list[dict[str, Any]]:
    """The three texts in stretches: who changed it ("nobody", "mine", "theirs", "both" alike, "conflict"),
    the stretch in each text, and how mine and theirs differ from the base word by word."""
    parts = [_CUT.split(text) for text in (base, mine, theirs)]
    result: list[dict[str, Any]] = []
    for stretch in _stretches(*parts):
        b, m, t = ("".join(text[place]) for text, place in zip(parts, stretch, strict=True))
        who = _who(b, m, t)
        if result and who == result[-1]["changed_by"] == "nobody":
            b = m = t = result.pop()["base"] + b
        if b or m or t:
            result.append(
                {"changed_by": who, "base": b, "mine": m, "theirs": t}
                | {"my_pieces": pieces(b, m), "their_pieces": pieces(b, t)}
            )
    return result


def _who(base: str, mine: str, theirs: str) -> str:
    if mine == theirs:
        return "nobody" if mine == base else "both"
    if mine == base:
        return "theirs"
    return "mine" if theirs == base else "conflict"


def _stretches(base: list[str], mine: list[str], theirs: list[str]) -> Iterator[tuple[slice, slice, slice]]:
    """Stretches that cover the three texts in order: each part that all three kept, and what lies between."""
    in_mine, in_theirs = _places(base, mine), _places(base, theirs)
    kept = [(b, in_mine[b], in_theirs[b]) for b in range(len(base)) if b in in_mine and b in in_theirs]
    at = (0, 0, 0)
    for b, m, t in [*kept, (len(base), len(mine), len(theirs))]:
        yield slice(at[0], b), slice(at[1], m), slice(at[2], t)
        yield slice(b, b + 1), slice(m, m + 1), slice(t, t + 1)
        at = (b + 1, m + 1, t + 1)


def _places(base: list[str], other: list[str]) -> dict[int, int]:
    """Where each part of the base that was kept stands in the other text."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}
