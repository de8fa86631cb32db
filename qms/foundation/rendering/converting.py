"""Markdown to HTML that may be shown: Python-Markdown, then the allow-list, in this order.

Written for office texts: headings are anchored and start below the page's own title, notes may be named in
Vietnamese, tables that are too wide scroll in a box of their own.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree  # noqa: S405 - only builds elements, parses nothing
from typing import Any, TypedDict

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionExtension, AdmonitionProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

from qms.foundation.rendering.anchors import slug
from qms.foundation.rendering.cleaning import clean
from qms.foundation.rendering.office_lines import OfficeLines
from qms.foundation.rendering.reading import parts

# The word after "!!!" and the kind of box it makes.
KINDS = {
    "note": "note", "ghi chú": "note", "chú ý": "note",
    "tip": "tip", "gợi ý": "tip", "mẹo": "tip",
    "warning": "warning", "lưu ý": "warning",
    "danger": "danger", "cảnh báo": "danger", "quan trọng": "danger",
}  # fmt: skip
_SAMPLE = """# A

- **b** *c* `d` [e](/f)

!!! note

    g

| h |
|---|
| i[^1] |

[^1]: j

k
:   l

*[j]: m
"""
_HEADING = re.compile("h[1-6]")


class Passage(TypedDict):
    """A text to render. ``place`` tells apart texts that share a page; ``top`` is the level of its
    highest heading; ``words`` are, in the text's language, the titles of boxes and the hint of a footnote's
    way back."""

    text: str
    place: str
    top: int
    words: dict[str, str]


def convert_all(passages: list[Passage]) -> list[dict[str, Any]]:
    """``html`` and ``parts`` (level, anchor, title, text) of each passage."""
    return [convert(passage) for passage in passages]


def convert(passage: Passage) -> dict[str, Any]:
    """``html`` and ``parts`` of one passage. Raises RecursionError when it nests too deeply."""
    html = clean(_markdown(passage).convert(passage["text"]))
    found = [[part.level, part.anchor, part.title, part.text] for part in parts(html)]
    return {"html": html, "parts": found}


def warm_up() -> None:
    """Load and compile what the libraries load and compile at their first use."""
    convert({"text": _SAMPLE, "place": "", "top": 2, "words": {}})


def _markdown(passage: Passage) -> Markdown:
    place, words = passage["place"], passage["words"]
    prefix = f"d-{place}-" if place else "d-"
    return Markdown(
        output_format="html",
        extensions=[
            "abbr", "def_list", "fenced_code", "sane_lists",
            TableExtension(use_align_attribute=True),
            TocExtension(slugify=lambda title, separator: prefix + slug(title, separator)),
            _Footnotes(place, BACKLINK_TITLE=words.get("back", "%d")),
            _Boxes(words),
            OfficeLines(),
            _Shape(passage["top"]),
        ],
    )  # fmt: skip


class _Footnotes(FootnoteExtension):
    """Footnotes whose anchors are numbers, whatever their writer called them."""

    def __init__(self, place: str, **settings: Any) -> None:
        self.place = f"{place}-" if place else ""
        super().__init__(**settings)

    def _number(self, name: str) -> str:
        return f"{self.place}{list(self.footnotes).index(name) + 1}"

    def makeFootnoteId(self, id: str) -> str:  # noqa: N802, A002 - the library's names
        return f"fn:{self._number(id)}"

    def makeFootnoteRefId(self, id: str, found: bool = False) -> str:  # noqa: N802, A002 - the library's names
        return self.unique_ref(f"fnref:{self._number(id)}", found)


class _BoxProcessor(AdmonitionProcessor):
    words: dict[str, str]

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        word, title = " ".join(match.group(1).lower().split()), match.group(2)
        kind = KINDS.get(word, "note")
        if title is None:
            title = self.words.get(word) or word.capitalize()
        return kind, title or None


class _Boxes(AdmonitionExtension):
    """Boxes for notes and warnings: ``!!! lưu ý "Title"`` and an indented text."""

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__()
        self.words = words

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        processor: BlockProcessor = _BoxProcessor(md.parser)
        processor.words = self.words  # type: ignore[attr-defined]  # of _BoxProcessor
        md.parser.blockprocessors.register(processor, "admonition", 105)


class _ShapeProcessor(Treeprocessor):
    """Headings begin at ``top`` and skip no level; each table stands in a box that can scroll."""

    top = 2

    def run(self, root: etree.Element) -> None:
        above: list[int] = []
        for heading in [element for element in root.iter() if _HEADING.fullmatch(str(element.tag))]:
            written = int(heading.tag[1])
            while above and above[-1] >= written:
                above.pop()
            heading.tag = f"h{min(self.top + len(above), 6)}"
            above.append(written)
        for parent in list(root.iter()):
            for index, child in enumerate(parent):
                if child.tag == "table":
                    parent[index] = self._boxed(child)

    @staticmethod
    def _boxed(table: etree.Element) -> etree.Element:
        box = etree.Element("div", {"class": "table-scroll", "tabindex": "0"})
        box.append(table)
        box.tail, table.tail = table.tail, None
        return box


class _Shape(Extension):
    def __init__(self, top: int) -> None:
        super().__init__()
        self.top = top

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        processor = _ShapeProcessor(md)
        processor.top = self.top
        md.treeprocessors.register(
            processor, "shape", 6
        )  # after inline text (20), before the contents list (5)
