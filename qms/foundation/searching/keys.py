"""What an entry can be found by, the same in every engine: keys, a letter for the field and then the word.

t  words of the record's title and code      h  words of a part's heading
n  two words side by side in either          b  words of the whole text, with their places
c  the record's code in its plain form       f  what is filtered by, as "status:effective"
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from qms.foundation.searching.port import PARTS
from qms.kernel.text import codes, plain_code, words

MOST_WORDS = 40_000
"""Words of one entry that are searched; more would not fit into PostgreSQL's type. About 400 pages."""

PART = "fpart"
PRESENT = (0,)

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Keys:
    """The keys of one entry: words of the text with their places, all others, and how long its names are."""

    places: Mapping[str, Sequence[int]]
    others: frozenset[str]
    title_words: int
    heading_words: int
    text_words: int


def keys_of(row: Row) -> Keys:
    """The keys of an entry, given as the columns of its row."""
    naming = f"{row['code']} {row['title']}"
    whole = f"{row['heading'] if row['kind'] in PARTS else naming}\n{row['text']}"
    title, heading = words(naming), words(row["heading"])
    text = words(whole)[:MOST_WORDS]
    others = {f"t{word}" for word in (*title, *codes(naming))}
    others |= {f"h{word}" for word in (*heading, *codes(row["heading"]))}
    others |= {f"n{one} {other}" for run in (title, heading) for one, other in pairwise(run)}
    others |= _filters(row)
    if row["code"]:
        others.add(f"c{plain_code(row['code'])}")
    return Keys(_places(text, codes(whole)), frozenset(others), len(title), len(heading), len(text))


def _places(text: Sequence[str], whole_codes: Sequence[str]) -> Mapping[str, Sequence[int]]:
    places: defaultdict[str, Sequence[int]] = defaultdict(list)
    for place, word in enumerate(text):
        places[word].append(place)  # type: ignore[attr-defined]  # codes, which have no list, come after
    for code in whole_codes:
        places.setdefault(code, PRESENT)
    return places


def _filters(row: Row) -> set[str]:
    found = {
        f"frecord:{row['record']}",
        f"forganization:{row['organization_id']}",
        f"fstatus:{row['status']}",
        f"fkind:{row['kind']}",
    }
    found |= {f"faudience:{token}" for token in row["audience"]}
    found |= {f"ffacet:{name}:{value}" for name, values in row["facets"].items() for value in values}
    return found | {PART} if row["kind"] in PARTS else found
