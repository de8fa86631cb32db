"""Reading slips: what a word that nothing has was probably meant to be, and what else a question may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qms.foundation.searching.asking import Clause, Plan, Way
from qms.foundation.searching.candidates import Evaluator
from qms.foundation.searching.port import Reader
from qms.kernel.text import fold, near_words, split_points, without_telex

MOST_READINGS = 3
MOST_LONGER = 20  # words that a last word, not yet finished, may become
SHORTEST_TO_MEND = 2
MOST_TRIED = 8  # clauses of a question for which another word is sought


@dataclass(frozen=True)
class Mended:
    """A plan with slips read otherwise, and the runs of words that were put in place of them."""

    plan: Plan
    put: tuple[Way, ...]


def mend(plan: Plan, evaluator: Evaluator, reader: Reader) -> Mended | None:
    """Read the words that no entry has as known ones; None when every word is known or nothing is near."""
    plan = plan.in_single_words()
    singles = [c for c in plan.clauses if c.word and not c.is_optional and not c.is_prefix]
    known = evaluator.known({clause.word or "" for clause in singles}, reader)
    put: list[Way] = []
    for clause in singles:
        word = clause.word or ""
        if word in known or word.isdigit() or len(word) < SHORTEST_TO_MEND:
            continue
        longer = evaluator.words_from(word, reader, MOST_LONGER) if clause is plan.clauses[-1] else []
        readings = _readings(word, *_beside(plan, clause), evaluator, reader, longer=longer)
        if readings:
            plan = plan.with_ways(clause, readings)
            put.append(readings[0])
    return Mended(plan, tuple(put)) if put else None


def other_readings(plan: Plan, evaluator: Evaluator, reader: Reader) -> Iterable[Mended]:
    """The same question with one known word read as another that is often seen beside its neighbours."""
    for clause in plan.needed[:MOST_TRIED]:
        if clause.word and len(clause.word) > SHORTEST_TO_MEND and clause.word.isalpha():
            before, after = _beside(plan, clause)
            for way in _readings(clause.word, before, after, evaluator, reader, only_beside=True):
                yield Mended(plan.with_ways(clause, [way]), (way,))


def _beside(plan: Plan, clause: Clause) -> tuple[str, str]:
    """The words typed before and after a clause; empty at the ends."""
    at = plan.clauses.index(clause)
    before = plan.clauses[at - 1].ways[0][-1] if at > 0 else ""
    after = plan.clauses[at + 1].ways[0][0] if at + 1 < len(plan.clauses) else ""
    return before, after


def _readings(
    word: str,
    before: str,
    after: str,
    evaluator: Evaluator,
    reader: Reader,
    *,
    longer: Sequence[str] = (),
    only_beside: bool = False,
) -> list[Way]:
    """What a word may have been meant to be: best first, those seen beside its neighbours before others."""
    telex = without_telex(word)
    ways: set[Way] = {(near,) for near in near_words(word)}
    ways |= {(telex,), *split_points(word), *((each,) for each in longer)}
    ways.discard((word,))
    numbers = evaluator.known({part for way in ways for part in way}, reader)
    possible = [way for way in ways if all(part in numbers for part in way)]
    pairs = evaluator.known({pair for way in possible for pair in _pairs(way, before, after)}, reader)

    def rank(way: Way) -> tuple[int, bool, int, Way]:
        beside = sum(pairs.get(pair, 0) for pair in _pairs(way, before, after))
        return beside, way == (telex,), min(numbers[part] for part in way), way

    ranked = sorted(possible, key=rank, reverse=True)
    seen_beside = [way for way in ranked if rank(way)[0] > 0]
    if seen_beside or only_beside:
        return seen_beside[:1]
    # Two words out of one are a guess that needs its neighbours, or their own company, to be believed.
    alone: list[Way] = [way for way in ranked if len(way) == 1]
    return alone[:MOST_READINGS]


def _pairs(way: Way, before: str, after: str) -> list[str]:
    run = [word for word in (before, *way, after) if word]
    return [f"{left} {right}" for left, right in pairwise(run)]


def as_written(plan: Plan, put: Sequence[Way], texts: Sequence[str]) -> str:
    """The plan as a question in words, what was put in written with its marks as the texts have it."""
    said = []
    for at, clause in enumerate(plan.clauses):
        way = clause.ways[0]
        if way not in put:
            said.append(clause.typed)
            continue
        before = plan.clauses[at - 1].ways[0][-1] if at > 0 else ""
        after = plan.clauses[at + 1].ways[0][0] if at + 1 < len(plan.clauses) else ""
        said.append(_seen_in(texts, way, before, after))
    return " ".join(said)


def _seen_in(texts: Sequence[str], way: Way, before: str, after: str) -> str:
    """How a run of folded words is written in the texts, beside its neighbours if it stands there."""
    run = r"\W+".join(map(re.escape, way))
    for pattern in (rf"\b{before}\W+({run})\b", rf"\b({run})\W+{after}\b", rf"\b({run})\b"):
        for text in texts:
            found = re.search(pattern, fold(text))
            if found and len(found.group(1)) > 0:
                return text[found.start(1) : found.end(1)].lower()
    return " ".join(way)
