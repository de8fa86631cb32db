"""The Whoosh engine: the port's promises over the folder, the writer and the evaluator."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from qms.foundation.searching import finding, rows
from qms.foundation.searching.keys import Row
from qms.foundation.searching.port import (
    EFFECTIVE,
    Answer,
    Entry,
    Health,
    Question,
    Reader,
    SearchBusy,
    SearchUnavailable,
    Suggestion,
)
from qms.foundation.searching.rows import Spool
from qms.foundation.searching.whoosh_engine.evaluator import SnapshotEvaluator
from qms.foundation.searching.whoosh_engine.files import IndexFolder
from qms.foundation.searching.whoosh_engine.snapshot import FORM, Snapshots
from qms.foundation.searching.whoosh_engine.suggesting import begins_with
from qms.foundation.searching.whoosh_engine.writer import IndexWriter

PATIENCE_SECONDS = 30.0
SHORT_PATIENCE_SECONDS = 1.0
"""For a record or a few: the caller holds a transaction meanwhile, and nobody else can save. A rebuild that is
under way may take minutes; the outbox tries again."""

LOOK_EVERY = 500  # entries between two looks at the memory while building

log = logging.getLogger(__name__)


class WhooshEngine:
    """Implements port.SearchEngine with files in one folder, for all processes of one machine."""

    def __init__(self, root: Path, *, patience: float = PATIENCE_SECONDS) -> None:
        self._folder = IndexFolder(root)
        self._snapshots = Snapshots(self._folder)
        self._patience = patience

    # --- Writing

    def bring_in_line(self, record: str, entries: Sequence[Entry]) -> None:
        self.bring_many_in_line({record: entries})

    def bring_many_in_line(self, records: Mapping[str, Sequence[Entry]]) -> None:
        wanted = rows.rows_of(records)
        with self._folder.writing(min(self._patience, SHORT_PATIENCE_SECONDS)):
            rows.replace_rows(wanted)
            with self._noticing_damage():
                self._index(wanted)

    def _index(self, wanted: Mapping[str, Sequence[Row]]) -> None:
        self._snapshots.expire()
        evaluator = self._evaluator()
        indexed = evaluator.marks_of(list(wanted))
        writer = IndexWriter(evaluator.snapshot.folder)
        for record, of_record in wanted.items():
            if indexed[record] == Counter(row["mark"] for row in of_record):
                continue
            writer.remove(record)
            for row in of_record:
                writer.add(row)
        if writer.has_changes:
            writer.finish()
            self._snapshots.expire()

    def rebuild(
        self,
        records: Iterable[tuple[str, Sequence[Entry]]],
        *,
        between: Callable[[], object] = lambda: None,
    ) -> int:
        with self._folder.writing(self._patience), Spool() as spool:
            former = rows.all_marks()
            folder = self._folder.start_another()
            writer = IndexWriter.create(folder)
            seen: set[int] = set()
            for record, entries in records:
                for row in rows.rows_of({record: entries})[record]:
                    if row["mark"] not in seen:
                        seen.add(row["mark"])
                        writer.add(row)
                        if row["mark"] not in former:
                            spool.add(row)
                        if len(seen) % LOOK_EVERY == 0 and writer.is_full():
                            writer.finish()
            writer.finish()
            (folder / "form").write_text(FORM)
            between()
            rows.delete_rows(former - seen)
            spool.insert()
            self._folder.make_current(folder)
            self._snapshots.expire()
            return len(seen)

    def forget(self) -> None:
        """Keep nothing in memory of the index as it was; the next question reads the files."""
        self._snapshots.forget()

    # --- Asking

    def find(self, question: Question) -> Answer:
        with self._noticing_damage():
            return finding.find(question, self._evaluator())

    def suggest(
        self, typed: str, reader: Reader, *, kinds: Collection[str] = (), limit: int = 8
    ) -> list[Suggestion]:
        with self._noticing_damage():
            snapshot = self._evaluator().snapshot

            def prefixed(before: Sequence[str], last: str, wanted: int) -> list[int]:
                return begins_with(snapshot, before, last, reader, kinds, [EFFECTIVE], wanted)

            return finding.suggest(typed, reader, [EFFECTIVE], limit, prefixed)

    def health(self) -> Health:
        with self._noticing_damage():
            self._snapshots.expire()
            evaluator = self._evaluator()
            for leaf in evaluator.snapshot.leaves:
                leaf.segment.check()
            indexed = Counter(evaluator.all_marks())
        in_rows = rows.all_marks()
        return Health(
            entries=len(in_rows),
            missing=len(in_rows - indexed.keys()),
            stale=len(indexed.keys() - in_rows),
            doubled=sum(1 for number in indexed.values() if number > 1),
        )

    def _evaluator(self) -> SnapshotEvaluator:
        return SnapshotEvaluator(self._snapshots.latest())

    @contextmanager
    def _noticing_damage(self) -> Iterator[None]:
        """Whatever goes wrong inside Whoosh's files means one thing: the index must be made anew.

        A damaged index shows itself in any exception (EOFError, struct.error, zlib.error, TypeError,
        IndexError …), at opening or only at a certain word.
        """
        try:
            yield
        except (SearchUnavailable, SearchBusy):
            raise
        except Exception as error:
            self._snapshots.forget()
            log.exception("the index can not be read")
            raise SearchUnavailable(f"the index is damaged: {error}") from error
