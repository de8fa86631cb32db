"""Our keys in the types of PostgreSQL: an entry as a tsvector, a plan as tsqueries.

The server's own parser is never asked: it cuts "30/2020/NĐ-CP" in pieces and knows nothing of folding. Words
and filters are keys of one tsvector, so that one index answers for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qms.foundation.searching.asking import Clause, Plan, Way
from qms.foundation.searching.keys import PART, Keys
from qms.foundation.searching.port import Question, Reader

LAST_PLACE = 16_383  # the type knows no place beyond
MOST_PLACES = 255  # of one word

NOWHERE = "'f'"  # the letter of a field alone is no key
NOTHING = f"!{NOWHERE} & {NOWHERE}"
"""A query that nothing meets."""


def quoted(key: str) -> str:
    """A key as it stands in the text of a tsvector or tsquery."""
    return "'" + key.replace("\\", "\\\\").replace("'", "''") + "'"


def tsvector(keys: Keys) -> str:
    """The text of the tsvector of an entry."""
    said = [quoted(key) for key in keys.others]
    for word, places in keys.places.items():
        numbers = ",".join(str(place + 1) for place in places[:MOST_PLACES] if place < LAST_PLACE)
        said.append(f"{quoted('b' + word)}:{numbers}" if numbers else quoted("b" + word))
    return " ".join(said)


def all_of(parts: Iterable[str]) -> str:
    return " & ".join(f"({part})" for part in parts) or NOTHING


def any_of(parts: Iterable[str]) -> str:
    return " | ".join(f"({part})" for part in parts) or NOTHING


def readable(reader: Reader) -> str:
    """What the reader may see."""
    organizations = any_of(quoted(f"forganization:{each}") for each in reader.organizations)
    return all_of([organizations, any_of(quoted(f"faudience:{each}") for each in reader.audiences)])


def filters(question: Question) -> dict[str, str]:
    """For each filter of the question, what passes it."""
    found = {"status": any_of(quoted(f"fstatus:{each}") for each in question.statuses)}
    if question.kinds:
        found["kind"] = any_of(quoted(f"fkind:{each}") for each in question.kinds)
    for name, values in question.facets.items():
        if values:
            found[f"facet:{name}"] = any_of(quoted(f"ffacet:{name}:{each}") for each in values)
    if question.record:
        found["record"] = quoted(f"frecord:{question.record}")
    return found


@dataclass(frozen=True)
class Met:
    """A clause as queries: where it must be met to count."""

    title: str
    heading: str
    text: str

    @property
    def name(self) -> str:
        return any_of([self.title, self.heading])

    @property
    def anywhere(self) -> str:
        return any_of([self.name, self.text])


def met(clause: Clause) -> Met:
    """The queries of a clause."""
    titles = [_in_name(way, "t", clause) for way in clause.ways]
    headings = [_in_name(way, "h", clause) for way in clause.ways]
    texts = [" <-> ".join(_key("b" + word, clause) for word in way) for way in clause.ways]
    return Met(any_of(titles), any_of(headings), any_of(texts))


def _in_name(way: Way, field: str, clause: Clause) -> str:
    keys = [_key(field + word, clause) for word in way]
    if not clause.is_loose:
        keys += [quoted(f"n{one} {other}") for one, other in pairwise(way)]
    return all_of(keys)


def _key(key: str, clause: Clause) -> str:
    return quoted(key) + (":*" if clause.is_prefix else "")


def eligible(needed: Sequence[Met]) -> str:
    """A part is an answer for what it adds to its record's title, or says by itself as a heading.

    Without clauses, as when parts are asked for as such, everything is eligible.
    """
    if not needed:
        return f"!{NOWHERE}"
    adding = (f"({each.text}) & !({each.title})" for each in needed)
    return any_of([f"!{quoted(PART)}", *adding, all_of(each.heading for each in needed)])


def run(plan: Plan) -> str:
    """All words of the plan side by side in the text, in the order typed; empty when there is only one."""
    words = [word for clause in plan.needed for word in clause.ways[0]]
    return " <-> ".join(quoted("b" + word) for word in words) if len(words) > 1 else ""
