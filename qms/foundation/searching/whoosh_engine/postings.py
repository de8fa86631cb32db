"""Posting lists in a form that Python reads at the speed of C.

A list has a head (which entries have the word, and how often) and a tail (where in the text). Heads come in
two forms: *dense*, one byte for each entry of the segment, and *sparse*, the entry numbers as differences. A
reader turns a head into one whole number whose bits are the entries; sets of entries are then joined and cut
with the operators of numbers, 50,000 entries in about a microsecond.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, compress, repeat
from operator import add
from typing import NamedTuple

MOST_COUNTED = 255
"""A word's occurrences in one entry beyond this number are not kept."""

DENSE_SHARE = 12  # dense when more than one entry in twelve has the word
BYTES_OF_ONE = (
    100  # what one entry of a mapping takes in memory, about; a table of all entries takes a byte each
)
WORTH_PACKING = 64  # bytes; shorter ones only grow when compressed
LEVEL = 3

_ONE_IF_ANY = bytes([ord("0")]) + bytes([ord("1")]) * 255
_BIT_OF_DIGIT = bytes(int(digit == ord("1")) for digit in range(256))


@dataclass(slots=True)
class Growing:
    """A posting list while entries are added, in rising order of their numbers."""

    entries: array[int] = field(default_factory=lambda: array("I"))
    counts: bytearray = field(default_factory=bytearray)
    places: array[int] = field(default_factory=lambda: array("H"))

    def add(self, entry: int, places: Sequence[int]) -> None:
        """The entry has the word at these places (its word numbers); for bare presence, at [0]."""
        kept = places[:MOST_COUNTED]
        self.entries.append(entry)
        self.counts.append(len(kept))
        self.places.extend(kept)


class Packed(NamedTuple):
    head: bytes
    tail: bytes


def pack(postings: Growing, size: int, *, with_places: bool) -> Packed:
    """The bytes of a list in a segment of ``size`` entries."""
    if len(postings.entries) * DENSE_SHARE > size >= WORTH_PACKING:
        table = bytearray(size)
        for entry, count in zip(postings.entries, postings.counts, strict=True):
            table[entry] = count
        head = b"d" + zlib.compress(table, LEVEL)
    else:
        steps = array("I", postings.entries)
        for i in range(len(steps) - 1, 0, -1):
            steps[i] -= postings.entries[i - 1]
        head = b"s" + _squeeze(steps.tobytes() + bytes(postings.counts))
    return Packed(head, _squeeze(postings.places.tobytes()) if with_places else b"")


def _squeeze(data: bytes) -> bytes:
    return b"\0" + data if len(data) < WORTH_PACKING else b"\1" + zlib.compress(data, LEVEL)


def _unsqueeze(data: bytes) -> bytes:
    return zlib.decompress(data[1:]) if data[:1] == b"\1" else data[1:]


@dataclass(slots=True)
class Postings:
    """A posting list as read: its entries as bits, and how often each has the word."""

    bits: int
    often: Mapping[int, int] | bytes  # by entry number: a table of all entries, or those that have it
    weight: int  # bytes in memory, about

    @property
    def number(self) -> int:
        return self.bits.bit_count()


NO_POSTINGS = Postings(0, {}, 0)


def unpack(head: bytes, size: int) -> Postings:
    """Read a head back."""
    if head[:1] == b"d":
        table = zlib.decompress(head[1:])
        if len(table) != size:
            raise ValueError("a posting list does not fit its segment")
        return _as_table(table)
    data = _unsqueeze(head[1:])
    number = len(data) // 5
    steps = array("I")
    steps.frombytes(data[: 4 * number])
    entries, counts = list(accumulate(steps)), data[4 * number :]
    if number * BYTES_OF_ONE > size:
        filled = bytearray(size)
        for entry, count in zip(entries, counts, strict=True):
            filled[entry] = count
        return _as_table(bytes(filled))
    often = dict(zip(entries, counts, strict=True))
    return Postings(as_bits(entries, size), often, size // 8 + BYTES_OF_ONE * number)


def _as_table(table: bytes) -> Postings:
    """A list kept as one byte for each entry of the segment: smaller and quicker than a mapping of many."""
    bits = int(table.translate(_ONE_IF_ANY)[::-1], 2) if table else 0
    return Postings(bits, table, len(table) + len(table) // 8)


def unpack_places(tail: bytes) -> array[int]:
    """Read a tail back: the places of the first entry, then of the second, and so on."""
    places = array("H")
    places.frombytes(_unsqueeze(tail))
    return places


def in_segment(postings: Postings, places: array[int], begins: array[int]) -> array[int]:
    """The places of a word in all its entries, counted from the beginning of the segment, rising."""
    often = postings.often
    counts = often.replace(b"\0", b"") if isinstance(often, bytes) else often.values()
    of_entries = map(begins.__getitem__, as_entries(postings.bits))
    return array("I", map(add, chain.from_iterable(map(repeat, of_entries, counts)), places))


def as_bits(entries: Iterable[int], size: int) -> int:
    """A number whose bits are these entries."""
    octets = bytearray(size // 8 + 1)
    for entry in entries:
        octets[entry >> 3] |= 1 << (entry & 7)
    return int.from_bytes(octets, "little")


def as_flags(bits: int, size: int) -> bytes:
    """For each entry of a segment one byte: 1 if its bit is set, else 0."""
    digits = bin(bits if bits >= 0 else bits & ((1 << size) - 1))[:1:-1].encode()
    return digits.translate(_BIT_OF_DIGIT).ljust(size, b"\0")


def as_entries(bits: int) -> list[int]:
    """The entries whose bits are set, rising."""
    digits = bin(bits)[:1:-1]
    if bits.bit_count() * 12 > len(digits):
        return list(compress(range(len(digits)), digits.encode().translate(_BIT_OF_DIGIT)))
    found = []
    at = digits.find("1")
    while at >= 0:
        found.append(at)
        at = digits.find("1", at + 1)
    return found


def memory_of(growing: Growing) -> int:
    """Bytes that a growing list takes, about."""
    return 300 + 4 * len(growing.entries) + len(growing.counts) + sys.getsizeof(growing.places)
