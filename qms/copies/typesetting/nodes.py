"""What stands on paper, as plain values that travel as JSON: blocks, and the runs of text inside them.

A block or a run is a dictionary whose ``k`` says what it is; sheet.typ lists what it sets for each. Text is only ever
a value in here, never markup, so that nothing that people write can mean something to the typesetter. The sanitised
HTML of a revision becomes such blocks (``blocks_of``); the layouts add tables and headings of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Node = dict[str, Any]

DEEPEST = 12  # boxes in boxes; the typesetter refuses some 70, no honest text has more than five
MOST_COLUMNS = 24
LONGEST_WORD = 28  # letters; longer ones (addresses, numbers of files) get places where a line may end
BREAK = "\u200b"

_VOID = {"br", "hr", "img"}
_PLAIN_RUNS = {
    "strong": "b", "b": "b", "em": "i", "i": "i", "u": "u", "ins": "u", "s": "s", "del": "s", "sub": "sub",
    "sup": "sup", "code": "code",
}  # fmt: skip
_MADE_OF_PARTS = {"ul", "ol", "dl", "table", "div", "blockquote", "pre", "hr"}
_BLOCKS = _MADE_OF_PARTS | {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
_OUTSIDE = re.compile(r"(?i)https?://\S+|mailto:\S+")
_SPACES = re.compile(r"[ \t\r\n]+")
_BREAKABLE = re.compile(r"(?<=[/\\._\-,;:&?=@+])")


# --- Making nodes by hand -----------------------------------------------------------------------------------


def run(text: str) -> Node:
    """A run of plain text."""
    return {"k": "t", "t": soft(text)}


def bold(text: str) -> Node:
    return {"k": "b", "c": [run(text)]}


def para(*runs: Node | str) -> Node:
    """A paragraph."""
    return {"k": "p", "c": [run(each) if isinstance(each, str) else each for each in runs]}


def heading(level: int, text: str) -> Node:
    """A heading: 1 is a section, 2 a part of it."""
    return {"k": "h", "l": level, "c": [run(text)]}


def items(texts: Iterable[str]) -> Node:
    """A list with dashes."""
    return {"k": "ul", "items": [[para(text)] for text in texts]}


def cell(*blocks: Node | str, align: str = "") -> Node:
    """A cell of a table: blocks, or plain lines."""
    return {"c": [para(each) if isinstance(each, str) else each for each in blocks], "a": align}


def table(heads: Sequence[str], rows: Sequence[Sequence[Node]], widths: Sequence[float]) -> Node:
    """A table with a head that is repeated on each page; ``widths`` are shares of the line."""
    first = [cell(para(bold(head)), align="center") for head in heads]
    return _placed([first, *(list(row) for row in rows)], heads=1, widths=list(widths))


def soft(text: str) -> str:
    """The text with places where a line may end inside very long words."""
    if len(text) <= LONGEST_WORD:
        return text
    return " ".join(word if len(word) <= LONGEST_WORD else _softened(word) for word in text.split(" "))


def _softened(word: str) -> str:
    parts = [part for part in _BREAKABLE.split(word) if part]
    cut = [part[at : at + LONGEST_WORD] for part in parts for at in range(0, len(part), LONGEST_WORD)]
    return BREAK.join(cut)


def words_of(nodes: Iterable[Node]) -> str:
    """The letters of some runs or blocks, without places for breaks."""
    return "".join(_words(nodes)).replace(BREAK, "")


def _words(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if "t" in node:
            yield node["t"]
        yield from _words(node.get("c", ()))
        for item in node.get("items", ()):
            yield from _words(item)


# --- From sanitised HTML --------------------------------------------------------------------------------------


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[_Element]:
        """This element's descendants of a kind, in order; not those inside another one of the kind."""
        for child in self.children:
            if isinstance(child, str):
                continue
            if child.tag == tag:
                yield child
            else:
                yield from child.all(tag)


class _Reader(HTMLParser):
    """Builds a tree; nothing deeper than DEEPEST boxes is nested any further, its text is kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Element("root")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag == tag:
                del self.open[place:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def blocks_of(html: str) -> list[Node]:
    """The blocks of a sanitised HTML text. Footnotes stand where they are referred to."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    root = reader.open[0]
    return _Converter(_notes_in(root)).blocks(root, 0)


def _notes_in(root: _Element) -> dict[str, _Element]:
    """The texts of footnotes by their anchor."""
    return {
        item.attributes["id"]: item
        for box in root.all("div")
        if box.attributes.get("class") == "footnote"
        for item in box.all("li")
        if "id" in item.attributes
    }


