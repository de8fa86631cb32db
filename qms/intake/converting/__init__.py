"""One file to blocks and a reading: what runs in the confined child, plain values in and out.

Every function answers ``{"blocks": …, "reading": …}``, or ``{"refused": kind, "detail": …}``. A module for each kind of
file: the child loads only the libraries that its file needs, which takes longer than reading it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from qms.intake import blocks as original
from qms.intake.blocks import Block
from qms.intake.doubts import Doubt, DoubtKind
from qms.intake.reading import Reading, to_json
from qms.intake.recognising import Known, recognise
from qms.intake.refusals import Unreadable
from qms.intake.word import read_word
from qms.intake.word.reading import Oddity, WordText

Read = tuple[tuple[Block, ...], Reading]


def word(path: str, name: str, units: Sequence[str], positions: Sequence[str]) -> dict[str, Any]:
    """Read the Word file at ``path``; ``units`` and ``positions`` are the organisation's own names."""

    def read() -> Read:
        text = read_word(Path(path).read_bytes())
        return text.blocks, reading_of(text, Known(name, units, positions))

    return answer(read)


def answer(read: Callable[[], Read]) -> dict[str, Any]:
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
