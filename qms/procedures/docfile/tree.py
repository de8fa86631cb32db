"""YAML as a tree of nodes with line numbers, read from the parser's events.

Nothing is ever constructed from the text but texts: no tags, no anchors and aliases, no merge keys, and no
nesting deeper than a procedure can have. So a hostile file costs no more than reading it once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml
from yaml.resolver import Resolver

from qms.foundation.texts import _l
from qms.procedures.docfile.problems import Problems

DEEPEST = 10
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel has it
_RESOLVER = Resolver()


@dataclass
class Scalar:
    text: str
    line: int
    quoted: bool = False

    @property
    def tag(self) -> str:
        """What YAML takes the value for: ``str``, ``int``, ``float``, ``bool``, ``null``, ``timestamp`` …"""
        if self.quoted:
            return "str"
        tag = _RESOLVER.resolve(yaml.ScalarNode, self.text, (True, False))  # type: ignore[no-untyped-call]  # the stubs leave it bare
        return str(tag).rpartition(":")[2]

    @property
    def is_null(self) -> bool:
        return self.tag == "null"


@dataclass
class NodeList:
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass
class NodeMap:
    line: int
    pairs: list[tuple[Scalar, Node]] = field(default_factory=list)


Node = Scalar | NodeList | NodeMap


class _Stopped(Exception):
    """The tree cannot be built; the problem is told."""


@dataclass
class _Builder:
    """Puts one event after the other in its place."""

    problems: Problems
    first_line: int
    root: Node | None = None
    open: list[NodeList | NodeMap] = field(default_factory=list)
    keys: list[Scalar | None] = field(default_factory=list)  # of each open mapping, the key that waits

    def stop(self, line: int, sentence: object) -> None:
        self.problems.add(line, sentence)
        raise _Stopped

    def take(self, event: yaml.Event) -> None:
        line = (event.start_mark.line if event.start_mark else 0) + self.first_line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.stop(line, _l("Anchors (&) and aliases (*) are not allowed: write the value out in full."))
        if getattr(event, "tag", None):
            self.stop(line, _l("Type tags (!) are not allowed: write the value without one."))
        if isinstance(event, yaml.ScalarEvent):
            self.place(Scalar(event.value, line, quoted=bool(event.style)))
        elif isinstance(event, yaml.SequenceStartEvent):
            self.enter(NodeList(line))
        elif isinstance(event, yaml.MappingStartEvent):
            self.enter(NodeMap(line))
        elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            self.open.pop()
            self.keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.stop(line, _l("The front matter must be one block between two lines of three hyphens."))

    def enter(self, node: NodeList | NodeMap) -> None:
        if len(self.open) >= DEEPEST:
            self.stop(node.line, _l("This is nested more than %(deepest)s levels deep.", deepest=DEEPEST))
        self.place(node)
        self.open.append(node)
        self.keys.append(None)

    def place(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, NodeList):
            parent.items.append(node)
        elif self.keys[-1] is not None:
            parent.pairs.append((self.keys[-1], node))
            self.keys[-1] = None
        elif isinstance(node, Scalar):
            self.keys[-1] = node
        else:
            self.stop(node.line, _l("A key must be a single word, followed by a colon."))


def build(text: str, first_line: int, problems: Problems) -> Node | None:
    """The tree of YAML ``text`` that starts at ``first_line`` of its file; None when a problem was told."""
    builder = _Builder(problems, first_line)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        problems.add(*_unreadable(error, text, first_line))
        return None
    except yaml.YAMLError:
        problems.add(first_line, _l("The front matter holds a character that YAML does not allow."))
        return None
    except _Stopped:
        return None
    return builder.root


def places(node: Node) -> dict[str, int]:
    """The line of each key at the top, and of each item of their lists: ``steps``, ``steps/1``, …"""
    found: dict[str, int] = {}
    for key, value in node.pairs if isinstance(node, NodeMap) else ():
        found[key.text] = key.line
        if isinstance(value, NodeList):
            found |= {f"{key.text}/{number}": item.line for number, item in enumerate(value.items, 1)}
    return found


def _events(text: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(text, Loader=_LOADER)


def _unreadable(error: yaml.MarkedYAMLError, text: str, first_line: int) -> tuple[int, object]:
    """The line and the sentence for a text that is no YAML."""
    lines = text.split("\n")
    mark = error.problem_mark or error.context_mark
    at = min(mark.line if mark else 0, len(lines) - 1)
    for index in (at, at - 1):
        if index >= 0 and "\t" in lines[index]:
            return index + first_line, _l("There is a tab in this line: use spaces, two for each level.")
    if "mapping values are not allowed" in (error.problem or ""):
        return at + first_line, _l("A text with a colon and a space in it must stand in quotes.")
    if "quoted scalar" in (error.context or ""):
        start = error.context_mark.line if error.context_mark else at
        return start + first_line, _l("The quotation mark that opens here is never closed.")
    return at + first_line, _l(
        "This line cannot be read as YAML: check the spaces in front, the colon after the key and the quotes."
    )
