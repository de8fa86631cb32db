"""Finding candidates in the index by sets of entries, each a whole number whose bits are the entries.

For each clause of the plan there is the set that meets it in the title, in a heading, in the text; tiers are
intersections of these. Only entries of the tiers that reach the page are ever scored one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from heapq import nlargest
from itertools import pairwise
from operator import and_, or_

from qms.foundation.searching.asking import Clause, Plan, Way
from qms.foundation.searching.candidates import (
    ALL_WORDS,
    ENOUGH_COMPLETE,
    FITTING_NAME,
    IN_NAME,
    IN_TEXT,
    LENGTH_SHARE,
    OPTIONAL_SHARE,
    OWN_NAME,
    SATURATION,
    SIDE_BY_SIDE_IN_NAME,
    SIDE_BY_SIDE_IN_TEXT,
    Candidate,
    Found,
    Tier,
    fewest_words,
    rarity,
)
from qms.foundation.searching.keys import PART
from qms.foundation.searching.port import Question, Reader
from qms.foundation.searching.whoosh_engine.postings import as_entries
from qms.foundation.searching.whoosh_engine.segment import Segment
from qms.foundation.searching.whoosh_engine.snapshot import Leaf, Snapshot

MOST_EXPANSIONS = 60  # words that a prefix stands for
MOST_CHECKED_FOR_NEIGHBOURS = 20_000
MOST_CHECKED_FOR_RUNS = 5_000
MOST_SCORED = 20_000
ENOUGH_NEAR_MISSES = 100


class SnapshotEvaluator:
    """Evaluates plans on one state of the index."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def known(self, found: Collection[str], reader: Reader) -> dict[str, int]:
        numbers: dict[str, int] = {}
        for leaf in self.snapshot.leaves:
            allowed = leaf.live & readable(leaf.segment, reader)
            for word in found:
                field = b"n" if " " in word else b"b"
                number = (leaf.segment.bits(field + word.encode()) & allowed).bit_count()
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

    def evaluate(self, plan: Plan, question: Question, wanted: int) -> Found:
        views = [_View(leaf, plan, question) for leaf in self.snapshot.leaves]
        weights = _weights(plan, views)
        found: list[Candidate] = []
        for tier in (_code, _names, _phrases, _rest):
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


# --- Rights and filters ---------------------------------------------------------------------------------


def any_of(segment: Segment, name: str, values: Iterable[object]) -> int:
    """The entries that have any of the values in a filter."""
    return reduce(or_, (segment.bits(f"f{name}:{value}".encode()) for value in values), 0)


def readable(segment: Segment, reader: Reader) -> int:
    """The entries of a segment that the reader may see."""
    return any_of(segment, "organization", reader.organizations) & any_of(
        segment, "audience", reader.audiences
    )


def _filters(segment: Segment, question: Question) -> dict[str, int]:
    """For each filter of the question, the entries that pass it."""
    filters = {"status": any_of(segment, "status", question.statuses)}
    if question.kinds:
        filters["kind"] = any_of(segment, "kind", question.kinds)
    for name, values in question.facets.items():
        if values:
            filters[f"facet:{name}"] = any_of(segment, f"facet:{name}", values)
    if question.record:
        filters["record"] = any_of(segment, "record", [question.record])
    return filters


# --- One plan on one segment ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Met:
    """Where a clause is met: in the record's title, in a part's heading, in the text."""

    title: int
    heading: int
    text: int

    @property
    def name(self) -> int:
        return self.title | self.heading

    @property
    def anywhere(self) -> int:
        return self.title | self.heading | self.text


