"""What begins as typed: names that have the whole words and a word that begins like the last one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import reduce
from heapq import nlargest
from itertools import islice, pairwise
from operator import and_, or_

from qms.foundation.searching.keys import PART
from qms.foundation.searching.port import Reader
from qms.foundation.searching.whoosh_engine.postings import as_entries
from qms.foundation.searching.whoosh_engine.segment import Segment
from qms.foundation.searching.whoosh_engine.snapshot import Leaf, Snapshot
from qms.foundation.searching.whoosh_engine.view import any_of, readable
from qms.kernel.text import plain_code

MOST_EXPANSIONS = 400
MOST_RANKED = 3_000

CODE, SIDE_BY_SIDE, SCATTERED = 2.0, 1.0, 0.0


def begins_with(
    snapshot: Snapshot,
    before: Sequence[str],
    last: str,
    reader: Reader,
    kinds: Collection[str],
    statuses: Collection[str],
    wanted: int,
) -> list[int]:
    """Marks of the entries whose code or name fits, best first."""
    ranked: list[tuple[float, int]] = []
    for leaf in snapshot.leaves:
        ranked += _of_leaf(leaf, before, last, reader, kinds, statuses, wanted)
    return [mark for _, mark in nlargest(wanted, ranked)]


def _of_leaf(
    leaf: Leaf,
    before: Sequence[str],
    last: str,
    reader: Reader,
    kinds: Collection[str],
    statuses: Collection[str],
    wanted: int,
) -> list[tuple[float, int]]:
    segment = leaf.segment
    allowed = leaf.live & readable(segment, reader) & any_of(segment, "status", statuses)
    if kinds:
        allowed &= any_of(segment, "kind", kinds)
    parts = segment.bits(PART.encode())
    typed_code = plain_code("".join((*before, last)))
    by_code = _starting(segment, b"c" + typed_code.encode()) & allowed & ~parts if typed_code else 0
    by_name = _named(segment, before, last, parts) & allowed
    run = _in_a_row(segment, before, last) & by_name
    ranked: list[tuple[float, int]] = []  # by worth and entry
    tiers = ((CODE, by_code), (SIDE_BY_SIDE, run & ~by_code), (SCATTERED, by_name & ~run & ~by_code))
    for worth, entries in tiers:
        if len(ranked) < wanted:
            ranked += _rank(segment, entries, parts, worth)
    least = min(nlargest(wanted, (worth for worth, _entry in ranked)), default=0.0)
    return [(worth, segment.card(entry).mark) for worth, entry in ranked if worth >= least]


def _starting(segment: Segment, prefix: bytes) -> int:
    keys = islice(segment.keys_from(prefix), MOST_EXPANSIONS)
    return reduce(or_, (segment.bits(key) for key in keys), 0)


def _named(segment: Segment, before: Sequence[str], last: str, parts: int) -> int:
    """Entries with the words in their own name; a part by its heading, helped by its record's title."""
    ending = last.encode()
    titles = [segment.bits(b"t" + word.encode()) for word in before] + [_starting(segment, b"t" + ending)]
    headings = [segment.bits(b"h" + word.encode()) for word in before] + [_starting(segment, b"h" + ending)]
    anywhere = reduce(and_, (title | heading for title, heading in zip(titles, headings, strict=True)))
    own = reduce(or_, (heading & ~title for title, heading in zip(titles, headings, strict=True)))
    return anywhere & (~parts | own)


def _in_a_row(segment: Segment, before: Sequence[str], last: str) -> int:
    pairs = [segment.bits(f"n{left} {right}".encode()) for left, right in pairwise(before)]
    if before:
        pairs.append(_starting(segment, f"n{before[-1]} {last}".encode()))
    return reduce(and_, pairs) if pairs else 0


def _rank(segment: Segment, entries: int, parts: int, worth: float) -> list[tuple[float, int]]:
    """Records before parts, short names before long ones."""
    title_words, heading_words = segment.title_words, segment.heading_words
    ranked: list[tuple[float, int]] = []
    for of_parts, more in ((entries & ~parts, 0.09), (entries & parts, 0.0)):
        ranked += (
            (worth + 0.9 / (1 + title_words[entry] + heading_words[entry]) + more, entry)
            for entry in as_entries(of_parts)[:MOST_RANKED]
        )
    return ranked
