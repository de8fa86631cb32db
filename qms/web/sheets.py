"""Lists as files for a spreadsheet: CSV that opens with its letters right and runs no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_file(name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """``name``.csv for download: UTF-8 with a byte-order mark and semicolons, as Excel here expects it."""
    text = io.StringIO()
    text.write("\ufeff")
    sheet = csv.writer(text, delimiter=";")
    sheet.writerow([plain_cell(head) for head in heads])
    sheet.writerows([plain_cell(value) for value in row] for row in rows)
    answer = Response(text.getvalue(), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.csv")
    return answer


def plain_cell(value: Any) -> str:
    """The value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text