class _View:
    """The sets of one plan on one segment."""

    def __init__(self, leaf: Leaf, plan: Plan, question: Question) -> None:
        self.segment = leaf.segment
        self.plan = plan
        self.parts = self.segment.bits(PART.encode())
        self.live = leaf.live
        self._readable = leaf.live & readable(self.segment, question.reader)
        self._filters = _filters(self.segment, question)
        self._counted = question.record == ""
        self.allowed = reduce(and_, self._filters.values(), self._readable)
        self.met = [self._meet(clause) for clause in plan.clauses]
        needed = [met for clause, met in zip(plan.clauses, self.met, strict=True) if not clause.is_optional]
        self.needed = needed
        # A part is an answer for what it adds to its record's title, never for the title alone.
        adding = reduce(or_, (met.text & ~met.title for met in needed), 0)
        self.eligible = -1 if question.wants_parts else ~self.parts | adding
        self.all_words = reduce(and_, (met.anywhere for met in needed)) & self.eligible if needed else 0
        self.complete = self.all_words & self.allowed
        self.named = reduce(and_, (met.name for met in needed), self.complete)
        self.with_code = self._with_code() & self.allowed
        self.taken = 0

    @property
    def total(self) -> int:
        """How many records have all words; of parts alone, how many parts."""
        found = self.complete | self.with_code
        mains = found & ~self.parts
        return (mains or found).bit_count()

    def take(self, entries: int) -> int:
        """Those of the entries that no former tier took."""
        fresh = entries & ~self.taken
        self.taken |= fresh
        return fresh

    def counts(self) -> dict[str, dict[str, int]]:
        """How many records each value of each filter would leave, the filter itself set aside."""
        if not self._counted or not self.plan.clauses:
            return {}
        names: dict[str, list[str]] = {}
        for key in self.segment.keys_from(b"ffacet:"):
            _facet, name, value = key[1:].decode().split(":", 2)
            names.setdefault(name, []).append(value)
        return {
            name: {
                value: number
                for value in values
                if (number := (base & self.segment.bits(f"ffacet:{name}:{value}".encode())).bit_count())
            }
            for name, values in names.items()
            if (base := self._without(f"facet:{name}"))
        }

    def _without(self, left_out: str) -> int:
        others = (bits for name, bits in self._filters.items() if name != left_out)
        return reduce(and_, others, self._readable) & self.all_words & ~self.parts

    def _with_code(self) -> int:
        return self.segment.bits(b"c" + self.plan.code.encode()) & ~self.parts if self.plan.code else 0

    def _meet(self, clause: Clause) -> _Met:
        title = heading = text = 0
        for way in self._ways(clause):
            in_title, in_heading, in_text = self._meet_way(way, is_loose=clause.is_loose)
            if len(way) > 1 and (clause.is_phrase or in_text.bit_count() <= MOST_CHECKED_FOR_RUNS):
                in_text = self.standing_together(way, in_text & self.allowed)
            title, heading, text = title | in_title, heading | in_heading, text | in_text
        return _Met(title, heading, text)

    def _ways(self, clause: Clause) -> Sequence[Way]:
        if not clause.is_prefix:
            return clause.ways
        prefix = clause.ways[0][0].encode()
        found: list[Way] = []
        for field in (b"t", b"h", b"b"):
            for key in self.segment.keys_from(field + prefix):
                found.append((key[1:].decode(),))
                if len(found) >= MOST_EXPANSIONS:
                    break
        return list(dict.fromkeys(found)) or clause.ways

    def _meet_way(self, way: Way, *, is_loose: bool) -> tuple[int, int, int]:
        bits = self.segment.bits
        keys = [word.encode() for word in way]
        title = reduce(and_, (bits(b"t" + key) for key in keys))
        heading = reduce(and_, (bits(b"h" + key) for key in keys))
        text = reduce(and_, (bits(b"b" + key) for key in keys))
        for left, right in () if is_loose else pairwise(keys):
            together = bits(b"n" + left + b" " + right)
            title, heading = title & together, heading & together
        return title, heading, text

    def standing_together(self, run: Way, among: int) -> int:
        """Those entries in whose text the words of a run stand side by side."""
        places = [self.segment.places(b"b" + word.encode()) for word in run]
        kept = 0
        for entry in as_entries(among):
            starts = set(places[0].of(entry))
            for distance, word_places in enumerate(places[1:], 1):
                starts &= {place - distance for place in word_places.of(entry)}
                if not starts:
                    break
            if starts:
                kept |= 1 << entry
        return kept


