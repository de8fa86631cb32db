"""One state of the index: its segments and which of their entries are deleted; and whether it is the latest.

Never ``Searcher.refresh()``: in whoosh-reloaded 2.7.5 it keeps replaced entries findable. A new state is read
from the table of contents; segments that are in both are shared, their deletions are not.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from whoosh.fields import Schema
from whoosh.index import TOC, EmptyIndexError

from qms.foundation.searching.port import SearchUnavailable
from qms.foundation.searching.whoosh_engine.files import IndexFolder, MappedStorage
from qms.foundation.searching.whoosh_engine.postings import as_bits
from qms.foundation.searching.whoosh_engine.segment import NAME, Segment

FORM = "2"
"""Changed whenever what the index says of an entry, or how it says it, changes: older indexes are rebuilt."""

CHECK_SECONDS = 1.0
"""How often, at most, the folder is asked whether another process wrote."""


ATTEMPTS = 5


@dataclass(frozen=True)
class Leaf:
    """A segment and the entries of it that live in this state."""

    segment: Segment
    live: int


@dataclass(frozen=True)
class Snapshot:
    folder: Path
    generation: int
    leaves: tuple[Leaf, ...]

    @property
    def size(self) -> int:
        return sum(leaf.live.bit_count() for leaf in self.leaves)


class Snapshots:
    """Hands out the latest state; shared by all threads of a process."""

    def __init__(self, folder: IndexFolder) -> None:
        self._folder = folder
        self._latest: Snapshot | None = None
        self._checked_at = 0.0
        self._lock = threading.Lock()

    def latest(self) -> Snapshot:
        """The state of now, or of a second ago at most. Raises SearchUnavailable."""
        latest = self._latest
        if latest is not None and time.monotonic() - self._checked_at < CHECK_SECONDS:
            return latest
        with self._lock:
            # A writer may remove the files or the folder of the state that is being opened: once more then.
            for _attempt in range(ATTEMPTS - 1):
                with suppress(FileNotFoundError, EmptyIndexError, SearchUnavailable):
                    return self._check()
            try:
                return self._check()
            except (FileNotFoundError, EmptyIndexError) as error:
                raise SearchUnavailable(f"the index misses a file: {error}") from error

    def expire(self) -> None:
        """Look again at once: this process wrote."""
        self._checked_at = 0.0

    def forget(self) -> None:
        """Keep nothing of the latest state: it was found damaged."""
        self._latest = None

    def _check(self) -> Snapshot:
        folder = self._folder.current()
        if (folder / "form").read_text() != FORM:
            raise SearchUnavailable("the index is of an older form")
        storage = MappedStorage(str(folder))
        latest = self._latest
        generation = TOC._latest_generation(storage, NAME)
        if latest is None or (latest.folder, latest.generation) != (folder, generation):
            latest = _open(folder, latest)
        self._latest, self._checked_at = latest, time.monotonic()
        return latest


def _open(folder: Path, former: Snapshot | None) -> Snapshot:
    toc = TOC.read(MappedStorage(str(folder)), NAME, schema=Schema())
    shared = {leaf.segment.id: leaf.segment for leaf in former.leaves} if former else {}
    leaves = []
    for segment in toc.segments:
        opened = shared.get(segment.segment_id()) or Segment(folder, segment)
        everything = (1 << opened.size) - 1
        leaves.append(Leaf(opened, everything & ~as_bits(segment.deleted_docs(), opened.size)))
    return Snapshot(folder, toc.generation, tuple(leaves))
