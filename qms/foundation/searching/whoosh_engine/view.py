"""One plan on one segment: for each clause the set of entries that meet it, and what follows from these sets.

Sets are whole numbers whose bits are the entries of the segment.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import islice, pairwise
from operator import and_, or_

from qms.foundation.searching.asking import Clause, Neighbours, Plan, Way
from qms.foundation.searching.keys import PART
from qms.foundation.searching.port import Question, Reader
from qms.foundation.searching.whoosh_engine.postings import as_entries
from qms.foundation.searching.whoosh_engine.segment import Segment
from qms.foundation.searching.whoosh_engine.snapshot import Leaf

MOST_EXPANSIONS = 60  # words that a prefix stands for
DEARER = 8  # so many times dearer is it to look one number up in a rising list than to take the next one
AT_ONCE = 50_000  # places in one set: a word may stand at millions of them
MOST_CHECKED_FOR_RUNS = 5_000  # beyond, entries with all words of a run count as if these stood together


def any_of(segment: Segment, name: str, values: Iterable[object]) -> int:
    """The entries that have any of the values in a filter."""
    return reduce(or_, (segment.bits(f"f{name}:{value}".encode()) for value in values), 0)


def readable(segment: Segment, reader: Reader) -> int:
    """The entries of a segment that the reader may see."""
    return any_of(segment, "organization", reader.organizations) & any_of(
        segment, "audience", reader.audiences
    )


def standing_together(segment: Segment, run: Way, among: int) -> int:
    """Those entries in whose text the words of a run stand side by side."""
    keys = [b"b" + word.encode() for word in run]
    among = reduce(and_, map(segment.bits, keys), among)
    if not among:
        return 0
    # The rarest word first: after two words few places are left.
    first, *others = sorted(range(len(run)), key=lambda at: segment.postings(keys[at]).number)
    places: Sequence[int] = _within(segment, segment.places(keys[first]), as_entries(among))
    for at in others:
        places = _beside(places, segment.places(keys[at]), at - first)
    return segment.as_bits({bisect_right(segment.begins, place) - 1 for place in places}) & among


def _within(segment: Segment, places: array[int], entries: Sequence[int]) -> Sequence[int]:
    """The places in some entries; all places where looking for these would take longer than taking all."""
    if len(entries) * DEARER > len(places):
        return places
    found = array("I")
    for entry in entries:
        begin = bisect_left(places, segment.begins[entry])
        found += places[begin : bisect_left(places, segment.begins[entry + 1], begin)]
    return found


def _beside(places: Sequence[int], others: array[int], distance: int) -> list[int]:
    """Those of the places from which one of the others is so far away; all of them rising."""
    if len(places) * DEARER < len(others):
        return [place for place in places if _stands_at(others, place + distance)]
    kept: list[int] = []
    for start in range(0, len(others), AT_ONCE):
        some = others[start : start + AT_ONCE]
        begin = bisect_left(places, some[0] - distance)
        end = bisect_right(places, some[-1] - distance, begin)
        there = set(some)
        kept += [place for place in places[begin:end] if place + distance in there]
    return kept


def _stands_at(others: array[int], place: int) -> bool:
    at = bisect_left(others, place)
    return at < len(others) and others[at] == place


@dataclass(frozen=True)
class Met:
    """Where a clause is met: in the record's title, in a part's heading, in the text."""

    title: int
    heading: int
    text: int

    @cached_property
    def name(self) -> int:
        return self.title | self.heading

    @cached_property
    def anywhere(self) -> int:
        return self.title | self.heading | self.text


class View:
    """The sets of one plan on one segment."""

    def __init__(self, leaf: Leaf, plan: Plan, question: Question) -> None:
        self.segment = leaf.segment
        self.plan = plan
        self.live = leaf.live
        self.parts = self.segment.bits(PART.encode())
        self.question = question
        self._readable = leaf.live & readable(self.segment, question.reader)
        self._filters = _filters(self.segment, question)
        self.allowed = reduce(and_, self._filters.values(), self._readable)
        self.met = [self._meet(clause) for clause in plan.clauses]
        self.needed = [m for clause, m in zip(plan.clauses, self.met, strict=True) if not clause.is_optional]
        self.taken = 0

    def take(self, entries: int) -> int:
        """Those of the entries that no former tier took."""
        fresh = entries & ~self.taken
        self.taken |= fresh
        return fresh

    # --- What follows from the clauses

    @cached_property
    def eligible(self) -> int:
        """A part is an answer for what it adds to its record's title, or says by itself as a heading."""
        if self.question.wants_parts:
            return -1
        adding = reduce(or_, (met.text & ~met.title for met in self.needed), 0)
        by_itself = reduce(and_, (met.heading for met in self.needed)) if self.needed else 0
        return ~self.parts | adding | by_itself

    @cached_property
    def all_words(self) -> int:
        """Entries with all words, whether the filters let them pass or not."""
        return reduce(and_, (met.anywhere for met in self.needed)) & self.eligible if self.needed else 0

    @cached_property
    def complete(self) -> int:
        return self.all_words & self.allowed

    @cached_property
    def named(self) -> int:
        return reduce(and_, (met.name for met in self.needed), self.complete)

    @cached_property
    def with_code(self) -> int:
        if not self.plan.code:
            return 0
        return self.segment.bits(b"c" + self.plan.code.encode()) & ~self.parts & self.allowed

    @cached_property
    def beside_in_name(self) -> list[tuple[Neighbours, int]]:
        """What was typed side by side, and the entries in whose names it stands so."""
        return [
            (each, reduce(or_, (self.segment.bits(f"n{a} {b}".encode()) for a, b in each.pairs), 0))
            for each in self.plan.neighbours()
        ]

    # --- Counting

    @property
    def total(self) -> int:
        """How many records have all words; of parts alone, how many parts."""
        found = self.complete | self.with_code
        mains = found & ~self.parts
        return (mains or found).bit_count()

    def counts(self) -> dict[str, dict[str, int]]:
        """How many records each value of each filter would leave, the filter itself set aside."""
        if self.question.record or not self.all_words:
            return {}
        counts: dict[str, dict[str, int]] = {}
        for name, values in self.segment.facets.items():
            base = self._without(f"facet:{name}")
            found = {value: (base & self.segment.bits(key)).bit_count() for value, key in values}
            if any(found.values()):
                counts[name] = {value: number for value, number in found.items() if number}
        return counts

    def _without(self, left_out: str) -> int:
        others = (bits for name, bits in self._filters.items() if name != left_out)
        return reduce(and_, others, self._readable) & self.all_words & ~self.parts

    # --- Meeting a clause

    def _meet(self, clause: Clause) -> Met:
        if clause.is_prefix:
            return self._meet_beginning(clause.ways[0][0].encode())
        title = heading = text = 0
        for way in clause.ways:
            in_title, in_heading, in_text = self._meet_way(way, is_loose=clause.is_loose)
            if len(way) > 1 and (clause.is_phrase or in_text.bit_count() <= MOST_CHECKED_FOR_RUNS):
                in_text = standing_together(self.segment, way, in_text & self.allowed)
            title, heading, text = title | in_title, heading | in_heading, text | in_text
        return Met(title, heading, text)

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

    def _meet_beginning(self, prefix: bytes) -> Met:
        """Entries with any word that begins like this."""
        title, heading, text = (
            reduce(
                or_,
                map(self.segment.bits, islice(self.segment.keys_from(field + prefix), MOST_EXPANSIONS)),
                0,
            )
            for field in (b"t", b"h", b"b")
        )
        return Met(title, heading, text)


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


def most_met(view: View, sets: Sequence[int], fewest: int, enough: int) -> int:
    """The entries in the greatest number of sets, from all but one of them down to ``fewest``, until ``enough``."""
    planes = [0] * len(sets).bit_length()  # the number of sets that an entry is in, as binary digits
    for entries in sets:
        carry = entries & view.allowed & view.eligible
        for digit, plane in enumerate(planes):
            planes[digit], carry = plane ^ carry, plane & carry
    chosen = 0
    for number in range(len(sets) - 1, fewest - 1, -1):
        digits = (plane if number >> digit & 1 else ~plane for digit, plane in enumerate(planes))
        chosen |= reduce(and_, digits, view.allowed)
        if chosen.bit_count() >= enough:
            break
    return chosen