# --- Tiers ----------------------------------------------------------------------------------------------

_Weights = Sequence[float]
_TierOf = Callable[[_View, _Weights, int], list[Candidate]]


def _weights(plan: Plan, views: Sequence[_View]) -> list[float]:
    """How much each clause tells, from how many records of the whole index meet it."""
    total = sum((view.live & ~view.parts).bit_count() for view in views)
    weights = []
    for at, clause in enumerate(plan.clauses):
        having = sum((view.met[at].anywhere & view.live & ~view.parts).bit_count() for view in views)
        weights.append(rarity(having, total) * (OPTIONAL_SHARE if clause.is_optional else 1.0))
    return weights


def _code(view: _View, weights: _Weights, wanted: int) -> list[Candidate]:
    return _rank(view, view.take(view.with_code), Tier.CODE, weights, wanted)


def _names(view: _View, weights: _Weights, wanted: int) -> list[Candidate]:
    return _rank(view, view.take(view.named), Tier.NAME, weights, wanted)


def _phrases(view: _View, weights: _Weights, wanted: int) -> list[Candidate]:
    """All words side by side in the text, in the order typed."""
    runs = [clause.ways[0] for clause in view.plan.needed]
    run = tuple(word for way in runs for word in way)
    among = view.complete & ~view.taken
    if len(run) < 2 or among.bit_count() > MOST_CHECKED_FOR_NEIGHBOURS:
        return []
    together = view.standing_together(run, among)
    return _rank(view, view.take(together), Tier.PHRASE, weights, wanted)


def _rest(view: _View, weights: _Weights, wanted: int) -> list[Candidate]:
    entries = view.complete
    if entries.bit_count() < ENOUGH_COMPLETE and len(view.needed) > 1:
        entries |= _near_misses(view)
    return _rank(view, view.take(entries & view.allowed), Tier.REST, weights, wanted)


def _near_misses(view: _View) -> int:
    """Entries that meet most clauses: those that meet the most in their names, and the most anywhere."""
    return _most(view, [met.name for met in view.needed]) | _most(view, [met.anywhere for met in view.needed])


def _most(view: _View, sets: Sequence[int]) -> int:
    """The entries in the greatest number of sets, from all but one of them down, until there are enough."""
    planes = [0] * len(sets).bit_length()  # the number of sets that an entry is in, as binary digits
    for entries in sets:
        carry = entries & view.allowed & view.eligible
        for digit, plane in enumerate(planes):
            planes[digit], carry = plane ^ carry, plane & carry
    chosen = 0
    for number in range(len(sets) - 1, fewest_words(len(sets)) - 1, -1):
        exactly = reduce(
            and_,
            (plane if number >> digit & 1 else ~plane for digit, plane in enumerate(planes)),
            view.allowed,
        )
        chosen |= exactly
        if chosen.bit_count() >= ENOUGH_NEAR_MISSES:
            break
    return chosen


# --- Scores ---------------------------------------------------------------------------------------------


def _rank(view: _View, entries: int, tier: Tier, weights: _Weights, wanted: int) -> list[Candidate]:
    if not entries:
        return []
    scores = dict.fromkeys(as_entries(entries)[:MOST_SCORED], 0.0)
    _score_clauses(view, entries, scores, weights)
    _score_neighbours(view, entries, scores, weights)
    if tier in (Tier.PHRASE, Tier.REST):
        _score_texts(view, entries, scores, weights)
        _weigh_by_coverage(view, entries, scores)
    else:
        _score_fit(view, entries, scores, weights)
    best = nlargest(wanted, scores.items(), key=lambda item: item[1])
    return [_candidate(view, entry, tier, score) for entry, score in best]


