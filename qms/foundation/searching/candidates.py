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
    """``candidates`` best first; ``total`` counts records with all words; ``has_all_words`` says whether there
    is any such entry at all.
    """

    candidates: list[Candidate] = field(default_factory=list)
    total: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    has_all_words: bool = False

    @property
    def best_tier(self) -> Tier:
        return self.candidates[0].tier if self.candidates else Tier.REST


class Evaluator(Protocol):
    """One state of an engine's index, asked by one reader."""

    def known(self, found: Collection[str], reader: Reader) -> dict[str, int]:
        """Those of the words, or pairs "word word" in names, that the reader's entries have: how many do."""
        ...

    def words_from(self, prefix: str, reader: Reader, limit: int) -> list[str]:
        """Words of names that begin like this, most frequent first."""
        ...

    def has_named(self, plan: Plan, question: Question) -> bool:
        """Whether any entry has all words of the plan in its name."""
        ...

    def evaluate(self, plan: Plan, question: Question, wanted: int) -> Found:
        """At least ``wanted`` candidates if there are so many."""
        ...


# --- Names: all words are there; how they stand decides ---------------------------------------------------

NAME_BESIDE = 1.5  # words stand side by side as typed
NAME_FITS = 0.6  # the name says little else
NAME_IS_OWN = 0.6  # the words are in the entry's own name, not partly in that of its record
NAME_IS_MAIN = 0.35  # the record as a whole
NAME_IS_STEP = 0.05  # a step before a section that reads the same
NAME_HINTED = 0.4  # what the words of asking hint at stands in the name
PART_OF_TITLE = 0.25  # how far the record's title makes a part's name longer

# --- Texts: what is met, weighed by how rare it is --------------------------------------------------------

IN_NAME = 2.0
IN_TEXT = 1.0
OPTIONAL_SHARE = 0.35
SIDE_BY_SIDE_IN_NAME = 0.9
SIDE_BY_SIDE_IN_TEXT = 0.7
ALL_WORDS = 0.15  # more for having every word
SATURATION = 1.2  # BM25's k1
LENGTH_SHARE = 0.5  # BM25's b: parts are short by nature, so less than the usual 0.75

ENOUGH_COMPLETE = 10
"""With so many entries that have all words, those that only have most are left out …"""

LONG_QUESTION = 5
"""… unless so many words were asked for: then one too many is likely."""


def fewest_words(needed: int) -> int:
    """How many of the words a near miss must have at least: three of four, two of three, both of two."""
    return needed * 3 // 5 + 1


def rarity(having: int, total: int) -> float:
    """The weight of a word that ``having`` of ``total`` entries have."""
    return log(1 + (total - having + 0.5) / (having + 0.5))


def name_length(title_words: int, heading_words: int) -> float:
    """How much an entry's name says, in words; a part's name is its heading more than its record's title."""
    return heading_words + PART_OF_TITLE * title_words if heading_words else title_words
