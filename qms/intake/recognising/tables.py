"""Which table is which: by the words in its head."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qms.intake.blocks import Cell, Row, Table, own_cells
from qms.kernel.text import clean_line, fold


class Use(StrEnum):
    """What a table is for."""

    STEPS = "steps"
    AMENDMENTS = "amendments"
    DISTRIBUTION = "distribution"
    COMPONENTS = "components"
    FORMS = "forms"
    RECORDS = "records"


class Column(StrEnum):
    NUMBER = "number"
    NAME = "name"
    DETAIL = "detail"
    RESPONSIBLE = "responsible"
    TIME = "time"
    PAPERS = "papers"  # forms and results together
    FORMS = "forms"
    RESULTS = "results"
    NOTE = "note"
    WHAT = "what"
    PLACE = "place"
    ISSUE = "issue"
    DAY = "day"
    WHY = "why"
    COPIES = "copies"
    ORIGINALS = "originals"
    CODE = "code"
    RETENTION = "retention"
    MEDIUM = "medium"


# For each use: columns with the words by which their heads are known (patterns over folded text), and those
# columns without which the table is of another use. The first pattern that fits gives a head its column.
_HEADS: Mapping[Use, tuple[tuple[Column, str], ...]] = {
    Use.AMENDMENTS: (
        (Column.WHAT, r"(?:mo ta |tom tat )?noi dung (?:sua doi|thay doi|can sua|da sua)|mo ta .*(?:sua|thay) doi|noi dung$"),
        (Column.WHY, r"yeu cau|ly do"),
        (Column.PLACE, r"(?:so )?trang|phan lien quan|muc sua|vi tri"),
        (Column.ISSUE, r"lan (?:ban hanh|sua doi)|lan$|ban hanh"),
        (Column.DAY, r"ngay"),
        (Column.NUMBER, r"s?tt$|so tt$"),
        (Column.NOTE, r"ghi chu|nguoi|phe duyet|ky"),
    ),
    Use.STEPS: (
        (Column.NUMBER, r"(?:s?tt|so tt|b|buoc|buoc so|so buoc|no|so thu tu)$"),
        (Column.TIME, r"thoi (?:gian|han|luong)|tgian"),
        (Column.RESPONSIBLE, r"trach nhiem|phu trach|(?:nguoi|don vi|bo phan|co quan)\b.*(?:thuc hien|xu ly|phu trach)"),
        (Column.DETAIL, r"mo ta|dien giai|cach thuc|cach thuc hien|noi dung (?:chi tiet|thuc hien|cong viec chi tiet)|huong dan"),
        (Column.NAME, r"trinh tu|(?:ten )?buoc(?: \w+ \w+)?$|cac buoc|noi dung|(?:ten )?cong viec|hoat dong|luu do|so do"),
        (Column.PAPERS, r"(?:bieu mau|mau bieu|bm|ket qua|san pham)\s*(?:/|,|va|-|lien quan$).*|tai lieu.*|ho so.*"),
        (Column.FORMS, r"bieu mau|mau bieu|mau$"),
        (Column.RESULTS, r"ket qua|san pham|dau ra"),
        (Column.NOTE, r"ghi chu"),
    ),
    Use.RECORDS: (
        (Column.NUMBER, r"s?tt$|so tt$"),
        (Column.RETENTION, r"thoi (?:gian|han) (?:luu|bao quan)"),
        (Column.MEDIUM, r"hinh thuc|phuong phap|dang luu"),
        (Column.PLACE, r"noi luu|bo phan luu|don vi luu|trach nhiem luu|nguoi luu|vi tri"),
        (Column.CODE, r"ma |ky hieu"),
        (Column.NAME, r"(?:ten |loai )?ho so|ten |tai lieu"),
        (Column.NOTE, r"ghi chu"),
    ),
    Use.COMPONENTS: (
        (Column.NUMBER, r"s?tt$|so tt$"),
        (Column.ORIGINALS, r"ban chinh|ban goc"),
        (Column.COPIES, r"ban sao|ban photo|sao y"),
        (Column.FORMS, r"bieu mau|mau"),
        (Column.NAME, r"thanh phan|ten (?:ho so|giay to|tai lieu|thanh phan)|giay to|ho so|loai giay"),
        (Column.NOTE, r"ghi chu|dieu kien"),
    ),
    Use.FORMS: (
        (Column.NUMBER, r"s?tt$|so tt$"),
        (Column.CODE, r"ma\b|ma so|ma hieu|ky hieu|so hieu"),
        (Column.NAME, r"ten |bieu mau|mau"),
        (Column.NOTE, r"ghi chu"),
    ),
    Use.DISTRIBUTION: (
        (Column.NUMBER, r"s?tt$|so tt$"),
        (Column.NAME, r"noi nhan|don vi|bo phan|phong|noi phan phoi|chuc danh|nguoi nhan"),
        (Column.COPIES, r"so (?:luong|ban)|ban so|so copy"),
        (Column.NOTE, r"ghi chu|ky|ngay"),
    ),
}  # fmt: skip
_NEEDED: Mapping[Use, tuple[frozenset[Column], ...]] = {
    Use.AMENDMENTS: (frozenset({Column.WHAT, Column.ISSUE}), frozenset({Column.WHAT, Column.DAY})),
    Use.STEPS: (frozenset({Column.NAME, Column.RESPONSIBLE}), frozenset({Column.NAME, Column.TIME})),
    Use.RECORDS: (frozenset({Column.NAME, Column.RETENTION}), frozenset({Column.NAME, Column.PLACE})),
    Use.COMPONENTS: (frozenset({Column.NAME, Column.ORIGINALS}), frozenset({Column.NAME, Column.COPIES})),
    Use.FORMS: (frozenset({Column.NAME, Column.CODE}),),
    Use.DISTRIBUTION: (frozenset({Column.NAME, Column.COPIES}),),
}
_TRIED = (Use.AMENDMENTS, Use.RECORDS, Use.STEPS, Use.COMPONENTS, Use.DISTRIBUTION, Use.FORMS)
MOST_TITLE_ROWS = 3  # rows above the head: a title inside the table


@dataclass(frozen=True)
class Known:
    """A table whose use is known: where its columns are, and its rows below the head with their numbers from 1."""

    table: Table
    use: Use
    columns: Mapping[Column, int]
    heads: Mapping[Column, str]
    rows: tuple[tuple[int, Row], ...]

    def cell(self, row: Row, column: Column) -> Cell | None:
        """The cell of a row in a column; None where there is no such column."""
        place = self.columns.get(column)
        return row[place] if place is not None and place < len(row) else None

    def text(self, row: Row, column: Column) -> str:
        """The text of that cell on one line."""
        cell = self.cell(row, column)
        return clean_line(cell.text) if cell else ""


def known(table: Table, *, under: Use | None = None) -> Known | None:
    """The table with its columns, when its head says what it is; ``under`` is what the heading above it says.

    Under such a heading a column of names is enough.
    """
    wanted = (under,) if under else _TRIED
    for place, row in enumerate(table.rows[: MOST_TITLE_ROWS + 1]):
        if len(own_cells(row)) < 2:
            continue
        for use in wanted:
            heads, last = _heads(table, place)
            columns = _columns(heads, use)
            enough = (frozenset({Column.NAME}),) if under else _NEEDED[use]
            if any(needed <= columns.keys() for needed in enough) and _is_right(use, columns, heads):
                return _built(table, use, columns, heads, last)
    return None


def _heads(table: Table, place: int) -> tuple[list[str], int]:
    """The words above each column, and the last row of the head: cells merged downwards make it deeper."""
    last = place
    while last + 1 < len(table.rows) and sum(cell.down for cell in own_cells(table.rows[last + 1])) >= 2:
        last += 1
    texts = []
    for column in range(table.width):
        words: dict[str, None] = {}
        for row in table.rows[place : last + 1]:
            if column < len(row):
                words[clean_line(row[column].text)] = None
        texts.append(" ".join(words))
    return texts, last


def _columns(heads: list[str], use: Use) -> dict[Column, int]:
    found: dict[Column, int] = {}
    for place, head in enumerate(heads):
        folded = fold(head).strip(" .:")
        column = next(
            (column for column, pattern in _HEADS[use] if re.match(rf"(?:{pattern})", folded)), None
        )
        if use is Use.COMPONENTS and column in (Column.NAME, None):
            column = _count_column(folded) or column
        if column is not None and folded:
            found.setdefault(column, place)
    return found


def _count_column(folded: str) -> Column | None:
    """The lower half of a head in two rows: "Số lượng / Bản chính"."""
    if "ban chinh" in folded:
        return Column.ORIGINALS
    return Column.COPIES if "ban sao" in folded else None


def _is_right(use: Use, columns: Mapping[Column, int], heads: list[str]) -> bool:
    """What the head of a table of this use also needs, or may not have."""
    folded = fold(" ".join(heads))
    match use:
        case Use.AMENDMENTS:
            return "sua doi" in folded or "thay doi" in folded
        case Use.STEPS:
            return (
                Column.RETENTION not in columns
                and "sua doi" not in folded
                and "luu" not in _without_flow(folded)
            )
        case Use.DISTRIBUTION:
            return "ban chinh" not in folded
    return True


def _without_flow(folded: str) -> str:
    return folded.replace("luu do", "").replace("so do", "")


def _built(table: Table, use: Use, columns: Mapping[Column, int], heads: list[str], last: int) -> Known:
    head = {clean_line(cell.text) for cell in table.rows[last]}
    rows = tuple(
        (number, row)
        for number, row in enumerate(table.rows, table.skipped + 1)
        if number > table.skipped + last + 1
        and any(cell.text.strip() for cell in row)
        and {clean_line(cell.text) for cell in row} != head  # the head again, on the next page
    )
    return Known(table, use, columns, {column: heads[place] for column, place in columns.items()}, rows)
