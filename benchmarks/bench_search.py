"""Searching against SQLite's own full-text search (FTS5) on the same texts, and the whole page of results.

The whole answer of ours is rights, counts for the filters, places inside a document, twenty hits with snippets; FTS5
gives twenty rows with snippets, ordered by bm25, each document one row, and asks for no right. The engine alone finds
and ranks on both sides; ours still asks for rights and counts for the filters, over 26 entries a document.
"""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote

from flask import Flask

from benchmarks import installation
from benchmarks.corpus import Corpus
from benchmarks.pairing import Figure, Row, rotate, show, show_figures
from qms.foundation.house import house
from qms.foundation.searching.asking import plan_for
from qms.foundation.searching.finding import RERANKED
from qms.foundation.searching.port import EVERYONE, Question, Reader
from qms.foundation.searching.whoosh_engine import WhooshEngine
from qms.identity.queries import find_by_username
from qms.kernel.text import fold, words

QUERIES = 40  # of each kind, asked in turn
ALONE = ", engine alone"
Asked = tuple[Question, str, str]
# By number of documents: at most so many times FTS5; the nearest smaller size counts.
# The goals are for the engine alone: it finds and ranks, and reads no text. Why so: docs/decisions/0016-speed.md.
GOALS = {
    f"3 words{ALONE}": {500: 5.5, 5_000: 2.5, 50_000: 3.0},
    f"phrase{ALONE}": {500: 6.5, 5_000: 20.0},
    "typeahead": {500: 5.0, 5_000: 2.0},
    f"filter{ALONE}": {500: 2.5},
}
PAGE_P50 = {500: 16.0, 5_000: 22.0}  # milliseconds
PAGE_P95 = {500: 25.0, 5_000: 80.0}


