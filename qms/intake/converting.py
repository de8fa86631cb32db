"""One file to blocks and a reading: what runs in the confined child, plain values in and out.

Every function answers ``{"blocks": …, "reading": …}``, or ``{"refused": kind, "detail": …}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qms.foundation.texts import DEFAULT_LANGUAGE, in_language
from qms.intake import blocks as original
from qms.intake import pdf as pdf_files
from qms.intake.blocks import Block, Paragraph
from qms.intake.doubts import Doubt, DoubtKind
from qms.intake.reading import Cover, Reading, to_json
from qms.intake.recognising import Known, recognise
from qms.intake.refusals import Refusal, Unreadable
from qms.intake.word import read_word
from qms.intake.word.reading import Oddity, WordText
from qms.procedures.docfile import FileRefused, parse

Read = tuple[tuple[Block, ...], Reading]


def word(path: str, name: str, units: Sequence[str], positions: Sequence[str]) -> dict[str, Any]:
    """Read the Word file at ``path``; ``units`` and ``positions`` are the organisation's own names."""

    def read() -> Read:
        text = read_word(Path(path).read_bytes())
        return text.blocks, reading_of(text, Known(name, units, positions))

    return _answer(read)


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

    return _answer(read)


def page(path: str, number: int) -> dict[str, Any]:
    """The picture of a page of a PDF: ``{"picture": base64 of a PGM}``."""
    try:
        return {"picture": pdf_files.picture_of_page(path, number)}
    except Unreadable as refusal:
        return {"refused": refusal.kind.value, "detail": refusal.detail}


def procedure_file(path: str, name: str) -> dict[str, Any]:
    """Read a procedure file (Markdown with front matter, docs/guide: procedure files)."""

    def read() -> Read:
        try:
            file = parse(Path(path).read_bytes(), name)
        except FileRefused as refused:
            with in_language(DEFAULT_LANGUAGE):
                first = " ".join(str(problem) for problem in refused.problems[:5])
            raise Unreadable(Refusal.BAD_PROCEDURE_FILE, first) from refused
        facts = file.facts
        cover = Cover(
            facts.code, facts.title, facts.type, facts.organization, facts.issue, facts.amendment,
            effective_on=facts.effective_on.isoformat() if facts.effective_on else "",
        )  # fmt: skip
        reading = Reading(
            cover=cover, procedure=file.procedure, body=file.body, unit=facts.unit, clauses=facts.clauses
        )
        return tuple(Paragraph(n, line) for n, line in enumerate(file.body.split("\n"), 1) if line), reading

    return _answer(read)


def _answer(read: Callable[[], Read]) -> dict[str, Any]:
    try:
        blocks, reading = read()
    except Unreadable as refusal:
        return {"refused": refusal.kind.value, "detail": refusal.detail}
    return {"blocks": original.plain(blocks), "reading": to_json(reading)}


def reading_of(text: WordText, about: Known) -> Reading:
    """What a Word file's text says, with the doubts that the file itself gives."""
    pictures = text.oddities.get(Oddity.PICTURE, 0) + text.oddities.get(Oddity.DRAWING, 0)
    reading = recognise(text.blocks, about, pictures=pictures)
    return replace(reading, doubts=(*_of_file(text.oddities, text.strange), *reading.doubts))


def _of_file(oddities: Mapping[Oddity, int], strange: Sequence[str]) -> tuple[Doubt, ...]:
    told = [Doubt(DoubtKind(kind.value), "", str(count)) for kind, count in oddities.items() if count]
    if strange:
        told.append(Doubt(DoubtKind.STRANGE_WORDS, "", ", ".join(strange)))
    return tuple(told)
