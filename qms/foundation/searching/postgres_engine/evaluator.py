"""Finding candidates with PostgreSQL: the tiers of candidates.py as queries, each looking at some rows only.

Ranking thousands of rows is what makes full-text search slow there; so each tier takes its best hundreds by
cheap signs (words side by side in the name, a short name) and only these are scored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import text

from qms.foundation.db import db
from qms.foundation.searching.asking import Plan
from qms.foundation.searching.candidates import (
    ALL_WORDS,
    ENOUGH_COMPLETE,
    IN_NAME,
    IN_TEXT,
    LONG_QUESTION,
    NAME_BESIDE,
    NAME_FITS,
    NAME_HINTED,
    NAME_IS_MAIN,
    NAME_IS_OWN,
    NAME_IS_STEP,
    OPTIONAL_SHARE,
    SIDE_BY_SIDE_IN_NAME,
    SIDE_BY_SIDE_IN_TEXT,
    Candidate,
    Found,
    Tier,
    fewest_words,
    name_length,
    rarity,
)
from qms.foundation.searching.keys import PART
from qms.foundation.searching.models import group_of
from qms.foundation.searching.port import PARTS, Kind, Question, Reader
from qms.foundation.searching.postgres_engine.tsquery import (
    Met,
    all_of,
    any_of,
    eligible,
    filters,
    met,
    quoted,
    readable,
    run,
)
from qms.kernel.text import words

MOST_LOOKED_AT = 300
MOST_COUNTED = 1_000
MOST_COMBINATIONS = 60


class PostgresEvaluator:
    """Evaluates plans by queries on the rows."""

    def known(self, found: Collection[str], reader: Reader) -> dict[str, int]:
        asked = {word: quoted(("n" if " " in word else "b") + word) for word in found}
        return {word: number for word, number in _count(asked, readable(reader)).items() if number}

    def words_from(self, prefix: str, reader: Reader, limit: int) -> list[str]:
        numbers: Counter[str] = Counter()
        for field in "th":
            query = all_of([f"{quoted(field + prefix)}:*", readable(reader)]).replace("'", "''")
            inner = (
                f"SELECT terms FROM search_entries WHERE terms @@ '{query}'::tsquery LIMIT {MOST_LOOKED_AT}"  # noqa: S608  # ts_stat takes a query as text; the words in it are quoted
            )
            statement = text("SELECT substr(word, 2), ndoc FROM ts_stat(:inner) WHERE word LIKE :start")
            for word, number in db.session.execute(statement, {"inner": inner, "start": f"{field}{prefix}%"}):
                numbers[word] += number
        return [word for word, _ in numbers.most_common(limit)]

    def has_named(self, plan: Plan, question: Question) -> bool:
        evaluation = _Evaluation(plan, question)
        return bool(_count({"named": evaluation.named}, evaluation.allowed)["named"])

    def evaluate(self, plan: Plan, question: Question, wanted: int) -> Found:
        return _Evaluation(plan, question).found(wanted)


def _count(asked: Mapping[str, str], within: str) -> dict[str, int]:
    """How many rows meet each query, counted up to a limit."""
    if not asked:
        return {}
    statement = text(
        "SELECT asked.name, (SELECT count(*) FROM (SELECT 1 FROM search_entries WHERE terms @@"
        " (asked.query::tsquery && cast(:within AS tsquery)) LIMIT :most) AS limited) AS number"
        " FROM unnest(cast(:names AS text[]), cast(:queries AS text[])) AS asked(name, query)"
    )
    values = {
        "names": list(asked),
        "queries": list(asked.values()),
        "within": within,
        "most": MOST_COUNTED,
    }
    return {row.name: row.number for row in db.session.execute(statement, values)}


class _Evaluation:
    """One plan for one question."""

    def __init__(self, plan: Plan, question: Question) -> None:
        self.plan = plan
        self.question = question
        self.met = [met(clause) for clause in plan.clauses]
        self.needed = [met(clause) for clause in plan.needed]
        self.readable = readable(question.reader)
        self.filters = filters(question)
        self.allowed = all_of([self.readable, *self.filters.values()])
        self.eligible = eligible(() if question.wants_parts else self.needed)
        self.named = all_of([*(each.name for each in self.needed), self.eligible])
        self.all_words = all_of([*(each.anywhere for each in self.needed), self.eligible])
        self.enough = ENOUGH_COMPLETE if len(self.needed) < LONG_QUESTION else MOST_LOOKED_AT
        self.scorer = _Scorer(plan, self.met, self.needed)

    def found(self, wanted: int) -> Found:
        candidates: dict[int, Candidate] = {}
        for tier, query in self._tiers():
            for candidate in self.scorer.rank(tier, all_of([query, self.allowed])):
                candidates.setdefault(candidate.mark, candidate)
            if len(candidates) >= (self.enough if tier == Tier.REST else wanted):
                break
        totals = _count({"records": self.all_words, "code": self._code()}, all_of([self.allowed, f"!{PART}"]))
        parts = _count({"parts": self.all_words}, self.allowed)["parts"]
        ordered = sorted(candidates.values(), key=lambda c: (c.tier, -c.score, c.mark))
        return Found(
            ordered[:wanted],
            total=max(totals.values()) or parts,
            counts=self._counts(),
            has_all_words=bool(parts),
        )

    def _tiers(self) -> Iterator[tuple[Tier, str]]:
        yield Tier.CODE, self._code()
        yield Tier.NAME, self.named
        together = run(self.plan)
        if together:
            yield Tier.PHRASE, all_of([together, self.eligible])
        yield Tier.REST, self.all_words
        for number in range(len(self.needed) - 1, fewest_words(len(self.needed)) - 1, -1):
            chosen = list(combinations(self.needed, number))[:MOST_COMBINATIONS]
            yield (
                Tier.REST,
                all_of([any_of(all_of(m.anywhere for m in some) for some in chosen), self.eligible]),
            )

    def _code(self) -> str:
        if not self.plan.code:
            return any_of([])
        return all_of([quoted("c" + self.plan.code), f"!{quoted(PART)}"])

    def _counts(self) -> dict[str, dict[str, int]]:
        """How many records each value of each filter would leave, the filter itself set aside."""
        if self.question.record:
            return {}
        everything = self._facets(self.filters)
        for name in [name for name in self.filters if name.startswith("facet:")]:
            others = {other: query for other, query in self.filters.items() if other != name}
            facet = name.removeprefix("facet:")
            everything[facet] = self._facets(others).get(facet, {})
        return everything

    def _facets(self, passing: Mapping[str, str]) -> dict[str, dict[str, int]]:
        query = all_of([self.readable, self.all_words, f"!{quoted(PART)}", *passing.values()])
        statement = text(
            "SELECT name, value, count(*) FROM (SELECT facets FROM search_entries"
            " WHERE terms @@ cast(:query AS tsquery) LIMIT :most) AS limited,"
            " json_each(facets) AS facet(name, list), json_array_elements_text(list) AS value"
            " GROUP BY name, value"
        )
        counts: dict[str, dict[str, int]] = {}
        for name, value, number in db.session.execute(statement, {"query": query, "most": MOST_COUNTED}):
            counts.setdefault(name, {})[value] = number
        return counts


class _Scorer:
    """Scores rows by the clauses and neighbours that they meet, asked in the same query that finds them."""

    def __init__(self, plan: Plan, clauses: Sequence[Met], needed: Sequence[Met]) -> None:
        self.plan = plan
        self.needed = [at for at, clause in enumerate(plan.clauses) if not clause.is_optional]
        self.clauses = clauses
        self.neighbours = plan.neighbours()
        self._weights: list[float] | None = None
        self.signs: list[str] = []
        for each in clauses:
            self.signs += [each.name, each.text]
        for _left, _right, pairs in self.neighbours:
            self.signs.append(any_of(quoted(f"n{one} {other}") for one, other in pairs))
            self.signs.append(
                any_of(f"{quoted('b' + one)} <-> {quoted('b' + other)}" for one, other in pairs)
            )

    @property
    def weights(self) -> list[float]:
        """How much each clause tells, from how many records have it."""
        if self._weights is None:
            asked = {str(at): each.anywhere for at, each in enumerate(self.clauses)}
            numbers = _count({**asked, "all": f"!{quoted(PART)}"}, f"!{quoted(PART)}")
            self._weights = [
                rarity(numbers[str(at)], numbers["all"]) * (OPTIONAL_SHARE if clause.is_optional else 1.0)
                for at, clause in enumerate(self.plan.clauses)
            ]
        return self._weights

    def rank(self, tier: Tier, query: str) -> list[Candidate]:
        """The best rows that meet the query, scored."""
        found = list(self._rows(query))
        return [self._candidate(tier, row) for row in found]

    def _rows(self, query: str) -> Iterator[Any]:
        beside = self.signs[2 * len(self.clauses) :: 2]
        values: dict[str, Any] = {"query": query, "most": MOST_LOOKED_AT}
        values |= {f"sign{at}": sign for at, sign in enumerate(self.signs)}
        values |= {f"beside{at}": sign for at, sign in enumerate(beside)}
        signs = ", ".join(f"(terms @@ cast(:sign{at} AS tsquery))::int" for at in range(len(self.signs)))
        order = [f"(terms @@ cast(:beside{at} AS tsquery))::int" for at in range(len(beside))]
        first = f"{' + '.join(order)} DESC, " if order else ""
        statement = text(
            f"SELECT mark, record, kind, code, title, heading, ARRAY[{signs}] AS signs FROM (SELECT *"  # noqa: S608  # names of our own parameters
            " FROM search_entries WHERE terms @@ cast(:query AS tsquery)"
            f" ORDER BY {first}length(title) + length(heading), mark LIMIT :most) AS best"
        )
        yield from db.session.execute(statement, values)

    def _candidate(self, tier: Tier, row: Any) -> Candidate:
        if tier <= Tier.NAME:
            score = self._name_score(row)
            return Candidate(row.mark, group_of(row.record), row.kind in PARTS, tier, score)
        signs, weights = row.signs, self.weights
        score = 0.0
        covered = 0
        for at, weight in enumerate(weights):
            in_name, in_text = signs[2 * at], signs[2 * at + 1]
            score += weight * (IN_NAME * in_name + IN_TEXT * in_text)
            covered += bool(in_name or in_text) and at in self.needed
        for number, (left, right, _pairs) in enumerate(self.neighbours):
            start = 2 * len(weights) + 2 * number
            worth = (weights[left] + weights[right]) / 2
            score += worth * SIDE_BY_SIDE_IN_NAME * signs[start]
            score += worth * SIDE_BY_SIDE_IN_TEXT * signs[start + 1]
        share = covered / len(self.needed)
        score *= share + (ALL_WORDS if share == 1 else 0)
        return Candidate(row.mark, group_of(row.record), row.kind in PARTS, tier, score)

    def _name_score(self, row: Any) -> float:
        """How well a name with all words fits, by the rule of candidates.py."""
        clauses, signs = self.plan.clauses, row.signs
        title, heading = words(f"{row.code} {row.title}"), words(row.heading)
        own = {*heading} if heading else {*title}
        asked = sum(len(clauses[at].ways[0]) for at in self.needed)
        beside = [signs[2 * len(clauses) + 2 * number] for number in range(len(self.neighbours))]
        hints = [signs[2 * at] for at, clause in enumerate(clauses) if clause.is_optional]
        met = [at for at in self.needed if any(own.issuperset(way) for way in clauses[at].ways)]
        score: float = (
            NAME_FITS * asked / max(asked, name_length(len(title), len(heading)))
            + NAME_BESIDE * sum(beside) / max(1, len(beside))
            + NAME_IS_OWN * len(met) / max(1, len(self.needed))
            + NAME_HINTED * sum(hints) / max(1, len(hints))
            + NAME_IS_MAIN * (row.kind not in PARTS)
            + NAME_IS_STEP * (row.kind == Kind.STEP)
        )
        return score