class _Converter:
    def __init__(self, notes: dict[str, _Element]) -> None:
        self.notes = notes
        self.inside_note = False

    def blocks(self, parent: _Element, depth: int) -> list[Node]:
        """The blocks inside an element; text that stands between blocks becomes a paragraph."""
        made: list[Node] = []
        loose: list[_Element | str] = []
        for child in parent.children:
            if isinstance(child, _Element) and child.tag in _BLOCKS:
                made += self._paragraph(loose)
                loose = []
                made += self._block(child, depth + 1)
            else:
                loose.append(child)
        return made + self._paragraph(loose)

    def _paragraph(self, children: Sequence[_Element | str]) -> list[Node]:
        runs = _trimmed(self.runs(children))
        return [{"k": "p", "c": runs}] if runs else []

    def _block(self, element: _Element, depth: int) -> list[Node]:
        if depth > DEEPEST:
            return self._paragraph([_text_of(element)])
        if element.tag in _MADE_OF_PARTS:
            return list(getattr(self, f"_{element.tag}")(element, depth))
        if element.tag == "p":
            return self._paragraph(element.children)
        return self._heading(element)

    def _heading(self, element: _Element) -> list[Node]:
        runs = _trimmed(self.runs(element.children))
        level = max(1, int(element.tag[1]) - 1)  # the page's own title is h1
        return [{"k": "h", "l": level, "c": runs}] if runs else []

    def _blockquote(self, element: _Element, depth: int) -> Iterator[Node]:
        yield {"k": "quote", "c": self.blocks(element, depth)}

    def _pre(self, element: _Element, _depth: int) -> Iterator[Node]:
        yield {"k": "pre", "t": _text_of(element).rstrip("\n")}

    def _hr(self, _element: _Element, _depth: int) -> Iterator[Node]:
        yield {"k": "hr"}

    def _ul(self, element: _Element, depth: int) -> Iterator[Node]:
        yield {"k": "ul", "items": [self.blocks(item, depth) for item in element.all("li")]}

    def _ol(self, element: _Element, depth: int) -> Iterator[Node]:
        start = element.attributes.get("start", "1")
        first = int(start) if start.isdecimal() else 1
        yield {"k": "ol", "start": first, "items": [self.blocks(item, depth) for item in element.all("li")]}

    def _dl(self, element: _Element, depth: int) -> Iterator[Node]:
        for child in element.children:
            if isinstance(child, _Element) and child.tag == "dt":
                yield {"k": "p", "c": [{"k": "b", "c": _trimmed(self.runs(child.children))}]}
            elif isinstance(child, _Element):
                yield {"k": "quote", "c": self.blocks(child, depth)}

    def _div(self, element: _Element, depth: int) -> Iterator[Node]:
        kinds = element.attributes.get("class", "").split()
        if "footnote" in kinds:  # set where each is referred to
            return
        inside = self.blocks(element, depth)
        if "admonition" in kinds:
            tone = "warning" if {"warning", "danger"} & set(kinds) else "note"
            yield {"k": "note", "tone": tone, "c": inside}
        else:
            yield from inside

    def _table(self, element: _Element, depth: int) -> Iterator[Node]:
        caption = [each for each in element.children if isinstance(each, _Element) and each.tag == "caption"]
        for each in caption:
            yield from self._paragraph(each.children)
        rows = list(element.all("tr"))
        heads = [row for part in element.all("thead") for row in part.all("tr")]
        grid = [[self._cell(each, depth) for each in _cells_in(row)] for row in rows]
        if any(grid):
            yield _placed(grid, heads=len(heads))

    def _cell(self, element: _Element, depth: int) -> Node:
        content = self.blocks(element, depth)
        if element.tag == "th":
            content = [
                {**each, "c": [{"k": "b", "c": each["c"]}]} if each["k"] == "p" else each for each in content
            ]
        return {
            "c": content,
            "a": element.attributes.get("align", "center" if element.tag == "th" else ""),
            "w": _count(element.attributes.get("colspan")),
            "h": _count(element.attributes.get("rowspan")),
        }

    def runs(self, children: Iterable[_Element | str], depth: int = 0) -> list[Node]:
        made: list[Node] = []
        for child in children:
            if isinstance(child, str):
                text = _SPACES.sub(" ", child)
                made += [run(text)] if text else []
            elif depth > DEEPEST:
                made.append(run(_text_of(child)))
            else:
                made += self._runs(child, depth + 1)
        return made

    def _runs(self, element: _Element, depth: int) -> list[Node]:
        name = element.attributes.get("class", "")
        target = element.attributes.get("href", "")
        if name == "footnote-ref":
            return self._note(target.removeprefix("#"))
        if element.tag in _VOID or name == "footnote-backref":
            return _void_runs(element)
        inside = self.runs(element.children, depth)
        if element.tag == "sup" and any(each["k"] == "fn" for each in inside):
            return inside  # the footnote sets its own sign
        if element.tag == "a" and _OUTSIDE.fullmatch(target):
            return [{"k": "a", "to": target, "c": inside}]
        kind = _PLAIN_RUNS.get(element.tag)
        return [{"k": kind, "c": inside}] if kind and inside else inside

    def _note(self, anchor: str) -> list[Node]:
        note = self.notes.get(anchor)
        if note is None or self.inside_note:
            return []
        self.inside_note = True
        inside = self.blocks(note, DEEPEST - 3)
        self.inside_note = False
        return [{"k": "fn", "c": inside}]


