"""Scoring the entries of a tier: lists beside the list of entries, worked through at the speed of C.

Names and texts are scored differently (candidates.py says by what): where all words are in the name, how they stand
there decides; in texts it is which of them are met, and how rare they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from heapq import nlargest
from operator import and_, itemgetter
from typing import Any

from qms.foundation.searching.candidates import (
    ALL_WORDS,
    IN_NAME,
    IN_TEXT,
    LENGTH_SHARE,
    NAME_BESIDE,
    NAME_FITS,
    NAME_HINTED,
    NAME_IS_MAIN,
    NAME_IS_OWN,
    NAME_IS_STEP,
    SATURATION,
    SIDE_BY_SIDE_IN_NAME,
    SIDE_BY_SIDE_IN_TEXT,
    Candidate,
    Tier,
    name_length,
)
from qms.foundation.searching.port import Kind
from qms.foundation.searching.whoosh_engine.postings import Postings, as_entries, as_flags
from qms.foundation.searching.whoosh_engine.view import View, standing_together

MOST_NAMED = 1_000  # names scored one by one; more are narrowed down first
MOST_SCORED = 20_000
CHECKED_FOR_NEIGHBOURS = 300  # of the texts, the best so far

Scores = list[float]


class _Entries:
    """Some entries of a segment in their order, and what holds of each of them."""

    def __init__(self, view: View, bits: int, most: int) -> None:
        self.view = view
        self.list = as_entries(bits)[:most]
        self._pick: Callable[[Any], Any] = itemgetter(*self.list)

    def pick(self, table: Any) -> Sequence[Any]:
        """The values that a table of the whole segment has for these entries."""
        return self._pick(table) if len(self.list) > 1 else (self._pick(table),)

    def flags(self, bits: int) -> Sequence[int]:
        """For each entry 1 if it is in the set, else 0."""
        return self.pick(as_flags(bits, self.view.segment.size))

    def raised(self, scores: Scores, bits: int, by: float) -> Scores:
        """The scores, raised for the entries of a set."""
        if not bits or not by:
            return scores
        return [score + by if flag else score for score, flag in zip(scores, self.flags(bits), strict=True)]

    def best(self, scores: Scores, tier: Tier, wanted: int) -> list[Candidate]:
        """The best of them, as candidates."""
        view = self.view
        chosen = nlargest(wanted, zip(scores, self.list, strict=True))
        candidates = []
        for score, entry in chosen:
            card = view.segment.card(entry)
            is_part = bool(view.parts >> entry & 1)
            candidates.append(Candidate(card.mark, card.group, is_part, tier, score))
        return candidates


# --- Names ------------------------------------------------------------------------------------------------


def rank_names(view: View, bits: int, tier: Tier, wanted: int) -> list[Candidate]:
    """Entries that have all words in their names, the best of them."""
    if not bits:
        return []
    entries = _Entries(view, _narrowed(view, bits, wanted), MOST_NAMED)
    asked = sum(len(clause.ways[0]) for clause in view.plan.needed)
    lengths = map(
        name_length, entries.pick(view.segment.title_words), entries.pick(view.segment.heading_words)
    )
    scores = [NAME_FITS * asked / max(asked, length) for length in lengths]
    for _each, beside in view.beside_in_name:
        scores = entries.raised(scores, beside, NAME_BESIDE / len(view.beside_in_name))
    for met in view.needed:
        own = met.heading | met.title & ~view.parts
        scores = entries.raised(scores, own, NAME_IS_OWN / len(view.needed))
    hints = [met for clause, met in zip(view.plan.clauses, view.met, strict=True) if clause.is_optional]
    for met in hints:
        scores = entries.raised(scores, met.name, NAME_HINTED / len(hints))
    scores = entries.raised(scores, ~view.parts & bits, NAME_IS_MAIN)
    scores = entries.raised(scores, view.segment.bits(f"fkind:{Kind.STEP}".encode()), NAME_IS_STEP)
    return entries.best(scores, tier, wanted)


def _narrowed(view: View, bits: int, wanted: int) -> int:
    """Of very many names, those with words side by side and whole records; enough of them remain."""
    for narrower in (*(beside for _each, beside in view.beside_in_name), ~view.parts):
        if bits.bit_count() <= MOST_NAMED:
            break
        if (bits & narrower).bit_count() >= wanted:
            bits &= narrower
    if bits.bit_count() <= MOST_NAMED:
        return bits
    shortest = nlargest(MOST_NAMED, as_entries(bits), key=lambda entry: -view.segment.title_words[entry])
    return view.segment.as_bits(sorted(shortest))


# --- Texts ------------------------------------------------------------------------------------------------


def rank_texts(view: View, bits: int, tier: Tier, weights: Sequence[float], wanted: int) -> list[Candidate]:
    """Entries whose texts have all words or most of them, the best of them."""
    if not bits:
        return []
    entries = _Entries(view, bits, MOST_SCORED)
    scores = _frequencies(entries, weights)
    for met, weight in zip(view.met, weights, strict=True):
        scores = entries.raised(scores, bits & met.name, IN_NAME * weight)
    for each, beside in view.beside_in_name:
        worth = SIDE_BY_SIDE_IN_NAME * (weights[each.left] + weights[each.right]) / 2
        scores = entries.raised(scores, bits & beside, worth)
    scores = _weighed_by_coverage(entries, scores)
    if tier == Tier.REST:
        scores = _neighbours(entries, scores, weights)
    return entries.best(scores, tier, wanted)


def _frequencies(entries: _Entries, weights: Sequence[float]) -> Scores:
    """BM25 over the text."""
    segment = entries.view.segment
    average = segment.average_words
    norms = [
        SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length / average)
        for length in entries.pick(segment.words)
    ]
    scores = [0.0] * len(norms)
    for clause, weight in zip(entries.view.plan.clauses, weights, strict=True):
        worth = IN_TEXT * weight
        for way in clause.ways:
            rarest = min((segment.postings(b"b" + word.encode()) for word in way), key=_number)
            if rarest.bits:
                counts = _counts(entries, rarest)
                scores = [
                    score + worth * count / (count + norm) if count else score
                    for score, count, norm in zip(scores, counts, norms, strict=True)
                ]
    return scores


def _number(postings: Postings) -> int:
    return postings.number


def _counts(entries: _Entries, postings: Postings) -> Iterable[int]:
    often = postings.often
    if isinstance(often, bytes):
        return entries.pick(often)
    return [often.get(entry, 0) for entry in entries.list]


def _weighed_by_coverage(entries: _Entries, scores: Scores) -> Scores:
    """An entry that has half of the words is worth half: one rare word is no answer to a long question."""
    needed = entries.view.needed
    flags = [entries.flags(met.anywhere & entries.view.allowed) for met in needed]
    covered = [sum(met) for met in zip(*flags, strict=True)]
    full = len(needed)
    return [
        score * (number / full + (ALL_WORDS if number == full else 0))
        for score, number in zip(scores, covered, strict=True)
    ]


def _neighbours(entries: _Entries, scores: Scores, weights: Sequence[float]) -> Scores:
    """Raise those of the best texts in which words stand side by side."""
    view = entries.view
    best = nlargest(CHECKED_FOR_NEIGHBOURS, zip(scores, entries.list, strict=True))
    among = view.segment.as_bits(sorted(entry for _score, entry in best))
    for each in view.plan.neighbours():
        run = each.pairs[0]
        with_both = reduce(and_, (view.segment.bits(b"b" + word.encode()) for word in run), among)
        if with_both:
            worth = SIDE_BY_SIDE_IN_TEXT * (weights[each.left] + weights[each.right]) / 2
            scores = entries.raised(scores, standing_together(view.segment, run, with_both), worth)
    return scores