class Queries:
    """What people would type, without marks, drawn by chance from the texts (the same each time)."""

    def __init__(self, documents: list[dict[str, str]]) -> None:
        chance = random.Random(9001)  # noqa: S311 - no secret
        titles = [(words(fold(each["title"])), each["field"]) for each in documents]
        bodies = [words(fold(each["body"])) for each in chance.sample(documents, min(len(documents), 200))]
        known = Counter(word for body in bodies for word in sorted({*body}) if word.isalpha())
        self.frequent = [word for word, _count in known.most_common(QUERIES)]
        self.rare = [word for word, count in known.items() if count == 1][:QUERIES]
        drawn = [chance.choice(titles) for _n in range(QUERIES)]
        self.three = [" ".join(chance.sample(title, min(3, len(title)))) for title, _field in drawn]
        self.fields = [field for _title, field in drawn]
        self.begun = [f"{title[0]} {title[1][:2]}" for title, _field in drawn]
        self.phrases = [" ".join(body[at : at + 3]) for body in bodies[:QUERIES] for at in [len(body) // 2]]

    def questions(self, reader: Reader) -> dict[str, list[Asked]]:
        """By kind: what we are asked, what FTS5 is asked, and in which field of work."""
        fields = zip(self.three, self.fields, strict=True)
        return {
            "frequent word": [(Question(text, reader), _quoted(text), "") for text in self.frequent],
            "rare word": [(Question(text, reader), _quoted(text), "") for text in self.rare],
            "3 words": [(Question(text, reader), _all_of(text), "") for text in self.three],
            "phrase": [(Question(_quoted(text), reader), _quoted(text), "") for text in self.phrases],
            "filter": [
                (Question(text, reader, facets={"field": (field,)}), _all_of(text), field)
                for text, field in fields
            ],
        }


class Yardstick:
    """FTS5 over the same documents, folded as ours are."""

    def __init__(self, documents: list[dict[str, str]]) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(title, body, field UNINDEXED, prefix='2 3')"
        )
        rows = ((fold(f"{e['code']} {e['title']}"), fold(e["body"]), e["field"]) for e in documents)
        self.connection.executemany("INSERT INTO texts VALUES (?, ?, ?)", rows)

    def find(self, match: str, field: str = "") -> list[tuple[str, ...]]:
        """Twenty hits with snippets."""
        return self._find("title, snippet(texts, 1, '[', ']', '…', 24)", match, field)

    def find_rows(self, match: str, field: str = "") -> list[tuple[str, ...]]:
        """Which twenty rows are the best."""
        return self._find("rowid", match, field)

    def _find(self, columns: str, match: str, field: str) -> list[tuple[str, ...]]:
        narrowed, given = ("AND field = ?", (match, field)) if field else ("", (match,))
        return self.connection.execute(
            f"SELECT {columns} FROM texts WHERE texts MATCH ? {narrowed} "
            "ORDER BY bm25(texts, 10.0, 1.0) LIMIT 20",
            given,
        ).fetchall()

    def suggest(self, typed: str) -> list[tuple[str, ...]]:
        """Eight titles that begin so."""
        *whole, last = typed.split()
        match = "title : (" + " AND ".join([*map(_quoted, whole), f"{_quoted(last)} *"]) + ")"
        return self.connection.execute(
            "SELECT title FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 8", (match,)
        ).fetchall()


def _quoted(text: str) -> str:
    return f'"{text}"'


def _all_of(text: str) -> str:
    return " AND ".join(map(_quoted, text.split()))


Pair = tuple[Callable[[], object], Callable[[], object]]


def acts_of(app: Flask, documents: list[dict[str, str]]) -> dict[str, Pair]:
    """By kind of query: asking us, and asking FTS5 the same. To be called inside the application's context.

    Each kind twice: the whole answer, and Whoosh's engine alone, which finds and ranks but reads no text.
    """
    yardstick, asked, search = Yardstick(documents), Queries(documents), house().search
    person = find_by_username(installation.READER)
    assert person is not None
    reader = Reader((person.organization_id,), (EVERYONE,))
    acts: dict[str, Pair] = {}
    for kind, questions in asked.questions(reader).items():
        acts[kind] = (
            _in_turn(questions, lambda question, _match, _field: search.find(question)),
            _in_turn(questions, lambda _question, match, field: yardstick.find(match, field)),
        )
        if isinstance(search, WhooshEngine):
            acts[f"{kind}{ALONE}"] = (
                _in_turn(questions, lambda question, _match, _field: _evaluate(search, question)),
                _in_turn(questions, lambda _question, match, field: yardstick.find_rows(match, field)),
            )
    begun, begun_too = itertools.cycle(asked.begun), itertools.cycle(asked.begun)
    acts["typeahead"] = (
        lambda: search.suggest(next(begun), reader),
        lambda: yardstick.suggest(next(begun_too)),
    )
    return acts


def _in_turn(questions: list[Asked], ask: Callable[[Question, str, str], object]) -> Callable[[], object]:
    turns = itertools.cycle(questions)
    return lambda: ask(*next(turns))


def _evaluate(search: WhooshEngine, question: Question) -> object:
    evaluator = search._evaluator()  # the engine without texts
    return evaluator.evaluate(plan_for(question.text, question.abbreviations), question, RERANKED)


def measure(app: Flask, size: int, *, rounds: int = 12) -> list[Row]:
    """Each kind of query in turn with FTS5's; the ratio is of processor times."""
    documents = [*Corpus(docs=size, seed=9001).documents()]
    rows = []
    with app.app_context():
        for kind, (ours, theirs) in acts_of(app, documents).items():
            outcome = rotate({kind: ours, "FTS5": theirs}, yardstick="FTS5", rounds=rounds)
            goal = _for_size(GOALS.get(kind, {}), size)
            rows.append(Row(kind, outcome.timings[kind], outcome.ratios[kind], goal))
            rows.append(Row("  FTS5", outcome.timings["FTS5"]))
    return rows


def measure_page(app: Flask, size: int, *, rounds: int = 12) -> list[Figure]:
    """The page of results for three words, twenty snippets, as a signed-in person gets it."""
    client = installation.sign_in(app)
    questions = itertools.cycle(Queries([*Corpus(docs=size, seed=9001).documents()]).three)

    def visit() -> None:
        answer = client.get(f"/search?q={quote(next(questions))}")
        assert answer.status_code == 200, answer.status_code

    timing = rotate({"page": visit}, yardstick="page", rounds=rounds).timings["page"]
    return [
        Figure("page of results, median", timing.wall, "ms", _for_size(PAGE_P50, size)),
        Figure("page of results, 95th percentile", timing.wall_p95, "ms", _for_size(PAGE_P95, size)),
        Figure("page of results, processor", timing.cpu, "ms"),
    ]


def _for_size(goals: dict[int, float], size: int) -> float | None:
    fitting = [least for least in goals if least <= size]
    return goals[max(fitting)] if fitting else None


def main(sizes: list[int]) -> None:
    for size in sizes:
        with installation.installed(size, searchable=True) as app:
            title = f"Searching, {size:,} documents (ratio of processor time to FTS5)"
            show(title, measure(app, size))
            show_figures(f"The page of results, {size:,} documents", measure_page(app, size))
