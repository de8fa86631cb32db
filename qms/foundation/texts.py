"""Texts in the reader's language: English source strings, catalogues as plain .po files, one per room.

The catalogues are read as they are (no compiled copies to forget): qms/locale/<language>/<room>.po.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, LazyString, get_locale
from markupsafe import Markup

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT_LANGUAGE = "vi"
LOCALE_FOLDER = Path(__file__).parent.parent / "locale"


@cache
def catalogue(language: str) -> NullTranslations:
    """All rooms' texts of one language as one catalogue; empty for English, the source language."""
    merged = Catalog(locale=language)
    for path in sorted((LOCALE_FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


class RoomCatalogues(Domain):
    """Looks a text up in the catalogue of the reader's language."""

    def get_translations(self) -> NullTranslations:
        return catalogue(_present())


_spoken: ContextVar[str | None] = ContextVar("language", default=None)


def speak(code: str | None) -> None:
    """Set the language of what follows in this context (one request); None means as Flask-Babel finds it."""
    _spoken.set(code)


def _present() -> str:
    return _spoken.get() or _asked_for() or "en"


def _asked_for() -> str | None:
    locale = get_locale()
    return locale.language if locale else None


_domain = RoomCatalogues()


@lru_cache(maxsize=8192)
def translated(text: str, language: str) -> str:
    """``text`` in a language, as the catalogue has it; itself where it has none."""
    return str(catalogue(language).ugettext(text))


def _(text: str, **values: Any) -> str:
    """``text`` in the reader's language, ``%(name)s`` filled in."""
    found = translated(text, _present())
    return found % values if values else found


def _n(one: str, many: str, num: int, **values: Any) -> str:
    """The singular or plural text for ``num``, which also fills ``%(num)s``."""
    return str(_domain.ngettext(one, many, num, **values))


class LazyText(LazyString):
    """A text that is looked up each time it is shown; on a page, what fills it is escaped.

    Flask-Babel's own says of the filled text that it is HTML, whatever people wrote into it.
    """

    def __str__(self) -> str:
        return _(*self._args, **self._kwargs)

    def __html__(self) -> str:
        found = Markup(translated(self._args[0], _present()))  # noqa: S704 - our catalogue's text
        return str(found % self._kwargs if self._kwargs else found)


def _l(text: str, **values: Any) -> Any:
    """Like ``_`` but looked up each time it is shown: for texts that stand in tables and forms."""
    return LazyText(_, text, **values)


def language() -> str:
    """The code of the language in which the present reader is answered."""
    return _spoken.get() or _asked_for() or DEFAULT_LANGUAGE


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Texts inside are in language ``code``: for mails, which go to somebody else than the actor."""
    token = _spoken.set(code if code in LANGUAGES else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        _spoken.reset(token)
