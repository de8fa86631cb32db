"""Making a revision's shown text from its written text: rendered when it is saved, kept, never when read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from markupsafe import Markup

from qms.documents.models import Document, DocumentType, Revision
from qms.documents.structures import kind_for
from qms.foundation.markdown import render_all
from qms.kernel.shelf import Shelf

BODY = ""  # the place of the body among the rendered texts
_html: Shelf[Markup] = Shelf(256)


def rendered_texts(document: Document, body: str, structure: str) -> dict[str, Any]:
    """The body and every text inside the structure, rendered; by place.

    Raises:
        Refused: at ``body``, when a text is too long, too deep or too slow to render.
    """
    return rendered(texts_of(document.type, body, structure))


def texts_of(type: DocumentType, body: str, structure: str) -> dict[str, str]:
    """The Markdown texts of a document of a type, by place."""
    kind = kind_for(type)
    return {BODY: body, **(kind.texts(structure) if kind and structure else {})}


def rendered(texts: dict[str, str]) -> dict[str, Any]:
    """Texts as they are kept with a revision: rendered, by place. Raises Refused as ``rendered_texts``."""
    return {place: asdict(text) for place, text in render_all(texts, field="body").items()}


def html_of(revision: Revision, place: str = BODY) -> Markup:
    """The sanitised HTML of one text of a revision; only ``rendered_texts`` writes it."""

    def read() -> Markup:
        return Markup(revision.rendered.get(place, {}).get("html", ""))  # noqa: S704  # cleaned when it was saved

    return _html.get((revision.content_hash, place), read) if revision.content_hash else read()


def sections_of(revision: Revision) -> list[dict[str, str]]:
    """The body's sections: anchor, title, text."""
    return list(revision.rendered.get(BODY, {}).get("sections", ()))


def text_of(revision: Revision, place: str = BODY) -> str:
    """The words of one text."""
    return str(revision.rendered.get(place, {}).get("text", ""))
