"""Controlled text: Markdown as people write it, and the HTML, headings and words that are made of it.

Rendering is done in a confined child (qms/foundation/confined.py), when a text is saved and for previews,
never when a page is read: keep ``Rendered.html`` with the text. Only this HTML may be shown unescaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qms.foundation import confined
from qms.foundation.texts import DEFAULT_LANGUAGE, _, in_language
from qms.kernel.errors import Refused
from qms.kernel.text import clean

MOST_CHARACTERS = 200_000  # some sixty printed pages


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading with the anchor (``id``) that its section is reached by."""

    level: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Section:
    """The words under one heading, up to the next; the first may have no heading."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a text became. ``html`` is sanitised; ``text`` is all of its words, headings included."""

    html: str
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    text: str


def render(
    text: str,
    *,
    place: str = "",
    top: int = 2,
    language: str = DEFAULT_LANGUAGE,
    field: str | None = None,
) -> Rendered:
    """``text`` rendered. ``place`` ([a-z0-9-], such as "step-3") goes into every anchor and is needed when
    several texts share a page; ``top`` is the level of the highest heading (2 under the page's title);
    ``language`` is the text's own. Raises Refused, naming ``field``, for a text that is too long, too
    slow or too deep."""
    return render_all({place: text}, top=top, language=language, field=field)[place]


def render_all(
    texts: dict[str, str], *, top: int = 2, language: str = DEFAULT_LANGUAGE, field: str | None = None
) -> dict[str, Rendered]:
    """Several texts of one record at once, by their place: one child and one limit for all of them."""
    if sum(map(len, texts.values())) > MOST_CHARACTERS:
        raise Refused(
            _(
                "The text is longer than %(most)s characters. Divide it into several documents or move parts "
                "of it into attachments.",
                most=f"{MOST_CHARACTERS:,}".replace(",", "."),
            ),
            field=field,
        )
    words = _words(language)
    passages = [
        {"text": clean(text), "place": place, "top": top, "words": words} for place, text in texts.items()
    ]
    try:
        results = confined.call("qms.foundation.rendering.converting:convert_all", passages)
    except confined.Overrun as overrun:
        raise Refused(
            _(
                "This text could not be laid out in the time allowed. It nests too deeply or repeats signs "
                "such as [ * _ ` very often; simplify that place and save again."
            ),
            field=field,
        ) from overrun
    return {place: _rendered(result) for place, result in zip(texts, results, strict=True)}


def _words(language: str) -> dict[str, str]:
    with in_language(language):
        return {
            "note": _("Note"),
            "tip": _("Tip"),
            "warning": _("Mind"),
            "danger": _("Warning"),
            "back": _("Back to the place of note %d in the text"),
        }


def _rendered(result: dict[str, object]) -> Rendered:
    parts: Sequence[tuple[int, str, str, str]] = result["parts"]  # type: ignore[assignment]  # made by convert()
    return Rendered(
        html=str(result["html"]),
        headings=tuple(Heading(level, anchor, title) for level, anchor, title, _text in parts if level),
        sections=tuple(Section(anchor, title, text) for _level, anchor, title, text in parts),
        text="\n".join(filter(None, (piece for part in parts for piece in part[2:]))),
    )
