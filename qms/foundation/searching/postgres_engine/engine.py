"""The PostgreSQL engine: the port's promises over the rows themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import bindparam, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from qms.foundation.db import db, seeing_all
from qms.foundation.searching import finding, rows
from qms.foundation.searching.keys import Keys, keys_of
from qms.foundation.searching.models import SearchEntry, SearchWord
from qms.foundation.searching.port import (
    EFFECTIVE,
    Answer,
    Entry,
    Health,
    Question,
    Reader,
    Suggestion,
)
from qms.foundation.searching.postgres_engine.evaluator import PostgresEvaluator
from qms.foundation.searching.postgres_engine.tsquery import (
    IS_PART,
    all_of,
    any_of,
    names_vector,
    quoted,
    readable,
    terms_vector,
)
from qms.kernel.text import plain_code


class PostgresEngine:
    """Implements port.SearchEngine on the application's own PostgreSQL: the index is a column of the rows."""

    def bring_in_line(self, record: str, entries: Sequence[Entry]) -> None:
        self.bring_many_in_line({record: entries})

    def bring_many_in_line(self, records: Mapping[str, Sequence[Entry]]) -> None:
        rows.replace_rows(rows.rows_of(records))
        self._fill()

    def rebuild(
        self,
        records: Iterable[tuple[str, Sequence[Entry]]],
        *,
        between: Callable[[], object] = lambda: None,
    ) -> int:
        with rows.Spool() as spool:
            former: set[int] = rows.all_marks()
            seen: set[int] = set()
            for record, entries in records:
                for row in rows.rows_of({record: entries})[record]:
                    if row["mark"] not in former | seen:
                        spool.add(row)
                    seen.add(row["mark"])
            between()
            rows.delete_rows(former - seen)
            spool.insert()
        with seeing_all():
            db.session.execute(update(SearchEntry).values(terms=None))
            db.session.execute(delete(SearchWord))
        self._fill()
        return len(seen)

    def _fill(self) -> None:
        """Give every row that has none its keys."""
        with seeing_all():
            while True:
                empty = select(SearchEntry).where(SearchEntry.terms.is_(None)).limit(rows.BATCH)
                found = [{**entry.__dict__} for entry in db.session.scalars(empty)]
                if not found:
                    return
                keys = {row["mark"]: keys_of(row) for row in found}
                self._write_keys(keys)
                db.session.expire_all()

    def _write_keys(self, keys: Mapping[int, Keys]) -> None:
        vectors = [
            {"mark": mark, "names": names_vector(each), "terms": terms_vector(each)}
            for mark, each in keys.items()
        ]
        db.session.execute(
            text(
                "UPDATE search_entries SET names = cast(:names AS tsvector), terms = cast(:terms AS tsvector)"
                " WHERE mark = :mark"
            ),
            vectors,
        )
        found = {f"b{word}" for each in keys.values() for word in each.places}
        found |= {key for each in keys.values() for key in each.others if key[0] == "n"}
        new = insert(SearchWord).values(word=bindparam("key")).on_conflict_do_nothing()
        db.session.execute(new, [{"key": key} for key in sorted(found)])

    def find(self, question: Question) -> Answer:
        return finding.find(question, PostgresEvaluator())

    def suggest(
        self, typed: str, reader: Reader, *, kinds: Collection[str] = (), limit: int = 8
    ) -> list[Suggestion]:
        def prefixed(before: Sequence[str], last: str, wanted: int) -> list[int]:
            return _begins_with(before, last, reader, kinds, wanted)

        return finding.suggest(typed, reader, [EFFECTIVE], limit, prefixed)

    def health(self) -> Health:
        with seeing_all():
            empty = select(func.count()).where(SearchEntry.terms.is_(None))
            return Health(
                entries=db.session.scalar(select(func.count(SearchEntry.mark))) or 0,
                missing=db.session.scalar(empty) or 0,
            )


def _begins_with(
    before: Sequence[str], last: str, reader: Reader, kinds: Collection[str], wanted: int
) -> list[int]:
    """Marks of the entries whose code or name fits, best first."""
    allowed = [readable(reader), quoted(f"fstatus:{EFFECTIVE}")]
    if kinds:
        allowed.append(any_of(quoted(f"fkind:{kind}") for kind in kinds))
    titles = [*(quoted("t" + word) for word in before), f"{quoted('t' + last)}:*"]
    headings = [*(quoted("h" + word) for word in before), f"{quoted('h' + last)}:*"]
    both = list(zip(titles, headings, strict=True))
    own = any_of([f"!{IS_PART}", *(f"{heading} & !{title}" for title, heading in both)])
    named = all_of([*(any_of(pair) for pair in both), own])
    code = plain_code("".join((*before, last)))
    by_code = all_of([f"{quoted('c' + code)}:*", f"!{IS_PART}"])
    pairs = [quoted(f"n{one} {other}") for one, other in pairwise(before)]
    beside = [*pairs, f"{quoted(f'n{before[-1]} {last}')}:*"] if before else []
    values: dict[str, Any] = {
        "query": all_of([any_of([by_code, named]), *allowed]),
        "code": by_code,
        "beside": all_of(beside),
        "part": IS_PART,
        "wanted": wanted,
    }
    statement = text(
        "SELECT mark FROM search_entries WHERE names @@ cast(:query AS tsquery)"
        " ORDER BY (names @@ cast(:code AS tsquery)) DESC, (names @@ cast(:beside AS tsquery)) DESC,"
        " (names @@ cast(:part AS tsquery)), length(title) + length(heading), mark LIMIT :wanted"
    )
    return list(db.session.scalars(statement, values))
