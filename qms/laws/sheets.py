"""The register as a sheet: what its columns are called, and reading what people send. Pure.

A file is taken whole or not at all; each bad row is named with its line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from qms.foundation.texts import LANGUAGES, _l, in_language
from qms.kernel.text import clean, clean_line, fold

LARGEST = 400_000  # bytes; some 2,000 texts
MOST_ROWS = 2_000
COLUMNS: Mapping[str, Any] = {
    "number": _l("Number of the text"),
    "kind": _l("Kind of text"),
    "issuer": _l("Issued by"),
    "title": _l("What it is about"),
    "signed_on": _l("Signed on"),
    "in_force_from": _l("In force from"),
    "ended_on": _l("No longer in force from"),
    "replaces": _l("Replaces"),
    "amends": _l("Amends"),
    "link": _l("Address on the net"),
    "not_verified": _l("Not verified"),
    "notes": _l("Notes"),
}
DAYS = ("signed_on", "in_force_from", "ended_on")
LINKS = ("replaces", "amends")
LONGEST = {"title": 1000, "not_verified": 500, "notes": 4000, "link": 1000}
_LINKED = re.compile(r"(.+?)(?:\s*\(([\d/.-]+)\))?")


@dataclass(frozen=True)
class Row:
    """A line of a sheet. ``values`` holds only the columns that the sheet has; days are days or None."""

    line: int
    values: dict[str, Any]
    links: dict[str, list[tuple[str, date | None]]]  # "replaces", "amends": numbers, each with its day

    @property
    def number(self) -> str:
        return str(self.values["number"])


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be taken."""

    line: int
    sentence: Any


@dataclass
class Sheet:
    """What a file says, and what is wrong with it."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def text_of(content: bytes) -> str | None:
    """The text of a file; None when it is no UTF-8."""
    try:
        return clean(content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError:
        return None


def read(text: str) -> Sheet:
    """Read a sheet with semicolons, commas or tabs between its cells."""
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    sheet = Sheet()
    try:
        columns = _columns(next(lines, []))
    except csv.Error:
        columns = []
    if "number" not in columns or "title" not in columns:
        wanted = ", ".join(str(each) for each in COLUMNS.values())
        sheet.faults.append(
            Fault(1, _l("The first line must name the columns. Known ones: %(columns)s.", columns=wanted))
        )
        return sheet
    try:
        for cells in lines:
            if len(sheet.rows) == MOST_ROWS:
                sheet.faults.append(
                    Fault(lines.line_num, _l("A file has at most %(most)s lines.", most=MOST_ROWS))
                )
                break
            _take(sheet, columns, cells, lines.line_num)
    except csv.Error:
        sheet.faults.append(Fault(lines.line_num, _l("This line cannot be read.")))
    return sheet


def _take(sheet: Sheet, columns: list[str], cells: list[str], line: int) -> None:
    if not any(cell.strip() for cell in cells):
        return
    given = dict(zip(columns, cells, strict=False))
    faults = list(_faults(given))
    sheet.faults += [Fault(line, sentence) for sentence in faults]
    if not faults:
        sheet.rows.append(_row(line, given))


def _row(line: int, given: dict[str, str]) -> Row:
    values: dict[str, Any] = {}
    for name, cell in given.items():
        if name in DAYS:
            values[name] = day_of(cell)
        elif name == "notes":
            values[name] = _plain(clean(cell).strip())
        elif name and name not in LINKS:
            values[name] = _plain(clean_line(cell))
    links = {name: [_linked(each) for each in _parts(given[name])] for name in LINKS if name in given}
    return Row(line, values, links)


def _faults(given: dict[str, str]) -> Iterator[Any]:
    if not clean_line(given.get("number", "")):
        yield _l("The number is missing.")
    if not clean_line(given.get("title", "")):
        yield _l("What it is about is missing.")
    yield from map(_no_day, _odd_days(given))
    for name in given.keys() - {*LINKS, *DAYS, ""}:
        most = LONGEST.get(name, 200)
        if len(given[name]) > most:
            yield _l("“%(column)s” is longer than %(most)s characters.", column=COLUMNS[name], most=most)


def _odd_days(given: dict[str, str]) -> Iterator[str]:
    """What stands where a day should, and is none."""
    days = [clean_line(given.get(name, "")) for name in DAYS]
    matches = [_LINKED.fullmatch(part) for name in LINKS for part in _parts(given.get(name, ""))]
    days += [match[2] or "" for match in matches if match]
    return (day for day in days if day and day_of(day) is None)


def _no_day(written: str) -> Any:
    return _l("“%(written)s” is no day: write dd/mm/yyyy.", written=written[:40])


def _parts(cell: str) -> list[str]:
    return [part for part in map(clean_line, re.split(r"[;\n]", cell)) if part]


def _linked(part: str) -> tuple[str, date | None]:
    match = _LINKED.fullmatch(part)
    assert match is not None
    return match[1].strip(), day_of(match[2] or "")


def linked_text(number: str, day: date | None) -> str:
    """A relation as it stands in a cell: "61/2018/NĐ-CP (01/07/2025)"."""
    return f"{number} ({day.strftime('%d/%m/%Y')})" if day else number


def day_of(text: str) -> date | None:
    """A day as people and spreadsheets write it; None for nothing and for nonsense."""
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            day = datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
        return day if 1900 <= day.year <= 2200 else None
    return None


def _plain(text: str) -> str:
    """Without the apostrophe by which our own files keep spreadsheets from running a formula."""
    return text[1:] if re.match(r"'\s*[=+\-@]", text) else text


def _columns(head: list[str]) -> list[str]:
    known = _known_heads()
    return [known.get(fold(clean_line(cell)), "") for cell in head]


def _known_heads() -> dict[str, str]:
    """The columns by every name that our files give them, in each language, and by their key."""
    known = {name: name for name in COLUMNS}
    for language in LANGUAGES:
        with in_language(language):
            known |= {fold(str(label)): name for name, label in COLUMNS.items()}
    return known
