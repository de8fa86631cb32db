"""Our keys in the types of PostgreSQL: an entry as two tsvectors, a plan as tsqueries.

The server's own parser is never asked: it cuts "30/2020/NĐ-CP" in pieces and knows nothing of folding. What an
entry is called stands in the column ``names``, short enough to be looked at row by row; what its text says in
``terms``. Filters are keys too, in both, so that one index answers a question with its rights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qms.foundation.searching.asking import Clause, Neighbours, Plan, Way
from qms.foundation.searching.keys import PART, Keys
from qms.foundation.searching.port import Question, Reader

LAST_PLACE = 16_383  # the type knows no place beyond
MOST_PLACES = 255  # of one word

NOWHERE = "'f'"  # the letter of a field alone is no key
EVERYWHERE = f"!{NOWHERE}"
NOTHING = f"{EVERYWHERE} & {NOWHERE}"
IS_PART = f"'{PART}'"


def quoted(key: str) -> str:
    """A key as it stands in the text of a tsvector or tsquery."""
    return "'" + key.replace("\\", "\\\\").replace("'", "''") + "'"


def names_vector(keys: Keys) -> str:
    """The text of the tsvector of an entry's name."""
    return " ".join(quoted(key) for key in keys.others)


def terms_vector(keys: Keys) -> str:
    """The text of the tsvector of an entry's text, with the words of its record's title."""
    said = [quoted(key) for key in keys.others if key[0] in "tf"]
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
    """A clause as queries: ``title`` and ``heading`` on names; ``words_of_title`` and ``text`` on terms."""

    title: str
    heading: str
    words_of_title: str
    text: str

    @property
    def name(self) -> str:
        return any_of([self.title, self.heading])

    @property
    def anywhere(self) -> str:
        return any_of([self.words_of_title, self.text])


def met(clause: Clause) -> Met:
    """The queries of a clause."""
    return Met(
        title=any_of(_in_name(way, "t", clause) for way in clause.ways),
        heading=any_of(_in_name(way, "h", clause) for way in clause.ways),
        words_of_title=any_of(all_of(_key("t" + word, clause) for word in way) for way in clause.ways),
        text=any_of(" <-> ".join(_key("b" + word, clause) for word in way) for way in clause.ways),
    )


def _in_name(way: Way, field: str, clause: Clause) -> str:
    keys = [_key(field + word, clause) for word in way]
    if not clause.is_loose:
        keys += [quoted(f"n{one} {other}") for one, other in pairwise(way)]
    return all_of(keys)


def _key(key: str, clause: Clause) -> str:
    return quoted(key) + (":*" if clause.is_prefix else "")


def named(needed: Sequence[Met], *, wants_parts: bool) -> str:
    """On names: all clauses are met. A part answers for what its heading adds to its record's title."""
    everything = [each.name for each in needed]
    if wants_parts or not needed:
        return all_of(everything)
    adding = (f"({each.heading}) & !({each.title})" for each in needed)
    by_itself = all_of(each.heading for each in needed)
    return all_of([*everything, any_of([f"!{IS_PART}", *adding, by_itself])])


def adding(needed: Sequence[Met], *, wants_parts: bool) -> str:
    """On terms: a part says something of what is asked that its record's title does not."""
    if wants_parts or not needed:
        return EVERYWHERE
    said = (f"({each.text}) & !({each.words_of_title})" for each in needed)
    return any_of([f"!{IS_PART}", *said])


def run(plan: Plan) -> str:
    """On terms: all words of the plan side by side, in the order typed; empty when there is only one."""
    words = [word for clause in plan.needed for word in clause.ways[0]]
    return " <-> ".join(quoted("b" + word) for word in words) if len(words) > 1 else ""


def beside_in_name(each: Neighbours) -> str:
    """On names: two neighbours of the question stand side by side."""
    return any_of(quoted(f"n{one} {other}") for one, other in each.pairs)


def beside_in_text(each: Neighbours) -> str:
    """On terms: the same in the text."""
    return any_of(f"{quoted('b' + one)} <-> {quoted('b' + other)}" for one, other in each.pairs)
