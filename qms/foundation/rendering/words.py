"""What changed between two sequences: the one comparison that everything else here is made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

# A word, a run of white space, or one other sign. A Vietnamese word is compared syllable by syllable.
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")

KEPT, REMOVED, ADDED = "kept", "removed", "added"


def changes(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[slice, slice, bool]]:
    """Stretches that cover both sequences in order: where in the old, where in the new, whether equal."""
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield slice(i1, i2), slice(j1, j2), kind == "equal"


def word_changes(
    old: Sequence[Hashable], new: Sequence[Hashable], blank: Sequence[bool]
) -> list[tuple[slice, slice, bool]]:
    """Like ``changes`` of two lists of tokens, but white space alone between two changes is part of them.

    ``blank`` says of each old token whether it is white space. So "a b" → "c d" is one change, not two.
    """
    joined: list[tuple[slice, slice, bool]] = []
    stretches = list(changes(old, new))
    for number, (before, after, equal) in enumerate(stretches):
        inside = 0 < number < len(stretches) - 1
        bridge = equal and inside and all(blank[before])
        if joined and not joined[-1][2] and (bridge or not equal):
            first_old, first_new, _unequal = joined.pop()
            joined.append((slice(first_old.start, before.stop), slice(first_new.start, after.stop), False))
        else:
            joined.append((before, after, equal))
    return joined


def pieces(old: str, new: str) -> list[tuple[str, str]]:
    """The two texts word by word as (kept | removed | added, text)."""
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    result: list[tuple[str, str]] = []
    for i, j, equal in word_changes(before, after, [token.isspace() for token in before]):
        if equal:
            result.append((KEPT, "".join(after[j])))
            continue
        both = ((REMOVED, "".join(before[i])), (ADDED, "".join(after[j])))
        result += [(kind, text) for kind, text in both if text]
    return result


def likeness(old: Counter[str], new: Counter[str]) -> float:
    """How alike two bags of words are: 0 nothing in common, 1 the same words."""
    total = old.total() + new.total()
    return 2 * (old & new).total() / total if total else 1.0
