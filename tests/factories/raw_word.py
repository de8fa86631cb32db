"""Word files written part by part, for what python-docx would never write."""

from __future__ import annotations

import io
import zipfile

CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def raw_word(body: str, *, before: str = "", **parts: str | bytes) -> bytes:
    """A Word file with this XML as its body; ``before`` stands before the root, ``parts`` are further parts."""
    document = f'<?xml version="1.0"?>{before}<w:document {NAMES}><w:body>{body}</w:body></w:document>'
    return archive({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": document} | parts)


def archive(parts: dict[str, str | bytes]) -> bytes:
    """A zip archive with these parts."""
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return saved.getvalue()


def p(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:r>{properties}<w:t>{text}</w:t></w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    """A cell; text without a tag becomes a paragraph."""
    inner = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def table(*rows: str) -> str:
    """A table of rows, each the XML of its cells."""
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def row(*texts: str) -> str:
    """The cells of a row of plain texts."""
    return "".join(tc(text) for text in texts)
