"""One segment of the index as it is read: posting lists by key, and a card for each entry.

A segment's files never change, so what was read from them may be kept as long as the segment lives; which of
its entries were deleted since is kept apart (snapshot.Leaf).
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filetables import OrderedHashReader

from qms.foundation.searching.whoosh_engine.files import MappedFile, MappedStorage
from qms.foundation.searching.whoosh_engine.postings import (
    NO_POSTINGS,
    Packed,
    Postings,
    as_bits,
    in_segment,
    unpack,
    unpack_places,
)

NAME = "qms"
TERMS, POSTINGS, CARDS = ".trm", ".pst", ".crd"
SUMS = ".sum"
"""What the other files added up to when they were written: a list that was damaged may still look like one."""
EXTENT = struct.Struct("<QII")  # where in the postings file, bytes of the head, bytes of the tail
CARD = struct.Struct("<QQHHH")
LONGEST_RUN = 1_000  # words side by side that may be asked for: as wide is the gap between two texts
CACHE_BYTES = 40_000_000
"""What one segment may keep in memory of its lists."""


class Card(NamedTuple):
    """What the index knows of an entry by itself: its mark, its record, how many words it has."""

    mark: int
    group: int
    title_words: int
    heading_words: int
    words: int


class Segment:
    """Reads one segment. Safe to share between threads: at worst a list is read twice."""

    def __init__(self, folder: Path, segment: W3Segment) -> None:
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        terms = _file(folder, segment, TERMS)
        self._terms = OrderedHashReader(terms, len(terms.content))
        self._postings = _file(folder, segment, POSTINGS)
        self._cards = _file(folder, segment, CARDS)
        self._files = (terms, self._postings, self._cards)
        self._written_sums = _file(folder, segment, SUMS)
        if len(self._cards.content) != CARD.size * self.size:
            raise ValueError(f"segment {self.id} is cut short")
        self._lists: dict[bytes, Postings] = {}
        self._weight = 0
        self._places: dict[bytes, array[int]] = {}

    def check(self) -> None:
        """Read all of it once. Raises ValueError when it is not what was written."""
        if sums_of(file.content for file in self._files) != bytes(self._written_sums.content):
            raise ValueError(f"segment {self.id} is not what was written")

    def card(self, entry: int) -> Card:
        return Card(*CARD.unpack(self._cards.get(entry * CARD.size, CARD.size)))

    def cards(self) -> Iterator[Card]:
        """All cards, deleted entries included."""
        return map(Card._make, CARD.iter_unpack(self._cards.get(0, CARD.size * self.size)))

    @cached_property
    def title_words(self) -> array[int]:
        """By entry: how many words its record's title and code have."""
        return self._column(8)

    @cached_property
    def heading_words(self) -> array[int]:
        """By entry: how many words its heading has; 0 for a record as a whole."""
        return self._column(9)

    @cached_property
    def words(self) -> array[int]:
        """By entry: how many words its text has."""
        return self._column(10)

    @cached_property
    def average_words(self) -> float:
        return sum(self.words) / len(self.words) or 1.0

    def _column(self, number: int) -> array[int]:
        """One of the small numbers of all cards, counted in pairs of bytes from a card's start."""
        numbers = array("H")
        numbers.frombytes(self._cards.get(0, CARD.size * self.size))
        return numbers[number :: CARD.size // 2]

    @cached_property
    def facets(self) -> dict[str, list[tuple[str, bytes]]]:
        """By filter: its values, each with its key."""
        found: dict[str, list[tuple[str, bytes]]] = {}
        for key in self.keys_from(b"ffacet:"):
            _facet, name, value = key.decode().split(":", 2)
            found.setdefault(name, []).append((value, key))
        return found

    def as_bits(self, entries: Iterable[int]) -> int:
        """A set of these entries."""
        return as_bits(entries, self.size)

    def bits(self, key: bytes) -> int:
        """The entries that have the key, as bits."""
        return self.postings(key).bits

    def postings(self, key: bytes) -> Postings:
        """The list of a key; an empty one when no entry has it."""
        kept = self._lists.get(key)
        if kept is not None:
            return kept
        packed = self._read(key, head=True)
        postings = unpack(packed.head, self.size) if packed else NO_POSTINGS
        self._keep(key, postings)
        return postings

    def _keep(self, key: bytes, postings: Postings) -> None:
        if self._weight > CACHE_BYTES:
            # Those that were read first go first; what is asked for often is soon back.
            for shelf in (self._lists, self._places):
                for old in list(islice(shelf, len(shelf) // 2)):
                    shelf.pop(old, None)
            self._weight = sum(kept.weight for kept in list(self._lists.values()))
            self._weight += sum(kept.itemsize * len(kept) for kept in list(self._places.values()))
        self._lists[key] = postings
        self._weight += postings.weight + 100

    def places(self, key: bytes) -> array[int]:
        """Where the word stands, counted from the segment's beginning (``begins``), rising."""
        kept = self._places.get(key)
        if kept is None:
            postings, packed = self.postings(key), self._read(key, head=False)
            of_entries = unpack_places(packed.tail) if packed else array("H")
            kept = self._places[key] = in_segment(postings, of_entries, self.begins)
            self._weight += kept.itemsize * len(kept)
        return kept

    @cached_property
    def begins(self) -> array[int]:
        """By entry: the place at which its text begins, were all texts one; between two stands a gap."""
        return array("I", accumulate((number + LONGEST_RUN for number in self.words), initial=0))

    def _read(self, key: bytes, *, head: bool) -> Packed | None:
        try:
            extent = self._terms[key]
        except KeyError:
            return None
        start, head_length, tail_length = EXTENT.unpack(extent)
        if head:
            return Packed(self._postings.get(start, head_length), b"")
        return Packed(b"", self._postings.get(start + head_length, tail_length))

    @cached_property
    def words_of_texts(self) -> frozenset[bytes]:
        """The keys of all words of texts; to look one up here is much cheaper than in the file."""
        return frozenset(self.keys_from(b"b"))

    def keys_from(self, prefix: bytes) -> Iterator[bytes]:
        """The keys that begin like this, in order."""
        for key in self._terms.keys_from(prefix):
            if not key.startswith(prefix):
                return
            yield key

    def all_lists(self) -> Iterator[tuple[bytes, Postings, array[int]]]:
        """Every key with its postings and places, in order: for merging."""
        for key, extent in self._terms.items():
            start, head_length, tail_length = EXTENT.unpack(extent)
            postings = unpack(self._postings.get(start, head_length), self.size)
            tail = self._postings.get(start + head_length, tail_length)
            yield key, postings, unpack_places(tail) if tail else array("H")


def sums_of(contents: Iterable[Any]) -> bytes:
    """What terms, postings and cards add up to."""
    return " ".join(f"{zlib.crc32(content):08x}" for content in contents).encode()


def _file(folder: Path, segment: W3Segment, ending: str) -> MappedFile:
    file: Any = MappedStorage(str(folder)).open_file(segment.make_filename(ending))
    assert isinstance(file, MappedFile)
    return file
