"""Lists as files for a spreadsheet: CSV and Excel that open with their letters right and run no formula.

The Excel file is written here and not by a library: one sheet of texts is four fixed parts and a fifth of cells.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

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

_PARTS = {
    "[Content_Types].xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="xl/workbook.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="worksheets/sheet1.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    ),
}
_SHEET_START = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>'
    "</sheetViews><sheetData>"
)
_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_LONGEST_CELL = 32_767  # characters, by the format


def excel_file(name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Response:
    """``name``.xlsx for download: one sheet of texts, its first line stays in sight. A text is never a formula."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        for part, xml in _PARTS.items():
            parts.writestr(part, xml)
        with parts.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_SHEET_START.encode())
            for row in (heads, *rows):
                sheet.write(f"<row>{''.join(map(_excel_cell, row))}</row>".encode())
            sheet.write(b"</sheetData></worksheet>")
    answer = Response(content.getvalue(), mimetype=XLSX.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer


def _excel_cell(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    text = ("" if value is None else str(value)).translate(_NOT_IN_XML)[:_LONGEST_CELL]
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
