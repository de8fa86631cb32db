"""Writing the index: entries become posting lists in memory, posting lists become one segment per commit.

Generations, segments, deletions and the table of terms are Whoosh's. Its posting pool is not used: it sorts a
tuple for each word of each entry; here a list grows for each word.
"""

from __future__ import annotations

import os
from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Segment
from whoosh.fields import Schema
from whoosh.filedb.filetables import OrderedHashWriter
from whoosh.index import TOC, clean_files

from qms.foundation.searching.keys import PRESENT, Row, keys_of
from qms.foundation.searching.models import group_of
from qms.foundation.searching.whoosh_engine.files import MappedStorage
from qms.foundation.searching.whoosh_engine.postings import (
    Growing,
    as_entries,
    memory_of,
    pack,
)
from qms.foundation.searching.whoosh_engine.segment import (
    CARD,
    CARDS,
    EXTENT,
    NAME,
    POSTINGS,
    SUMS,
    TERMS,
    Card,
    Segment,
    sums_of,
)

MOST_SEGMENTS_OF_A_SIZE = 8
LARGEST_TO_MERGE = 2_000  # entries; merging more would keep the worker for seconds
SEGMENT_BYTES = 200_000_000
"""While building anew: how much is kept in memory before a segment is written."""


class IndexWriter:
    """Changes one index; the caller holds the lock. Nothing is seen by readers before ``commit``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._storage = MappedStorage(str(folder))
        toc = TOC.read(self._storage, NAME, schema=Schema())
        self._generation: int = toc.generation
        self._segments: list[W3Segment] = list(toc.segments)
        self._cards: list[Card] = []
        self._lists: defaultdict[bytes, Growing] = defaultdict(Growing)
        self._removed = False

    @classmethod
    def create(cls, folder: Path) -> IndexWriter:
        """Begin an empty index in an empty folder."""
        TOC.create(MappedStorage(str(folder)), Schema(), NAME)
        return cls(folder)

    def remove(self, record: str) -> None:
        """Take the record's entries out. At most once a record, and before its new entries are added."""
        key = b"frecord:" + record.encode()
        for segment in self._segments:
            for entry in as_entries(Segment(self._folder, segment).bits(key)):
                segment.delete_document(entry)
                self._removed = True

    @property
    def has_changes(self) -> bool:
        return self._removed or bool(self._cards)

    def add(self, row: Row) -> None:
        """Add an entry, given as the columns of its row."""
        entry, keys = len(self._cards), keys_of(row)
        self._cards.append(
            Card(row["mark"], group_of(row["record"]), keys.title_words, keys.heading_words, keys.text_words)
        )
        for key in keys.others:
            self._lists[key.encode()].add(entry, PRESENT)
        for word, places in keys.places.items():
            self._lists[f"b{word}".encode()].add(entry, places)

    def is_full(self) -> bool:
        """Whether a segment's worth waits in memory. Asked now and then while building."""
        return sum(map(memory_of, self._lists.values())) > SEGMENT_BYTES

    def finish(self) -> None:
        """Write a segment, put it on the disk, and make it seen."""
        kept = []
        for segment in self._segments:
            if segment.deleted_count() == segment.doc_count_all():
                continue
            kept.append(segment)
        merged = _to_merge(kept)
        for segment in merged:
            self._absorb(segment)
        kept = [segment for segment in kept if segment not in merged]
        if self._cards:
            kept.append(self._write_segment())
        self._generation += 1
        TOC(Schema(), kept, self._generation).write(self._storage, NAME)
        _sync(self._folder / TOC._filename(NAME, self._generation))
        _sync(self._folder)
        clean_files(self._storage, NAME, self._generation, kept)
        self._segments, self._cards, self._lists, self._removed = kept, [], defaultdict(Growing), False

    def _absorb(self, old: W3Segment) -> None:
        """Copy the living entries of a segment into the one being made."""
        source = Segment(self._folder, old)
        new_numbers: dict[int, int] = {}
        for number, card in enumerate(source.cards()):
            if not old.is_deleted(number):
                new_numbers[number] = len(self._cards)
                self._cards.append(card)
        for key, postings, places in source.all_lists():
            entries = as_entries(postings.bits)
            counts = [postings.often[entry] for entry in entries]
            starts = accumulate(counts, initial=0)
            for entry, start, count in zip(entries, starts, counts, strict=False):
                if entry in new_numbers:
                    found = places[start : start + count] if places else array("H", PRESENT)
                    self._lists[key].add(new_numbers[entry], found)

    def _write_segment(self) -> W3Segment:
        segment, size = W3Segment(None, NAME), len(self._cards)
        segment.set_doc_count(size)
        with (
            (self._folder / segment.make_filename(POSTINGS)).open("wb") as postings,
            (self._folder / segment.make_filename(CARDS)).open("wb") as cards,
        ):
            cards.write(b"".join(CARD.pack(*card) for card in self._cards))
            self._write_lists(segment, size, postings)
        files = [self._folder / segment.make_filename(ending) for ending in (TERMS, POSTINGS, CARDS, SUMS)]
        files[-1].write_bytes(sums_of(path.read_bytes() for path in files[:-1]))
        for path in files:
            _sync(path)
        return segment

    def _write_lists(self, segment: W3Segment, size: int, postings: Any) -> None:
        terms = OrderedHashWriter(self._storage.create_file(segment.make_filename(TERMS)))
        start = 0
        for key in sorted(self._lists):
            head, tail = pack(self._lists[key], size, with_places=key[:1] == b"b")
            terms.add(key, EXTENT.pack(start, len(head), len(tail)))
            start += postings.write(head) + postings.write(tail)
        terms.close()


def _to_merge(segments: Sequence[W3Segment]) -> list[W3Segment]:
    """Segments to be made one: too many of about one size, or mostly of deleted entries."""
    by_size: defaultdict[int, list[W3Segment]] = defaultdict(list)
    for segment in segments:
        if segment.doc_count_all() <= LARGEST_TO_MERGE:
            by_size[segment.doc_count_all().bit_length() // 3].append(segment)
    chosen = [s for same in by_size.values() if len(same) >= MOST_SEGMENTS_OF_A_SIZE for s in same]
    wasteful = [s for s in segments if s.deleted_count() * 2 > s.doc_count_all() and s not in chosen]
    return chosen + wasteful


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
