"""Reading cleaned HTML: its headings, its plain text, and its sections for the search index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

DEEPEST = 60
BLOCKS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd",
    "table", "tr", "caption", "div",
}  # fmt: skip
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}


class TooDeep(RecursionError):
    """The text nests deeper than any page or print can show."""


@dataclass
class Part:
    """A heading and the text up to the next one. The text before the first heading has level 0."""

    level: int = 0
    anchor: str = ""
    title: str = ""
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words, one block a line, cells of a row parted by " | "."""
        lines = (re.sub(r"[ \t\xa0]+", " ", line).strip(" |") for line in "".join(self.pieces).split("\n"))
        return "\n".join(line for line in lines if line)


def parts(html: str) -> list[Part]:
    """The parts of a cleaned text in order. Raises TooDeep."""
    found = [Part()]
    title: list[str] | None = None
    for event, element in _walk(html):
        if element.tag in HEADINGS and element.get("id"):
            if event == "start":
                found.append(Part(int(element.tag[1]), element.get("id", "")))
                title = []
            elif title is not None:
                found[-1].title = " ".join("".join(title).split())
                title = None
        (found[-1].pieces if title is None else title).append(_words(event, element))
    return [part for part in found if part.level or part.text]


def _walk(html: str) -> Iterator[tuple[str, etree._Element]]:
    """Start and end of each element, without recursion; a contents list repeats words and is left out."""
    root = lxml_html.fragment_fromstring(html or "<p></p>", create_parent="div")
    for contents in root.find_class("toc"):
        contents.drop_tree()
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise TooDeep
        yield event, element


def _words(event: str, element: etree._Element) -> str:
    """What the start or end of an element adds to the plain text."""
    if _is_link_of_a_footnote(element):
        return "" if event == "start" else element.tail or ""
    return _sign(event, element) + _inner(event, element)


def _inner(event: str, element: etree._Element) -> str:
    """The text after the tag. An end of line counts only in code: elsewhere the writer wrapped there."""
    text = (element.text if event == "start" else element.tail) or ""
    container = element if event == "start" else element.getparent()
    in_code = container is not None and "pre" in {container.tag, getattr(container.getparent(), "tag", "")}
    return text if in_code else text.replace("\n", " ")


def _sign(event: str, element: etree._Element) -> str:
    if element.tag in BLOCKS:
        return "\n"
    if element.tag in {"td", "th"}:
        return " | " if event == "end" else ""
    return element.get("alt", "") if element.tag == "img" and event == "start" else ""


def _is_link_of_a_footnote(element: etree._Element) -> bool:
    """The small number in the text and the arrow back are signs, not words."""
    return element.get("class") in {"footnote-ref", "footnote-backref"}