def _candidate(view: _View, entry: int, tier: Tier, score: float) -> Candidate:
    card = view.segment.card(entry)
    return Candidate(card.mark, card.group, bool(view.parts >> entry & 1), tier, score)


def _raise(scores: dict[int, float], entries: int, by: float) -> None:
    for entry in as_entries(entries):
        if entry in scores:
            scores[entry] += by


def _score_clauses(view: _View, entries: int, scores: dict[int, float], weights: _Weights) -> None:
    for met, weight in zip(view.met, weights, strict=True):
        if entries & ~met.name == 0:
            continue  # the same for all
        _raise(scores, entries & met.name, IN_NAME * weight)


def _score_neighbours(view: _View, entries: int, scores: dict[int, float], weights: _Weights) -> None:
    for left, right, pairs in view.plan.neighbours():
        keys = (f"n{one} {other}".encode() for one, other in pairs)
        together = reduce(or_, (view.segment.bits(key) for key in keys), 0)
        _raise(scores, entries & together, SIDE_BY_SIDE_IN_NAME * (weights[left] + weights[right]) / 2)


def _weigh_by_coverage(view: _View, entries: int, scores: dict[int, float]) -> None:
    """An entry that has half of the words is worth half: one rare word is no answer to a long question."""
    share = 1 / len(view.needed)
    covered = dict.fromkeys(scores, 0.0)
    for met in view.needed:
        _raise(covered, entries & met.anywhere, share)
    for entry, part in covered.items():
        scores[entry] *= part
    _raise(scores, entries & view.complete, ALL_WORDS * max(scores.values()))


def _score_fit(view: _View, entries: int, scores: dict[int, float], weights: _Weights) -> None:
    """A name that says little besides what was asked comes first; and one that says all of it by itself."""
    worth = OWN_NAME * sum(weights) / len(weights) / max(1, len(view.needed))
    for met in view.needed:
        _raise(scores, entries & (met.heading | met.title & ~view.parts), worth)
    asked = sum(len(clause.ways[0]) for clause in view.plan.needed)
    for entry in scores:
        card = view.segment.card(entry)
        if card.heading_words:
            share = asked / (asked + card.heading_words + card.title_words / 2)
        else:
            share = asked / (asked + card.title_words)
        scores[entry] += FITTING_NAME * share


def _score_texts(view: _View, entries: int, scores: dict[int, float], weights: _Weights) -> None:
    """BM25 over the text for single words, and words that stand side by side there."""
    lengths = view.segment.lengths()
    average = sum(lengths) / len(lengths) or 1.0
    norms = {
        entry: SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths[entry] / average) for entry in scores
    }
    for clause, weight in zip(view.plan.clauses, weights, strict=True):
        for way in clause.ways:
            rarest = min(
                (view.segment.postings(b"b" + word.encode()) for word in way), key=lambda p: p.number
            )
            often = rarest.often
            for entry in as_entries(entries & rarest.bits):
                if entry in scores:
                    count = often[entry]
                    scores[entry] += IN_TEXT * weight * count / (count + norms[entry])
    _score_text_neighbours(view, entries, scores, weights)


def _score_text_neighbours(view: _View, entries: int, scores: dict[int, float], weights: _Weights) -> None:
    bits = view.segment.bits
    for left, right, pairs in view.plan.neighbours():
        run = pairs[0]
        among = entries & bits(b"b" + run[0].encode()) & bits(b"b" + run[1].encode())
        if 0 < among.bit_count() <= MOST_CHECKED_FOR_NEIGHBOURS:
            worth = SIDE_BY_SIDE_IN_TEXT * (weights[left] + weights[right]) / 2
            _raise(scores, view.standing_together(run, among), worth)


def _sum_counts(all_counts: Sequence[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    total: dict[str, dict[str, int]] = {}
    for counts in all_counts:
        for name, values in counts.items():
            sums = total.setdefault(name, {})
            for value, number in values.items():
                sums[value] = sums.get(value, 0) + number
    return total
