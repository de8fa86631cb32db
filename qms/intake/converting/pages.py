"""PDF files: their text layer, pictures of their pages, and lines of either to a reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qms.intake import pdf as pdf_files
from qms.intake.converting import Read, answer
from qms.intake.doubts import Doubt, DoubtKind
from qms.intake.recognising import Known, recognise
from qms.intake.refusals import Refusal, Unreadable


def pdf(path: str, name: str, units: Sequence[str], positions: Sequence[str]) -> dict[str, Any]:
    """Read the text layer of the PDF at ``path``; of a scan only ``{"scanned": number of pages}``."""
    try:
        text = pdf_files.read_pdf(path)
    except Unreadable as refusal:
        return {"refused": refusal.kind.value, "detail": refusal.detail}
    if text.is_scan:
        return {"scanned": len(text.pages)}
    return lines(text.pages, name, units, positions, DoubtKind.FROM_PDF.value)


def lines(
    pages: Sequence[Sequence[str]], name: str, units: Sequence[str], positions: Sequence[str], told: str
) -> dict[str, Any]:
    """Read lines of pages, from a text layer or a recognised scan; ``told`` is the doubt that says which."""

    def read() -> Read:
        blocks = pdf_files.blocks_of(pages)
        if not blocks:
            raise Unreadable(Refusal.NOT_RECOGNISED)
        reading = recognise(blocks, Known(name, units, positions))
        return blocks, replace(reading, doubts=(Doubt(DoubtKind(told)), *reading.doubts))

    return answer(read)


def page(path: str, number: int) -> dict[str, Any]:
    """The picture of a page of a PDF: ``{"picture": base64 of a PGM}``."""
    try:
        return {"picture": pdf_files.picture_of_page(path, number)}
    except Unreadable as refusal:
        return {"refused": refusal.kind.value, "detail": refusal.detail}
