"""Lists of documents as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from qms.documents.queries import ListRow
from qms.foundation.texts import _

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def master_list_csv(rows: Iterable[ListRow]) -> str:
    """The master list as CSV: UTF-8 with a byte-order mark (Excel asks for it), semicolons, no formulas."""
    text = io.StringIO()
    text.write("\ufeff")
    sheet = csv.writer(text, delimiter=";")
    sheet.writerow(
        [
            _("Code"),
            _("Title"),
            _("Type"),
            _("Unit"),
            _("Owner"),
            _("Issue/amendment"),
            _("Status"),
            _("In force since"),
            _("Next review"),
            _("Clauses"),
            _("Decision"),
        ]
    )
    for row in rows:
        sheet.writerow([plain_cell(value) for value in _cells(row)])
    return text.getvalue()


def _cells(row: ListRow) -> list[str]:
    document, revision = row.document, row.revision
    return [
        document.code,
        document.title,
        document.type.name,
        document.unit.name if document.unit else "",
        document.owner.name if document.owner else "",
        revision.label,
        str(revision.status.label),
        revision.effective_on.strftime("%d/%m/%Y") if revision.effective_on else "",
        document.next_review_on.strftime("%d/%m/%Y") if document.next_review_on else "",
        ", ".join(document.clauses),
        revision.decision_number,
    ]


def plain_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
