"""Finding candidates with PostgreSQL: the tiers of candidates.py as queries, each looking at some rows only.

Ranking thousands of rows is what makes full-text search slow there; so each tier takes its best hundreds by what
their short names say, and only these are scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

from sqlalchemy import select, text

from qms.foundation.db import db
from qms.foundation.searching.asking import Plan
from qms.foundation.searching.candidates import (
    ENOUGH_COMPLETE,
    LONG_QUESTION,
    Candidate,
    Found,
    Tier,
    fewest_words,
)
from qms.foundation.searching.models import SearchWord
from qms.foundation.searching.port import Question, Reader
from qms.foundation.searching.postgres_engine.scoring import NAMES, TERMS, Scorer, count
from qms.foundation.searching.postgres_engine.tsquery import (
    IS_PART,
    adding,
    all_of,
    any_of,
    filters,
    met,
    named,
    quoted,
    readable,
    run,
)

MOST_LOOKED_AT = 300
MOST_COUNTED = 1_000
MOST_COMBINATIONS = 60


class PostgresEvaluator:
    """Evaluates plans by queries on the rows."""

    def known(self, found: Collection[str], reader: Reader) -> dict[str, int]:
        """The list of all words tells which are worth asking for; the rows, whether the reader may know them."""
        asked = [("n" if " " in word else "b") + word for word in found]
        there = db.session.scalars(select(SearchWord.word).where(SearchWord.word.in_(asked)))
        pairs: list[str] = []
        words: list[str] = []
        for key in there:
            (pairs if key[0] == "n" else words).append(key[1:])
        within = readable(reader)
        numbers = count(NAMES, {pair: quoted(f"n{pair}") for pair in pairs}, within, MOST_COUNTED)
        numbers |= count(TERMS, {word: quoted(f"b{word}") for word in words}, within, MOST_COUNTED)
        return {word: number for word, number in numbers.items() if number}

    def words_from(self, prefix: str, reader: Reader, limit: int) -> list[str]:
        numbers: Counter[str] = Counter()
        for field in "th":
            query = all_of([f"{quoted(field + prefix)}:*", readable(reader)]).replace("'", "''")
            inner = (
                f"SELECT names FROM search_entries WHERE names @@ '{query}'::tsquery LIMIT {MOST_LOOKED_AT}"  # noqa: S608  # ts_stat takes a query as text; the words in it are quoted
            )
            statement = text("SELECT substr(word, 2), ndoc FROM ts_stat(:inner) WHERE word LIKE :start")
            for word, number in db.session.execute(statement, {"inner": inner, "start": f"{field}{prefix}%"}):
                numbers[word] += number
        return [word for word, _ in numbers.most_common(limit)]

    def has_named(self, plan: Plan, question: Question) -> bool:
        evaluation = _Evaluation(plan, question)
        return bool(count(NAMES, {"named": evaluation.named}, evaluation.allowed, 1)["named"])

    def evaluate(self, plan: Plan, question: Question, wanted: int) -> Found:
        return _Evaluation(plan, question).found(wanted)


class _Evaluation:
    """One plan for one question."""

    def __init__(self, plan: Plan, question: Question) -> None:
        self.plan = plan
        self.question = question
        self.clauses = [met(clause) for clause in plan.clauses]
        self.needed = [met(clause) for clause in plan.needed]
        self.readable = readable(question.reader)
        self.filters = filters(question)
        self.allowed = all_of([self.readable, *self.filters.values()])
        self.named = named(self.needed, wants_parts=question.wants_parts)
        self.adding = adding(self.needed, wants_parts=question.wants_parts)
        self.all_words = all_of([*(each.anywhere for each in self.needed), self.adding])
        self.scorer = Scorer(plan, self.clauses)

    def found(self, wanted: int) -> Found:
        candidates: dict[int, Candidate] = {}
        for column, tier, query, enough in self._tiers(wanted):
            for candidate in self.scorer.rank(column, tier, all_of([query, self.allowed]), MOST_LOOKED_AT):
                candidates.setdefault(candidate.mark, candidate)
            if len(candidates) >= enough:
                break
        ordered = sorted(candidates.values(), key=lambda c: (c.tier, -c.score, c.mark))
        total, counts = self._counts()
        with_code = sum(candidate.tier == Tier.CODE for candidate in ordered)
        complete = count(TERMS, {"any": self.all_words}, self.allowed, MOST_COUNTED)["any"]
        return Found(
            ordered[:wanted], max(total, with_code) or complete, counts, has_all_words=bool(complete)
        )

    def _tiers(self, wanted: int) -> Iterator[tuple[str, Tier, str, int]]:
        """For each tier: the column to ask, the query, and with how many candidates it is enough."""
        if self.plan.code:
            yield NAMES, Tier.CODE, all_of([quoted("c" + self.plan.code), f"!{IS_PART}"]), wanted
        yield NAMES, Tier.NAME, self.named, wanted
        together = run(self.plan)
        if together:
            yield TERMS, Tier.PHRASE, all_of([together, self.adding]), wanted
        enough = ENOUGH_COMPLETE if len(self.needed) < LONG_QUESTION else wanted
        yield TERMS, Tier.REST, self.all_words, enough
        for number in range(len(self.needed) - 1, fewest_words(len(self.needed)) - 1, -1):
            chosen = list(combinations(self.needed, number))[:MOST_COMBINATIONS]
            most = any_of(all_of(each.anywhere for each in some) for some in chosen)
            yield TERMS, Tier.REST, all_of([most, self.adding]), enough

    def _counts(self) -> tuple[int, dict[str, dict[str, int]]]:
        """How many records have all words, and how many each value of each filter would leave."""
        total, counts = self._facets(self.filters.values())
        if self.question.record:
            return total, {}
        for name in [name for name in self.filters if name.startswith("facet:")]:
            others = [query for other, query in self.filters.items() if other != name]
            facet = name.removeprefix("facet:")
            without = self._facets(others)[1].get(facet, {})
            if without:
                counts[facet] = without
        return total, counts

    def _facets(self, passing: Iterable[str]) -> tuple[int, dict[str, dict[str, int]]]:
        query = all_of([self.readable, self.all_words, f"!{IS_PART}", *passing])
        statement = text(
            "SELECT facets FROM search_entries WHERE terms @@ cast(:query AS tsquery) LIMIT :most"
        )
        counts: dict[str, Counter[str]] = {}
        rows: list[Mapping[str, list[str]]] = list(
            db.session.scalars(statement, {"query": query, "most": MOST_COUNTED})
        )
        for facets in rows:
            for name, values in facets.items():
                if values:
                    counts.setdefault(name, Counter()).update(values)
        return len(rows), {name: dict(numbers) for name, numbers in counts.items()}
