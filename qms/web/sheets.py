"""Lists as files for a spreadsheet: CSV and Excel that open with their letters right and run no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response

from qms.kernel.filetypes import XLSX

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


# --- Excel ------------------------------------------------------------------------------------------------

_AS_WRITTEN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
_LONGEST_CELL = 32_767  # characters, by the format
_WIDEST = 60  # letters; longer texts go on below


def excel_file(name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """``name``.xlsx for download: one sheet whose first line stays in sight and filters. A text is never a formula."""
    import xlsxwriter  # noqa: PLC0415 - forty modules that no other page needs

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _AS_WRITTEN) as book:
        sheet = book.add_worksheet()
        looks = {"valign": "top", "text_wrap": True}
        bold, plain = book.add_format({**looks, "bold": True, "bottom": 1}), book.add_format(looks)
        widths = [0] * len(heads)
        last = 0
        for last, row in enumerate((heads, *rows)):
            for column, value in enumerate(row):
                cell = _excel_value(value)
                widths[column] = max(widths[column], len(str(cell)))
                sheet.write(last, column, cell, bold if last == 0 else plain)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width + 2, _WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(heads) - 1)
    answer = Response(content.getvalue(), mimetype=XLSX.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer


def _excel_value(value: Any) -> int | str:
    """A number stays one; everything else is text, and the empty text nothing."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return ("" if value is None else str(value)).translate(_NOT_IN_XML)[:_LONGEST_CELL]
