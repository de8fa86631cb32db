"""The forms of the demonstration as Word files, as an office would hand them out: made from their Markdown."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import groupby

import docx
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH

from qms.foundation import files
from qms.foundation.files import Kept
from qms.procedures.docfile import ProcedureFile

_RULE = re.compile(r"\|[\s:|-]+\|")


def form_of(file: ProcedureFile) -> Kept:
    """The form as a Word file in the store, named by its code and title."""
    word = docx.Document()
    head = word.add_paragraph()
    head.add_run(f"{file.facts.organization.upper()}\n{file.facts.code}").bold = True
    title = word.add_heading(file.facts.title, level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for is_table, lines in groupby(file.body.splitlines(), key=lambda line: line.startswith("|")):
        if is_table:
            _add_table(word, [_cells(line) for line in lines if not _RULE.fullmatch(line.strip())])
        else:
            _add_texts(word, lines)
    content = io.BytesIO()
    word.save(content)
    return files.keep(content, f"{file.facts.code} {file.facts.title}.docx")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _add_table(word: WordFile, rows: list[list[str]]) -> None:
    table = word.add_table(rows=0, cols=max(map(len, rows)))
    table.style = "Table Grid"
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=False):
            cell.text = text


def _add_texts(word: WordFile, lines: Iterator[str]) -> None:
    for line in filter(str.strip, lines):
        if line.startswith("#"):
            word.add_heading(line.lstrip("# "), level=2)
        else:
            word.add_paragraph(line.lstrip("- "))
