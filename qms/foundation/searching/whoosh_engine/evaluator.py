"""Finding candidates in the index, tier by tier, until the page is full.

For each clause of the plan there is the set of entries that meet it in the title, in a heading, in the text
(view.py); tiers are intersections of these. Only entries of the tiers that reach the page are scored (scoring.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from heapq import nlargest

from qms.foundation.searching.asking import Plan
from qms.foundation.searching.candidates import (
    ENOUGH_COMPLETE,
    LONG_QUESTION,
    OPTIONAL_SHARE,
    Candidate,
    Found,
    Tier,
    fewest_words,
    rarity,
)
from qms.foundation.searching.port import Question, Reader
from qms.foundation.searching.whoosh_engine.postings import as_entries
from qms.foundation.searching.whoosh_engine.scoring import rank_names, rank_texts
from qms.foundation.searching.whoosh_engine.snapshot import Snapshot
from qms.foundation.searching.whoosh_engine.view import (
    View,
    any_of,
    most_met,
    readable,
    standing_together,
)

MOST_CHECKED_FOR_PHRASE = 20_000
ENOUGH_NEAR_MISSES = 100

_Weights = Sequence[float]


class SnapshotEvaluator:
    """Evaluates plans on one state of the index."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def known(self, found: Collection[str], reader: Reader) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for leaf in self.snapshot.leaves:
            allowed = leaf.live & readable(leaf.segment, reader)
            for word in found:
                key = (b"n" if " " in word else b"b") + word.encode()
                if key[:1] == b"b" and key not in leaf.segment.words_of_texts:
                    continue  # nearly always: most of what is asked here are guesses at a misspelt word
                number = (leaf.segment.bits(key) & allowed).bit_count()
                if number:
                    numbers[word] = numbers.get(word, 0) + number
        return numbers

    def words_from(self, prefix: str, reader: Reader, limit: int) -> list[str]:
        numbers: dict[str, int] = {}
        for leaf in self.snapshot.leaves:
            allowed = leaf.live & readable(leaf.segment, reader)
            for field in (b"t", b"h"):
                for key in leaf.segment.keys_from(field + prefix.encode()):
                    word = key[1:].decode()
                    number = (leaf.segment.bits(key) & allowed).bit_count()
                    if number:
                        numbers[word] = numbers.get(word, 0) + number
        return nlargest(limit, numbers, key=lambda word: (numbers[word], word))

    def has_named(self, plan: Plan, question: Question) -> bool:
        return any(View(leaf, plan, question).named for leaf in self.snapshot.leaves)

    def evaluate(self, plan: Plan, question: Question, wanted: int) -> Found:
        views = [View(leaf, plan, question) for leaf in self.snapshot.leaves]
        weights = _weights(plan, views)
        found: list[Candidate] = []
        for tier in TIERS:
            for view in views:
                found += tier(view, weights, wanted)
            if len(found) >= wanted:
                break
        found.sort(key=lambda candidate: (candidate.tier, -candidate.score, candidate.mark))
        return Found(
            found,
            total=sum(view.total for view in views),
            counts=_sum_counts([view.counts() for view in views]),
            has_all_words=any(view.complete for view in views),
        )

    # --- For comparing the index with the rows

    def marks_of(self, records: Sequence[str]) -> dict[str, Counter[int]]:
        """The marks that the index has for each record, counted."""
        return {
            record: Counter(
                leaf.segment.card(entry).mark
                for leaf in self.snapshot.leaves
                for entry in as_entries(leaf.live & any_of(leaf.segment, "record", [record]))
            )
            for record in records
        }

    def all_marks(self) -> Iterator[int]:
        """The marks of all living entries, each as often as it is there."""
        for leaf in self.snapshot.leaves:
            for entry in as_entries(leaf.live):
                yield leaf.segment.card(entry).mark


def _weights(plan: Plan, views: Sequence[View]) -> list[float]:
    """How much each clause tells, from how many records of the whole index meet it."""
    total = sum((view.live & ~view.parts).bit_count() for view in views)
    weights = []
    for at, clause in enumerate(plan.clauses):
        having = sum((view.met[at].anywhere & view.live & ~view.parts).bit_count() for view in views)
        weights.append(rarity(having, total) * (OPTIONAL_SHARE if clause.is_optional else 1.0))
    return weights


# --- Tiers ----------------------------------------------------------------------------------------------


def _code(view: View, _weights: _Weights, wanted: int) -> list[Candidate]:
    return rank_names(view, view.take(view.with_code), Tier.CODE, wanted)


def _names(view: View, _weights: _Weights, wanted: int) -> list[Candidate]:
    return rank_names(view, view.take(view.named), Tier.NAME, wanted)


def _phrases(view: View, weights: _Weights, wanted: int) -> list[Candidate]:
    """All words side by side in the text, in the order typed."""
    run = tuple(word for clause in view.plan.needed for word in clause.ways[0])
    among = view.complete & ~view.taken
    if len(run) < 2 or among.bit_count() > MOST_CHECKED_FOR_PHRASE:
        return []
    together = standing_together(view.segment, run, among)
    return rank_texts(view, view.take(together), Tier.PHRASE, weights, wanted)


def _rest(view: View, weights: _Weights, wanted: int) -> list[Candidate]:
    """Entries with all words; with too few of these, or for a long question, also those with most."""
    entries, needed = view.complete, len(view.needed)
    if needed > 1 and (needed >= LONG_QUESTION or entries.bit_count() < ENOUGH_COMPLETE):
        for sets in ([met.name for met in view.needed], [met.anywhere for met in view.needed]):
            entries |= most_met(view, sets, fewest_words(needed), ENOUGH_NEAR_MISSES)
    return rank_texts(view, view.take(entries), Tier.REST, weights, wanted)


TIERS: tuple[Callable[[View, _Weights, int], list[Candidate]], ...] = (_code, _names, _phrases, _rest)


def _sum_counts(all_counts: Sequence[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    total: dict[str, dict[str, int]] = {}
    for counts in all_counts:
        for name, values in counts.items():
            sums = total.setdefault(name, {})
            for value, number in values.items():
                sums[value] = sums.get(value, 0) + number
    return total
