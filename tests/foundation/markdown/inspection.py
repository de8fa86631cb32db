"""The judge: reads HTML as a browser does (html5lib) and names everything that must not reach a page.

It shares no list with the cleaner that it judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

HARMLESS = re.compile(
    "p|br|hr|h[2-6]|strong|em|b|i|u|s|del|ins|sub|sup|code|pre|blockquote|ul|ol|li|dl|dt|dd|table|thead|tbody"
    "|tfoot|tr|th|td|caption|a|img|abbr|div|span"
)
PLAIN = {"title", "alt", "align", "rel"}
NUMBERS = {"colspan", "rowspan", "start", "width", "height"}
OWN_CLASSES = re.compile(
    r"language-[\w+-]+|admonition( (note|tip|warning|danger))?|admonition-title|table-scroll|toc"
    r"|footnote(-ref|-backref)?"
)
OWN_ANCHORS = re.compile(r"d-[a-z0-9_-]+|fn:[a-z0-9-]+|fnref\d*:[a-z0-9-]+")
SAFE_TARGET = re.compile(r"(https?://|mailto:)[^\s\\]+|/[^/\\\s][^\s\\]*|/|#[^\s\\]*", re.IGNORECASE)
OWN_PICTURE = re.compile(r"/attachments/[0-9a-f-]{36}(/[\w.-]+)?")


def findings(html: str) -> list[str]:
    """One word for each thing in ``html`` that should not be there; [] when it is clean."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [word for element in tree.iter() if element is not tree for word in _of(element)]


def _of(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str):
        yield "comment"
        return
    if not HARMLESS.fullmatch(element.tag):
        yield f"<{element.tag}>"
    for name, value in element.attrib.items():
        if not _harmless(element.tag, name, value):
            yield f"{element.tag}[{name}={value[:40]}]"


def _harmless(tag: str, name: str, value: str) -> bool:
    patterns = {
        ("a", "href"): SAFE_TARGET,
        ("img", "src"): OWN_PICTURE,
        ("div", "tabindex"): re.compile("0"),
    }
    if name in NUMBERS:
        return value.isdigit() and int(value) <= 100_000
    pattern = {"class": OWN_CLASSES, "id": OWN_ANCHORS}.get(name) or patterns.get((tag, name))
    return bool(pattern.fullmatch(value)) if pattern else name in PLAIN