def _void_runs(element: _Element) -> list[Node]:
    """The end of a line; in the place of a picture its words; nothing for what only leads back."""
    if element.tag == "br":
        return [{"k": "br"}]
    if element.tag == "img":
        return [{"k": "i", "c": [run(f"[{element.attributes.get('alt') or '…'}]")]}]
    return []


def _cells_in(row: _Element) -> list[_Element]:
    return [each for each in row.children if isinstance(each, _Element) and each.tag in ("td", "th")]


def _count(text: str | None) -> int:
    return min(int(text), 100) if text and text.isdecimal() and int(text) else 1


def _text_of(element: _Element) -> str:
    """All letters of an element, however deep."""
    found, waiting = [], [element.children]
    waiting[0] = list(element.children)
    while waiting:
        level = waiting[-1]
        if not level:
            waiting.pop()
            continue
        child = level.pop(0)
        if isinstance(child, str):
            found.append(child)
        else:
            waiting.append(list(child.children))
    return "".join(found)


def _trimmed(runs: list[Node]) -> list[Node]:
    """Without space at the ends, and nothing at all where only space is left."""
    while runs and runs[0]["k"] == "t" and not runs[0]["t"].lstrip(" "):
        runs = runs[1:]
    while runs and (runs[-1]["k"] == "br" or (runs[-1]["k"] == "t" and not runs[-1]["t"].rstrip(" "))):
        runs = runs[:-1]
    if runs and runs[0]["k"] == "t":
        runs = [{**runs[0], "t": runs[0]["t"].lstrip(" ")}, *runs[1:]]
    if runs and runs[-1]["k"] == "t":
        runs = [*runs[:-1], {**runs[-1], "t": runs[-1]["t"].rstrip(" ")}]
    return runs


# --- Tables ---------------------------------------------------------------------------------------------------


def _placed(grid: list[list[Node]], *, heads: int, widths: list[float] | None = None) -> Node:
    """The table with a place for each cell, so that none lies on another one whatever its spans claim."""
    rows = len(grid)
    taken: set[tuple[int, int]] = set()
    cells: list[Node] = []
    for y, row in enumerate(grid):
        x = 0
        for each in row:
            while (x, y) in taken:
                x += 1
            if x >= MOST_COLUMNS:
                break
            wide = _free_from(x, y, min(each.get("w", 1), MOST_COLUMNS - x), taken)
            high = min(each.get("h", 1), rows - y)
            cells.append({"c": each["c"], "a": each["a"], "x": x, "y": y, "w": wide, "h": high})
            taken |= {(x + dx, y + dy) for dx in range(wide) for dy in range(high)}
            x += wide
    columns = max((each["x"] + each["w"] for each in cells), default=1)
    heads = 0 if _reaches_down(cells, heads) else heads
    return {
        "k": "table",
        "columns": columns,
        "rows": rows,
        "heads": heads,
        "cells": cells,
        "widths": widths or _widths(cells, columns),
    }


def _free_from(x: int, y: int, wide: int, taken: set[tuple[int, int]]) -> int:
    """How many of the wanted places to the right are free."""
    return next((dx for dx in range(wide) if (x + dx, y) in taken), wide)


def _reaches_down(cells: list[Node], heads: int) -> bool:
    """Whether a cell of the head goes on below it: such a head cannot be repeated."""
    return any(each["y"] < heads < each["y"] + each["h"] for each in cells)


def _widths(cells: list[Node], columns: int) -> list[float]:
    """Shares of the line by how much stands in a column: long texts get more, short ones no less than they need."""
    longest = [4.0] * columns
    for each in cells:
        if each["w"] == 1:
            longest[each["x"]] = max(longest[each["x"]], min(len(words_of(each["c"])), 160))
    return [round(length**0.6, 2) for length in longest]
