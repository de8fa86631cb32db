"""The words of a file, page by page, for the search. Works on files that may be hostile: only called through
``confined.call``, so it takes and gives plain values, knows nothing of the application and may be ended at any moment.

Read are PDF, Word, Excel, PowerPoint, OpenDocument and plain text. A picture, a scan without text, a damaged or locked
file has no words; that is no fault.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_PAGES = 300
MOST_LETTERS = 1_000_000  # of a whole file
LARGEST_PART = 30 * 2**20  # bytes of one unpacked part of an office file
_SPACES = re.compile(r"[ \t\xa0]+")
_ENDS = re.compile(r" ?\n[ \n]*")


def pages_of(path: str, media_type: str) -> dict[str, Any]:
    """``{"numbered": …, "pages": [text, …]}`` of the file at ``path``; no pages where nothing can be read.

    Pages are numbered in PDF, in slides, and in texts whose program noted where its pages ended.
    """
    read = _READERS.get(media_type.rpartition(".")[2] if media_type.startswith(_OFFICE) else media_type)
    if read is None:
        return {"numbered": False, "pages": []}
    numbered, pages = read(path)
    kept, room = [], MOST_LETTERS
    for page in pages[:MOST_PAGES]:
        text = _ENDS.sub("\n", _SPACES.sub(" ", page)).strip()[:room]
        room -= len(text)
        kept.append(text)
    return {"numbered": numbered, "pages": kept if any(kept) else []}


Pages = tuple[bool, list[str]]
_OFFICE = "application/vnd."


def _pdf(path: str) -> Pages:
    import pypdfium2  # noqa: PLC0415 - loaded in the child that needs it, not in the nursery

    try:
        with pypdfium2.PdfDocument(path) as document:
            pages = [
                document[n].get_textpage().get_text_bounded() for n in range(min(len(document), MOST_PAGES))
            ]
    except pypdfium2.PdfiumError:  # damaged, or locked
        return True, []
    return True, [page.replace("\r\n", "\n").replace("￾", "") for page in pages]


def _text(path: str) -> Pages:
    with open(path, "rb") as file:
        return False, [file.read(MOST_LETTERS * 4).decode(errors="replace").removeprefix("\ufeff")]


# --- Office files: XML in a zip --------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_T = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_LEFT_OUT = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    f"{_W}del",
    f"{_T}tracked-changes",
)
PAGE = "\f"


def _parts(path: str, wanted: str) -> Iterator[Any]:
    """The parsed parts whose names match, in the order of the numbers in their names."""
    from lxml import etree  # noqa: PLC0415 - loaded in the child that needs it, not in the nursery

    try:
        with zipfile.ZipFile(path) as container:
            names = [name for name in container.namelist() if re.fullmatch(wanted, name)]
            for name in sorted(names, key=lambda name: [int(n) for n in re.findall(r"\d+", name)]):
                with container.open(name) as part:
                    content = part.read(LARGEST_PART + 1)
                if len(content) > LARGEST_PART:
                    return
                parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
                yield etree.fromstring(content, parser)
    except (zipfile.BadZipFile, etree.XMLSyntaxError, EOFError, RuntimeError, NotImplementedError, OSError):
        return  # damaged, or locked


def _walk(element: Any) -> Iterator[tuple[str, Any]]:
    """Beginnings and ends of all elements, without recursion; without what is struck out, or there twice for old
    programs."""
    waiting = [("start", element)]
    while waiting:
        event, each = waiting.pop()
        if event == "start" and each.tag in _LEFT_OUT:
            continue
        yield event, each
        if event == "start":
            waiting.append(("end", each))
            waiting.extend(("start", child) for child in reversed(each))


def _docx(path: str) -> Pages:
    ends = {f"{_W}p": "\n", f"{_W}tc": "\t"}
    for tree in _parts(path, r"word/document\.xml"):
        noted = next(tree.iter(f"{_W}lastRenderedPageBreak"), None) is not None
        said = []
        for event, each in _walk(tree):
            if event == "end":
                said.append(ends.get(each.tag, ""))
            elif each.tag == f"{_W}t":
                said.append(each.text or "")
            else:
                said.append(_pause(each, noted=noted))
        pages = "".join(said).split(PAGE)
        return len(pages) > 1, pages
    return False, []


def _pause(each: Any, *, noted: bool) -> str:
    """What stands between words of a Word file. Word notes where its pages ended; else those asked for count."""
    if each.tag == f"{_W}lastRenderedPageBreak":
        return PAGE
    if each.tag == f"{_W}br":
        return PAGE if each.get(f"{_W}type") == "page" and not noted else "\n"
    return " " if each.tag == f"{_W}tab" else ""


def _pptx(path: str) -> Pages:
    slides = _parts(path, r"ppt/slides/slide\d+\.xml")
    return True, [
        "\n".join("".join(run.text or "" for run in line.iter(f"{_A}t")) for line in slide.iter(f"{_A}p"))
        for slide in slides
    ]


def _xlsx(path: str) -> Pages:
    shared = [
        "".join(part.text or "" for part in each.iter(f"{_X}t"))
        for tree in _parts(path, r"xl/sharedStrings\.xml")
        for each in tree.iter(f"{_X}si")
    ]
    lines = [
        " · ".join(filter(None, (_cell(cell, shared) for cell in row.iter(f"{_X}c"))))
        for sheet in _parts(path, r"xl/worksheets/sheet\d+\.xml")
        for row in sheet.iter(f"{_X}row")
    ]
    return False, ["\n".join(lines)]


def _cell(cell: Any, shared: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_X}t"))
    value = cell.findtext(f"{_X}v") or ""
    if cell.get("t") != "s":
        return value
    return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""


def _open_document(path: str) -> Pages:
    ends = {f"{_T}p": "\n", f"{_T}h": "\n", f"{_TABLE}table-row": "\n"}
    stands_for = {f"{_T}soft-page-break": PAGE, f"{_T}line-break": "\n"}
    for tree in _parts(path, r"content\.xml"):
        said = []
        for event, each in _walk(tree):
            if event == "start":
                said.append(stands_for.get(each.tag, ""))
                said.append((each.text or "") if isinstance(each.tag, str) else "")
            else:
                said += [
                    ends.get(each.tag, " " if each.tag in (f"{_T}s", f"{_T}tab") else ""),
                    each.tail or "",
                ]
        pages = "".join(said).split(PAGE)
        return len(pages) > 1, pages
    return False, []


_READERS = {
    "application/pdf": _pdf,
    "text/plain": _text,
    "document": _docx,
    "sheet": _xlsx,
    "presentation": _pptx,
    "text": _open_document,
    "spreadsheet": _open_document,
}
