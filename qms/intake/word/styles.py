"""What a Word file says of fonts and headings by styles, and the numbers that it counts by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from qms.intake.word.package import w

DEEPEST_STYLE = 20  # styles that rest on each other in a circle end here


@dataclass(frozen=True)
class Look:
    """What styles and runs say; None where they are silent."""

    font: str | None = None
    bold: bool | None = None
    level: int | None = None  # of a heading, from 1
    number: tuple[str, int] | None = None  # list and depth

    def under(self, nearer: Look) -> Look:
        """This look, with what ``nearer`` says otherwise."""
        said = {name: value for name, value in vars(nearer).items() if value is not None}
        return replace(self, **said)


def look_of(properties: Any) -> Look:
    """What a w:rPr or w:pPr says."""
    if properties is None:
        return Look()
    fonts, bold = properties.find(w("rFonts")), properties.find(w("b"))
    outline, number = properties.find(w("outlineLvl")), properties.find(w("numPr"))
    return Look(
        font=None if fonts is None else fonts.get(w("hAnsi")) or fonts.get(w("ascii")),
        bold=None if bold is None else bold.get(w("val")) not in ("0", "false", "off"),
        level=_level(outline),
        number=_number(number),
    )


def _level(outline: Any) -> int | None:
    depth = _whole(outline)
    return None if depth is None else depth + 1 if depth < 9 else 0


def _number(properties: Any) -> tuple[str, int] | None:
    if properties is None or properties.find(w("numId")) is None:
        return None
    depth = _whole(properties.find(w("ilvl")))
    return properties.find(w("numId")).get(w("val"), "0"), min(max(depth or 0, 0), 8)


def _whole(element: Any) -> int | None:
    text = None if element is None else element.get(w("val"))
    return int(text) if text and text.isdecimal() and len(text) < 6 else None


class Styles:
    """The looks of all styles, each with those that it rests on."""

    def __init__(self, root: Any) -> None:
        self._elements: dict[str, Any] = {}
        self._looks: dict[str, Look] = {}
        self.usual_paragraph = ""
        self.document = Look()
        if root is None:
            return
        for style in root.iter(w("style")):
            key = style.get(w("styleId"), "")
            self._elements[key] = style
            if style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true"):
                self.usual_paragraph = key
        defaults = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
        self.document = look_of(defaults)

    def look(self, key: str, depth: int = 0) -> Look:
        """What the style ``key`` and those under it say."""
        style = self._elements.get(key)
        if style is None or depth > DEEPEST_STYLE:
            return Look()
        if key not in self._looks:
            base = style.find(w("basedOn"))
            under = Look() if base is None else self.look(base.get(w("val"), ""), depth + 1)
            look = under.under(look_of(style.find(w("rPr")))).under(look_of(style.find(w("pPr"))))
            self._looks[key] = look.under(_by_name(style))
        return self._looks[key]


def _by_name(style: Any) -> Look:
    """Headings are known by name where they have no outline level."""
    name = style.find(w("name"))
    words = ("" if name is None else name.get(w("val"), "")).lower().split()
    if len(words) == 2 and words[0] == "heading" and words[1].isdecimal():
        return Look(level=min(int(words[1]), 9))
    return Look()


@dataclass
class Numbering:
    """Counts as Word counts: what stands before a paragraph that is numbered automatically."""

    lists: dict[str, dict[int, tuple[str, str, int]]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # list -> the pattern it shares with others
    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * 9))

    @classmethod
    def of(cls, root: Any) -> Numbering:
        numbering = cls()
        if root is None:
            return numbering
        patterns = {
            each.get(w("abstractNumId"), ""): {
                _whole_of(level.get(w("ilvl"))): _pattern(level) for level in each.findall(w("lvl"))
            }
            for each in root.findall(w("abstractNum"))
        }
        for number in root.findall(w("num")):
            key, kind = number.get(w("numId"), ""), number.find(w("abstractNumId"))
            if kind is not None:
                numbering.kinds[key] = kind.get(w("val"), "")
                numbering.lists[key] = patterns.get(kind.get(w("val"), ""), {})
        return numbering

    def label(self, number: tuple[str, int]) -> str:
        """The label of the next paragraph of this list at this depth; "-" for a bullet."""
        key, depth = number
        levels = self.lists.get(key, {})
        if depth not in levels:
            return ""
        shape, text, start = levels[depth]
        if shape == "bullet":
            return "-"
        counts = self.counts[self.kinds[key]]
        counts[depth] = counts[depth] + 1 if counts[depth] else start
        counts[depth + 1 :] = [0] * (8 - depth)
        for place in range(9):
            shape_there = levels.get(place, ("decimal", "", 1))[0]
            text = text.replace(f"%{place + 1}", _counted(max(counts[place], 1), shape_there))
        return text.strip()


def _whole_of(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 3 else 0


def _pattern(level: Any) -> tuple[str, str, int]:
    def said(name: str, usual: str) -> str:
        found = level.find(w(name))
        return usual if found is None else str(found.get(w("val"), usual))

    return said("numFmt", "decimal"), said("lvlText", ""), _whole_of(said("start", "1"))


_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def _counted(number: int, shape: str) -> str:
    if shape in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if shape == "upperLetter" else letter
    if shape in ("upperRoman", "lowerRoman"):
        written = ""
        for value, letters in _ROMAN:
            while number >= value and len(written) < 20:
                written, number = written + letters, number - value
        return written if shape == "upperRoman" else written.lower()
    return f"{number:02d}" if shape == "decimalZero" else str(number)
