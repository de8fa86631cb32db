"""Scoring rows by the clauses and neighbours that they meet, asked in the same query that finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import text

from qms.foundation.db import db
from qms.foundation.searching.asking import Plan
from qms.foundation.searching.candidates import (
    ALL_WORDS,
    IN_NAME,
    IN_TEXT,
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
    Tier,
    name_length,
    rarity,
)
from qms.foundation.searching.models import group_of
from qms.foundation.searching.port import PARTS, Kind
from qms.foundation.searching.postgres_engine.tsquery import (
    EVERYWHERE,
    IS_PART,
    Met,
    beside_in_name,
    beside_in_text,
)
from qms.kernel.text import words

NAMES, TERMS = "names", "terms"  # the columns
COUNTED_FOR_WEIGHTS = 1_000


def count(column: str, asked: Mapping[str, str], within: str, most: int) -> dict[str, int]:
    """How many rows meet each query, counted up to a limit."""
    if not asked:
        return {}
    statement = text(
        f"SELECT asked.name, (SELECT count(*) FROM (SELECT 1 FROM search_entries WHERE {column} @@"  # noqa: S608  # one of our two columns
        " (asked.query::tsquery && cast(:within AS tsquery)) LIMIT :most) AS limited) AS number"
        " FROM unnest(cast(:names AS text[]), cast(:queries AS text[])) AS asked(name, query)"
    )
    values = {"names": list(asked), "queries": list(asked.values()), "within": within, "most": most}
    return {row.name: row.number for row in db.session.execute(statement, values)}


class Scorer:
    """Ranks the rows of a tier for one plan."""

    def __init__(self, plan: Plan, clauses: Sequence[Met]) -> None:
        self._plan = plan
        self._clauses = clauses
        self._needed = [at for at, clause in enumerate(plan.clauses) if not clause.is_optional]
        self._neighbours = plan.neighbours()
        self._in_names = [*(each.name for each in clauses), *map(beside_in_name, self._neighbours)]
        self._in_terms = [*(each.text for each in clauses), *map(beside_in_text, self._neighbours)]

    def rank(self, column: str, tier: Tier, query: str, most: int) -> list[Candidate]:
        """The best rows that meet a query on one of the columns, scored."""
        score = self._name_score if tier <= Tier.NAME else self._text_score
        return [
            Candidate(row.mark, group_of(row.record), row.kind in PARTS, tier, score(row))
            for row in self._rows(column, query, most, with_terms=tier > Tier.NAME)
        ]

    def _rows(self, column: str, query: str, most: int, *, with_terms: bool) -> Iterator[Any]:
        """The rows, those first whose names meet most; with a sign for each clause and each neighbours.

        A text's vector is unpacked once, in the materialised part, and not for each sign.
        """
        values: dict[str, Any] = {"query": query, "most": most}
        values |= {f"name{at}": sign for at, sign in enumerate(self._in_names)}
        values |= {f"term{at}": sign for at, sign in enumerate(self._in_terms) if with_terms}
        in_names = [f"(names @@ cast(:name{at} AS tsquery))::int" for at in range(len(self._in_names))]
        in_terms = [f"(unpacked @@ cast(:term{at} AS tsquery))::int" for at in range(len(self._in_terms))]
        unpacked = ", terms || ''::tsvector AS unpacked" if with_terms else ""
        signs_in_terms = f"ARRAY[{', '.join(in_terms)}]" if with_terms else "ARRAY[]::int[]"
        statement = text(
            "WITH best AS MATERIALIZED (SELECT mark, record, kind, code, title, heading, names"  # noqa: S608  # names of our own
            f"{unpacked} FROM search_entries WHERE {column} @@ cast(:query AS tsquery)"
            f" ORDER BY {' + '.join(in_names)} DESC, length(title) + length(heading), mark LIMIT :most)"
            f" SELECT mark, record, kind, code, title, heading, ARRAY[{', '.join(in_names)}] AS in_names,"
            f" {signs_in_terms} AS in_terms FROM best"
        )
        yield from db.session.execute(statement, values)

    def _name_score(self, row: Any) -> float:
        """How well a name with all words fits, by the rule of candidates.py."""
        clauses = self._plan.clauses
        title, heading = words(f"{row.code} {row.title}"), words(row.heading)
        own = {*heading} if heading else {*title}
        asked = sum(len(clauses[at].ways[0]) for at in self._needed)
        beside = row.in_names[len(clauses) :]
        hints = [row.in_names[at] for at, clause in enumerate(clauses) if clause.is_optional]
        met = [at for at in self._needed if any(own.issuperset(way) for way in clauses[at].ways)]
        score: float = (
            NAME_FITS * asked / max(asked, name_length(len(title), len(heading)))
            + NAME_BESIDE * sum(beside) / max(1, len(beside))
            + NAME_IS_OWN * len(met) / max(1, len(self._needed))
            + NAME_HINTED * sum(hints) / max(1, len(hints))
            + NAME_IS_MAIN * (row.kind not in PARTS)
            + NAME_IS_STEP * (row.kind == Kind.STEP)
        )
        return score

    def _text_score(self, row: Any) -> float:
        """Which clauses a text meets, weighed by how rare they are, by the rule of candidates.py."""
        weights = self._weights
        score, covered = 0.0, 0
        for at, weight in enumerate(weights):
            score += weight * (IN_NAME * row.in_names[at] + IN_TEXT * row.in_terms[at])
            covered += bool(row.in_names[at] or row.in_terms[at]) and at in self._needed
        beside = zip(row.in_names[len(weights) :], row.in_terms[len(weights) :], strict=True)
        for each, (in_name, in_text) in zip(self._neighbours, beside, strict=True):
            worth = (weights[each.left] + weights[each.right]) / 2
            score += worth * (SIDE_BY_SIDE_IN_NAME * in_name + SIDE_BY_SIDE_IN_TEXT * in_text)
        share = covered / max(1, len(self._needed))
        return score * (share + (ALL_WORDS if share == 1 else 0))

    @cached_property
    def _weights(self) -> list[float]:
        """How much each clause tells, from how many records have it."""
        asked = {str(at): each.anywhere for at, each in enumerate(self._clauses)}
        numbers = count(TERMS, {**asked, "all": EVERYWHERE}, f"!{IS_PART}", COUNTED_FOR_WEIGHTS)
        return [
            rarity(numbers[str(at)], numbers["all"]) * (OPTIONAL_SHARE if clause.is_optional else 1.0)
            for at, clause in enumerate(self._plan.clauses)
        ]
