"""BPMN files as a tree of elements: read safely, nothing is fetched, nothing is expanded, nothing is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from qms.foundation.texts import _l
from qms.kernel.text import clean_block, clean_line
from qms.procedures.bpmn.names import MODEL

LARGEST = 2_000_000  # bytes
MOST_ELEMENTS = 50_000
FORBIDDEN = {"script", "scriptTask", "import", "include"}
"""Elements, of whatever tool, that run or fetch something: a file that holds one is refused."""


class BpmnRefused(Exception):
    """The file is not taken; ``sentence`` says why."""

    def __init__(self, sentence: Any) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def read(content: bytes) -> Any:
    """The root element of a BPMN file.

    Raises:
        BpmnRefused: too large, no XML, no BPMN 2.0; it has a document type or entities; it holds scripts or
            references to other files.
    """
    if len(content) > LARGEST:
        raise BpmnRefused(_l("The file is larger than %(most)s MB.", most=LARGEST // 1_000_000))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise BpmnRefused(_l("The file is no XML that can be read.")) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise BpmnRefused(
            _l("The file declares a document type or entities. BPMN files need none; such files are refused.")
        )
    if root.tag != f"{{{MODEL}}}definitions":
        raise BpmnRefused(_l("The file is no BPMN 2.0: its first element must be “definitions”."))
    _refuse_forbidden(root)
    return root


def _refuse_forbidden(root: Any) -> None:
    for number, element in enumerate(root.iter()):
        if number > MOST_ELEMENTS:
            raise BpmnRefused(_l("The file has more than %(most)s elements.", most=MOST_ELEMENTS))
        if local(element) in FORBIDDEN:
            name = local(element)
            raise BpmnRefused(
                _l("The file holds “%(name)s”: scripts and references to other files are refused.", name=name)
            )


def local(element: Any) -> str:
    """An element's name without its namespace; empty for what is no element."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def of_model(element: Any) -> bool:
    """Whether it belongs to BPMN itself, and not to a tool's extension."""
    return isinstance(element.tag, str) and etree.QName(element).namespace == MODEL


def children(element: Any, *names: str) -> Iterator[Any]:
    """Its children that belong to BPMN; with names, those of these names."""
    for each in element:
        if of_model(each) and (not names or local(each) in names):
            yield each


def name_of(element: Any) -> str:
    return clean_line(element.get("name") or "")


def documentation_of(element: Any) -> str:
    texts = ["".join(each.itertext()) for each in children(element, "documentation")]
    return clean_block("\n\n".join(text for text in texts if text.strip()))
