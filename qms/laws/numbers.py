"""Finding legal texts in what people write: "Nghị định số 142/2020/NĐ-CP ngày 09/12/2020, Điều 5".

Pure: text in, findings out. The letters of numbers are data (``kinds.yaml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from qms.kernel.text import clean_line, fold

FILE = Path(__file__).with_name("kinds.yaml")
LONGEST_QUOTE = 300
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")

# A number with its year ("142/2020/NĐ-CP", "18/2008/QH12") or without ("101/QĐ-BKHCN"). People put spaces around strokes;
# behind a dash with spaces only capitals go on, so that "TT - Bộ" is no issuer.
_NUMBER = re.compile(
    r"(?<![\w/.-])(?P<number>\d{1,5}[a-z]?)\s?/\s?(?:(?P<year>(?:19|20)\d{2})\s?/\s?)?"
    r"(?P<letters>[^\W\d_]{1,8}(?:\d{1,2})?)(?P<issuer>(?:(?:-|\s-\s(?=[A-ZĐ]{2}))[^\W_]+)*)(?!\w)"
)
_STANDARD = re.compile(
    r"\b(?P<body>[TQ]CVN)(?:\s+(?P<of>ISO(?:/IEC)?|IEC))?\s+(?P<number>\d[\d./-]*):(?P<year>\d{4})\b"
)
# A law by its name and year: "Luật Đo lường 2011", "Bộ luật Lao động năm 2019".
_NAMED = re.compile(
    r"\b(?P<name>(?:Bộ luật|Luật|Pháp lệnh)(?:,?\s+[^\W\d_]+(?:-[^\W\d_]+)?){1,12}?)"
    r"\s+(?:năm\s+)?(?P<year>(?:19|20)\d{2})(?![\d/])"
)
_BY_NAME = ("luat ", "bo luat ", "phap lenh ")
_DAY = re.compile(
    r"\s*,?\s*ngày\s+(?:\d{1,2}[/.-]\d{1,2}[/.-]|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+)(?P<year>\d{4})"
)


@dataclass(frozen=True)
class Found:
    """A legal text named in a text: as written there, and the key by which the register knows it.

    ``year`` is 0 where it cannot be told; a number without a year in it may come again each year.
    """

    written: str
    key: str
    year: int
    start: int
    end: int


def key_of(number: str) -> str:
    """A number or name as it is compared: case, marks, đ, spaces, dashes and leading zeros do not matter."""
    plain = fold(clean_line(number).translate(_DASHES))
    plain = re.sub(r"\s*([/-])\s*", r"\1", plain)
    return re.sub(r"^0+(?=\d)", "", plain)


def year_in(number: str) -> int:
    """The year that a number itself names; 0 for none."""
    found = re.search(r"(?:^|/)\s*((?:19|20)\d{2})\s*/", number) or re.search(
        r":((?:19|20)\d{2})$", number.strip()
    )
    return int(found[1]) if found else 0


def names_of(number: str, title: str, year: int) -> list[tuple[str, int]]:
    """The keys, each with its year, by which a text is found: its number, and for a law its name with the year."""
    own = year_in(number)
    found = [(key_of(number), own or year)]
    if (own or year) and fold(title).startswith(_BY_NAME):
        found.append((f"{key_of(title)} {own or year}", own or year))
    return found


def kind_of(number: str) -> str:
    """The kind of text that a number names, such as "Nghị định"; empty when its letters are not known."""
    if fold(number).startswith(_BY_NAME):
        return next(iter(_letters().values()))
    letters = re.findall(r"[^\W\d_]+", number)
    return next((kind for each in letters if (kind := _letters().get(fold(each)))), "")


def kinds() -> list[str]:
    """Every kind, in the order of the file."""
    return list(dict.fromkeys(_letters().values()))


def find(text: str) -> list[Found]:
    """The legal texts that ``text`` names, in their order; each as often as it is named."""
    found = [*_numbers(text), *_standards(text)]
    taken = [(each.start, each.end) for each in found]
    found += [each for each in _named(text) if not any(a < each.end and each.start < b for a, b in taken)]
    return sorted(found, key=lambda each: each.start)


def quote_of(text: str, found: Found) -> str:
    """The line in which a text is named, cut around it where it is long."""
    first = text.rfind("\n", 0, found.start) + 1
    last = text.find("\n", found.end)
    line, at = text[first : last if last >= 0 else len(text)], found.start - first
    if len(line) > LONGEST_QUOTE:
        begin = max(0, at - LONGEST_QUOTE // 3)
        line = f"{'…' if begin else ''}{line[begin : begin + LONGEST_QUOTE]}…"
    return clean_line(re.sub(r"\*\*|`", "", line)).lstrip("#-*> ").strip()


def _numbers(text: str) -> Iterator[Found]:
    for match in _NUMBER.finditer(text.translate(_DASHES)):
        if not _is_legal(match):
            continue
        written = text[match.start() : match.end()]
        year = int(match["year"] or 0) or _year_of_day(text, match.end())
        yield Found(written, key_of(written), year, match.start(), match.end())


def _is_legal(match: re.Match[str]) -> bool:
    """Whether the letters are those of a kind; of parliament they stand alone, of all others with their issuer."""
    letters, issuer = fold(match["letters"]), match["issuer"]
    kind = letters.rstrip("0123456789")
    if kind not in _letters():
        return False
    return bool(issuer) if kind == letters else kind in ("qh", "ubtvqh")


def _year_of_day(text: str, end: int) -> int:
    day = _DAY.match(text, end)
    return int(day["year"]) if day else 0


def _standards(text: str) -> Iterator[Found]:
    for match in _STANDARD.finditer(text):
        yield Found(match[0], key_of(match[0]), int(match["year"]), match.start(), match.end())


def _named(text: str) -> Iterator[Found]:
    for match in _NAMED.finditer(text):
        year = int(match["year"])
        yield Found(match[0], f"{key_of(match['name'])} {year}", year, match.start(), match.end())


@cache
def _letters() -> dict[str, str]:
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {fold(letters): kind["name"] for kind in read for letters in kind["letters"]}
