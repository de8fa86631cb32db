"""What a search engine promises, whichever it is, and the values that go in and come out.

Rooms describe their records as entries (indexing.py of each room); the outbox brings the engine in line with
one record at a time; the page asks questions. Engines: whoosh_engine (one machine), postgres_engine.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

EVERYONE = "everyone"
"""Audience of what every signed-in person of the organisation may read."""

RECORDS_SHOWN = 20
ENTRIES_PER_RECORD = 3
"""So many places of one record stand on a page; the rest are reached by asking within the record."""


class Kind(StrEnum):
    """What an entry is. A record has one main entry and may have parts."""

    DOCUMENT = "document"
    SECTION = "section"
    STEP = "step"
    FILE = "file"  # a page of a file
    HELP = "help"
    NONCONFORMITY = "nonconformity"
    AUDIT = "audit"
    FINDING = "finding"
    LEGAL_TEXT = "legal_text"


PARTS = frozenset({Kind.SECTION, Kind.STEP, Kind.FILE})
"""Kinds that are a place inside a record: they carry its code and title and a heading of their own."""

EFFECTIVE = "effective"


class SearchUnavailable(Exception):
    """The index is missing, damaged or of an older form. The caller says so and asks for a rebuild."""


class SearchBusy(Exception):
    """Another process is writing the index; the effect is tried again later."""


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: a record as a whole, or one place in it.

    ``record`` names what is brought in line together, as "document:17"; ``key`` is unique within it ("",
    "section-3", "step-4"). ``title`` and ``code`` are the record's, also on its parts; ``heading`` is the
    part's own and empty on the main entry. ``text`` is plain text: the main entry's is the whole record's, so
    that words which stand far apart are still found together.

    ``audience`` holds the tokens of those who may see it (EVERYONE, "unit:3", "person:5", "role:auditor");
    a reader needs one of them. ``facets`` are values to filter by; ``facts`` are shown beside a hit and may
    hold anything that JSON can ("duration": "2 ngày", "responsible": "Chi cục TĐC").
    """

    record: str
    key: str
    kind: str
    organization_id: int
    audience: tuple[str, ...]
    status: str
    title: str
    url: str
    code: str = ""
    heading: str = ""
    number: int | None = None
    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_part(self) -> bool:
        return self.kind in PARTS


class Abbreviation(NamedTuple):
    """A short form and one thing it stands for. The same short form may have several."""

    short: str
    full: str


@dataclass(frozen=True)
class Reader:
    """For whom is searched: the organisations in sight and the reader's audience tokens."""

    organizations: tuple[int, ...]
    audiences: tuple[str, ...] = (EVERYONE,)


@dataclass(frozen=True)
class Question:
    """What is asked. ``facets``: a filter's name -> the values of which one must hold.

    ``record`` asks within one record only, and then all its places are shown.
    """

    text: str
    reader: Reader
    kinds: tuple[str, ...] = ()  # empty: any
    statuses: tuple[str, ...] = (EFFECTIVE,)
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    record: str = ""
    abbreviations: tuple[Abbreviation, ...] = ()
    page: int = 1
    size: int = RECORDS_SHOWN

    @property
    def wants_parts(self) -> bool:
        """Whether places are asked for as such, and not only for what they add to their record's title."""
        return bool(self.record) or bool(self.kinds) and PARTS.issuperset(self.kinds)


@dataclass(frozen=True)
class Piece:
    """A stretch of the original text, and whether it is what was asked for. Not escaped."""

    text: str
    is_match: bool = False


Fragment = tuple[Piece, ...]


@dataclass(frozen=True)
class Hit:
    """An entry that answers. ``more`` counts further places of the same record that are not on the page."""

    record: str
    key: str
    kind: str
    organization_id: int
    status: str
    code: str
    number: int | None
    url: str
    title: Fragment
    heading: Fragment
    snippet: Fragment
    score: float
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    more: int = 0


@dataclass(frozen=True)
class Answer:
    """``total`` counts records ("about", as rights may take some away); ``counts`` is per facet and value,
    each without its own filter. ``searched_as`` is set when a slip was read as something else;
    ``did_you_mean`` when that is only offered.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    has_next: bool = False
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    searched_as: str = ""
    did_you_mean: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A title, code or step that begins as typed."""

    kind: str
    code: str
    number: int | None
    title: str
    heading: str
    url: str


@dataclass(frozen=True)
class Health:
    """How the index compares with the texts in the database. All numbers but ``entries`` should be 0."""

    entries: int
    missing: int = 0  # in the database, not in the index
    stale: int = 0  # in the index, not (or no longer so) in the database
    doubled: int = 0

    @property
    def is_sound(self) -> bool:
        return not (self.missing or self.stale or self.doubled)


class SearchEngine(Protocol):
    """The contract; tests/contracts/test_searching.py holds every engine to it.

    The texts of all entries are rows of the application's database (models.SearchEntry), written in the
    caller's transaction. Rights are part of the question to the engine and are compared again with the row of
    every hit, so that an index that lags never shows what a reader may not see or what no longer stands.
    """

    def bring_in_line(self, record: str, entries: Sequence[Entry]) -> None:
        """Make these the entries of the record, in place of any former ones; none removes the record.

        May be repeated. Raises SearchBusy, SearchUnavailable.
        """
        ...

    def bring_many_in_line(self, records: Mapping[str, Sequence[Entry]]) -> None:
        """The same for several records at the cost of little more than one."""
        ...

    def rebuild(
        self,
        records: Iterable[tuple[str, Sequence[Entry]]],
        *,
        between: Callable[[], object] = ...,
    ) -> int:
        """Make the index anew from these records, which are all there are; returns how many entries.

        The old index answers until the new one stands in its place. Until ``between`` is called the database is
        only read, and after it changed briefly: there the caller may end one transaction and begin another.
        Raises SearchBusy.
        """
        ...

    def find(self, question: Question) -> Answer:
        """Answer a question; an empty text or one of signs only finds nothing. Raises SearchUnavailable."""
        ...

    def suggest(
        self, typed: str, reader: Reader, *, kinds: Collection[str] = (), limit: int = 8
    ) -> list[Suggestion]:
        """What begins as typed, in force and visible to the reader, best first. Raises SearchUnavailable."""
        ...

    def health(self) -> Health:
        """Compare the whole index with the database. Raises SearchUnavailable."""
        ...
