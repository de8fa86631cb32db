"""From a question to an answer, the same for every engine: plan, candidates, texts, order, hits.

An engine finds candidates by their words; here their texts are fetched in one query, rights are compared with
the rows, typed marks decide among texts that differ in marks only, and no record floods the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from qms.foundation.searching import rows
from qms.foundation.searching.asking import Plan, plan_for
from qms.foundation.searching.candidates import Candidate, Evaluator, Found, Tier
from qms.foundation.searching.port import (
    ENTRIES_PER_RECORD,
    PARTS,
    Answer,
    Hit,
    Question,
    Reader,
    Suggestion,
)
from qms.foundation.searching.rows import Shown
from qms.foundation.searching.snippets import mark, snippet
from qms.foundation.searching.spelling import Mended, as_written, mend, other_readings
from qms.kernel.text import fold, has_marks, marked, words

MOST_PAGES = 50
RERANKED = 50
"""So many of the first candidates are compared with the marks that were typed."""


@dataclass(frozen=True)
class _Reading:
    """A way to read the question and what it finds."""

    plan: Plan
    found: Found
    mended: Mended | None = None
    offered: Mended | None = None


def find(question: Question, evaluator: Evaluator) -> Answer:
    """Answer a question by an engine's evaluator."""
    plan = plan_for(question.text, question.abbreviations)
    page = min(max(question.page, 1), MOST_PAGES)
    if not plan.clauses:
        return Answer()
    wanted = max(RERANKED, question.size * page * 2 + 1)
    reading = _read(plan, question, evaluator, wanted)
    ordered, texts = _order(reading, question, wanted)
    kept, more = _limit(ordered, without_limit=bool(question.record))
    start = (page - 1) * question.size
    shown = kept[start : start + question.size]
    texts |= rows.fetch([c.mark for c in shown if c.mark not in texts])
    highlighted = frozenset(reading.plan.all_words())
    return Answer(
        hits=tuple(
            _hit(texts[c.mark], c, highlighted, more.get(c.group, 0))
            for c in shown
            if c.mark in texts and rows.is_asked_for(texts[c.mark], question)
        ),
        total=max(reading.found.total, len({c.group for c in kept}) if not reading.found.total else 0),
        has_next=len(kept) > start + question.size and page < MOST_PAGES,
        counts=reading.found.counts,
        searched_as=_written(reading.mended, shown, texts),
        did_you_mean=_written(reading.offered, shown, texts),
    )


def _read(plan: Plan, question: Question, evaluator: Evaluator, wanted: int) -> _Reading:
    found = evaluator.evaluate(plan, question, wanted)
    if found.best_tier == Tier.REST:
        unfinished = plan.with_last_unfinished()
        if unfinished and evaluator.has_named(unfinished, question):
            return _Reading(unfinished, evaluator.evaluate(unfinished, question, wanted))
    if found.has_all_words:
        return _Reading(plan, found)
    mended = mend(plan, evaluator, question.reader)
    if mended:
        return _Reading(mended.plan, evaluator.evaluate(mended.plan, question, wanted), mended)
    for other in other_readings(plan, evaluator, question.reader):
        if evaluator.evaluate(other.plan, question, 1).has_all_words:
            return _Reading(plan, found, offered=other)
    return _Reading(plan, found)


def _written(mended: Mended | None, shown: Sequence[Candidate], texts: Mapping[int, Shown]) -> str:
    if mended is None:
        return ""
    seen = [texts[c.mark] for c in shown[:5] if c.mark in texts]
    return as_written(
        mended.plan, mended.put, [t for row in seen for t in (row.title, row.heading, row.text)]
    )


# --- Order ----------------------------------------------------------------------------------------------


def _order(reading: _Reading, question: Question, wanted: int) -> tuple[list[Candidate], dict[int, Shown]]:
    """The candidates in the order of the page, and those texts that had to be read for it."""
    candidates = reading.found.candidates[:wanted]
    if not reading.plan.marks:
        return candidates, {}
    first, rest = candidates[:RERANKED], candidates[RERANKED:]
    texts = rows.fetch([candidate.mark for candidate in first])
    exactness = _Exactness(question.text, reading.plan)
    first.sort(key=lambda c: exactness.of(texts[c.mark], c.tier) if c.mark in texts else NOT_EXACT)
    return first + rest, texts


