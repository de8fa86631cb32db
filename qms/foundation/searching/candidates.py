"""What an engine finds before texts are looked at: candidates in tiers, counted and scored.

Both engines rank by the same rule. First the tier: the code as typed; all words in the name (title, code,
heading); all words side by side in the text; then the rest, those with all words and those with most of them,
together by score. Within a tier the score. What remains needs the texts themselves (finding.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from math import log
from typing import NamedTuple, Protocol

from qms.foundation.searching.asking import Plan
from qms.foundation.searching.port import Question, Reader


class Tier(IntEnum):
    CODE = 0
    NAME = 1
    PHRASE = 2
    REST = 3


class Candidate(NamedTuple):
    """An entry that may answer: its mark, its record's number, whether it is a part, and how well it fits."""

    mark: int
    group: int
    is_part: bool
    tier: Tier
    score: float


@dataclass(frozen=True)
class Found:
    """``candidates`` best first; ``total`` counts records with all words; ``is_complete`` says whether there
    is any entry with all words at all.
    """

    candidates: list[Candidate] = field(default_factory=list)
    total: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    has_all_words: bool = False


class Evaluator(Protocol):
    """One state of an engine's index, asked by one reader."""

    def known(self, found: Collection[str], reader: Reader) -> dict[str, int]:
        """Those of the words, or pairs "word word" in names, that the reader's entries have: how many do."""
        ...

    def words_from(self, prefix: str, reader: Reader, limit: int) -> list[str]:
        """Words of names that begin like this, most frequent first."""
        ...

    def evaluate(self, plan: Plan, question: Question, wanted: int) -> Found:
        """At least ``wanted`` candidates if there are so many."""
        ...


# What a clause is worth, by where it is met; the sum is weighed by how rare its words are.
IN_NAME = 2.0
IN_TEXT = 1.0
OPTIONAL_SHARE = 0.35
SIDE_BY_SIDE_IN_NAME = 0.9
SIDE_BY_SIDE_IN_TEXT = 0.7
ALL_WORDS = 0.15  # of the best score, for having every word
FITTING_NAME = 1.5  # for a name that says little else
OWN_NAME = 0.6  # of the average word: all words in the entry's own name, not partly in that of its record
SATURATION = 1.2  # BM25's k1
LENGTH_SHARE = 0.5  # BM25's b: parts are short by nature, so less than the usual 0.75


def fewest_words(needed: int) -> int:
    """How many of the words a near miss must have at least: three of four, two of three, both of two."""
    return needed * 3 // 5 + 1


ENOUGH_COMPLETE = 10
"""With so many entries that have all words, those that only have most are left out."""


def rarity(having: int, total: int) -> float:
    """The weight of a word that ``having`` of ``total`` entries have."""
    return log(1 + (total - having + 0.5) / (having + 0.5))
