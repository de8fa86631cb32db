"""What changed: between two rendered texts, between two sources, and between the texts of two people who
edited the same draft.

The work is done in a confined child (qms/foundation/confined.py). Every function raises Refused for texts
that are too large or too tangled to compare in the time allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from qms.foundation import confined
from qms.foundation.texts import _
from qms.kernel.errors import Refused

MOST_CHARACTERS = 4_000_000  # of HTML, which is several times as long as its source

Mark = Literal["kept", "removed", "added"]
Piece = tuple[Mark, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two rendered texts as one: sanitised ``html`` with <ins> and <del>, and the number of places."""

    html: str
    changes: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of two sources: its number in the old and the new one, None where it is missing, its words."""

    old: int | None
    new: int | None
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(mark != "kept" for mark, _text in self.pieces)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a draft that two people edited. ``conflict``: both changed it, and differently."""

    changed_by: Literal["nobody", "mine", "theirs", "both", "conflict"]
    base: str
    mine: str
    theirs: str
    my_pieces: tuple[Piece, ...]
    their_pieces: tuple[Piece, ...]

    @property
    def merged(self) -> str:
        """The text to take when this is no conflict."""
        return self.theirs if self.changed_by == "theirs" else self.mine


@dataclass(frozen=True, slots=True)
class ThreeWays:
    """Base, mine and theirs side by side, cut into stretches that cover all three texts."""

    stretches: tuple[Stretch, ...]

    @property
    def conflicts(self) -> int:
        return sum(1 for stretch in self.stretches if stretch.changed_by == "conflict")

    @property
    def merged(self) -> str | None:
        """Both people's changes in one text, or None when a person has to choose."""
        return None if self.conflicts else "".join(stretch.merged for stretch in self.stretches)


def compare_html(old: str, new: str) -> Compared:
    """Two rendered texts word by word, along their paragraphs, lists and rows of tables."""
    result = _call("comparing:compare_html", old, new)
    return Compared(result["html"], result["changes"])


def compare_lines(old: str, new: str) -> tuple[Line, ...]:
    """Two sources line by line; a line that changed a little is one line with marked words."""
    rows = _call("lines:compare_lines", old, new)
    return tuple(Line(row["old"], row["new"], _pieces(row["pieces"])) for row in rows)


def three_ways(base: str, mine: str, theirs: str) -> ThreeWays:
    """What two people made of ``base``, sentence by sentence, with an offer to merge (``merged``)."""
    return ThreeWays(
        tuple(
            Stretch(
                changed_by=row["changed_by"],
                base=row["base"],
                mine=row["mine"],
                theirs=row["theirs"],
                my_pieces=_pieces(row["my_pieces"]),
                their_pieces=_pieces(row["their_pieces"]),
            )
            for row in _call("lines:three_ways", base, mine, theirs)
        )
    )


def _pieces(pairs: list[list[Any]]) -> tuple[Piece, ...]:
    return tuple((mark, text) for mark, text in pairs)


def _call(function: str, *texts: str) -> Any:
    refusal = _("These texts are too long or too different to be compared. Compare them side by side.")
    if sum(map(len, texts)) > MOST_CHARACTERS:
        raise Refused(refusal)
    try:
        return confined.call(f"qms.foundation.rendering.{function}", *texts, cpu_seconds=confined.LONG)
    except confined.Overrun as overrun:
        raise Refused(refusal) from overrun