EXACT_NAME, EXACT_TEXT, NOT_EXACT = 0, 1, 2


class _Exactness:
    """How well a text agrees with the marks that were typed; used only when any were."""

    def __init__(self, text: str, plan: Plan) -> None:
        typed = re.findall(r"[^\W_]+", marked(text))
        self._with_marks = [word for word in typed if has_marks(word)]
        self._run = re.compile(r"\W+".join(map(re.escape, typed)))
        self._has_more_words = len(plan.needed) > 1

    def of(self, row: Shown, tier: Tier) -> int:
        name = set(re.findall(r"[^\W_]+", marked(f"{row.code} {row.title} {row.heading}")))
        folded = {fold(word) for word in name}
        other = any(word not in name and fold(word) in folded for word in self._with_marks)
        if tier <= Tier.NAME and not other:
            return EXACT_NAME
        return EXACT_TEXT if self._stands_in(row.text) else NOT_EXACT

    def _stands_in(self, text: str) -> bool:
        """Whether the question as typed stands in the text; with either tone place."""
        return self._has_more_words and self._run.search(marked(text)) is not None


def _limit(ordered: Sequence[Candidate], *, without_limit: bool) -> tuple[list[Candidate], dict[int, int]]:
    """At most a few entries of a record, and how many more of it there are.

    The record itself is left out when it answers only by its text and a part of it answers no worse: the part
    is the place in that text.
    """
    if without_limit:
        return list(ordered), {}
    best_part: dict[int, Tier] = {}
    for candidate in ordered:
        if candidate.is_part:
            best_part[candidate.group] = min(best_part.get(candidate.group, Tier.REST), candidate.tier)
    kept: list[Candidate] = []
    seen: Counter[int] = Counter()
    for candidate in ordered:
        part = best_part.get(candidate.group)
        if (
            not candidate.is_part
            and candidate.tier >= Tier.PHRASE
            and part is not None
            and part <= candidate.tier
        ):
            continue
        seen[candidate.group] += 1
        if seen[candidate.group] <= ENTRIES_PER_RECORD:
            kept.append(candidate)
    return kept, {group: number - ENTRIES_PER_RECORD for group, number in seen.items()}


# --- Hits -----------------------------------------------------------------------------------------------


def _hit(row: Shown, candidate: Candidate, highlighted: frozenset[str], more: int) -> Hit:
    return Hit(
        record=row.record,
        key=row.key,
        kind=row.kind,
        organization_id=row.organization_id,
        status=row.status,
        code=row.code,
        number=row.number,
        url=row.url,
        title=mark(row.title, highlighted),
        heading=mark(row.heading, highlighted),
        snippet=snippet(row.text, highlighted, from_start=candidate.is_part and candidate.tier <= Tier.NAME),
        score=round(1000.0 * (Tier.REST - candidate.tier) + candidate.score, 3),
        facets={name: tuple(values) for name, values in row.facets.items()},
        facts=row.facts,
        more=max(0, more),
    )


# --- While typing ---------------------------------------------------------------------------------------

Prefixed = Callable[[Sequence[str], str, int], list[int]]
"""An engine's own part: (whole words before, beginning of the last word, how many) -> marks."""


def suggest(
    typed: str, reader: Reader, statuses: Collection[str], limit: int, prefixed: Prefixed
) -> list[Suggestion]:
    """What begins as typed. The last word may be unfinished, unless a space follows it."""
    found = words(typed)
    if not found or len(typed.strip()) < 2:
        return []
    marks = prefixed(found[:-1], found[-1], limit * 3)
    names = rows.fetch_names(marks)
    suggestions: dict[tuple[str, str, str], Suggestion] = {}
    for number in marks:
        row = names.get(number)
        if row is None or row.status not in statuses or not rows.may_see(row, reader):
            continue
        suggestion = Suggestion(row.kind, row.code, row.number, row.title, row.heading, row.url)
        suggestions.setdefault((row.code, row.title, row.heading), suggestion)
    return list(suggestions.values())[:limit]


__all__ = ["PARTS", "Prefixed", "find", "suggest"]
