"""The guide's texts: docs/guide/<language>/<number>-<name>.md, the same pages and headings in each language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from config import ROOT
from qms.foundation.markdown import Rendered, render
from qms.foundation.rendering.anchors import slug
from qms.foundation.texts import DEFAULT_LANGUAGE, LANGUAGES, _l
from qms.kernel.errors import NotFound

FOLDER = ROOT / "docs" / "guide"
SOURCE_LANGUAGE = "en"  # whose headings name the places that pages link to
_FILE = re.compile(r"(\d\d)-([a-z-]+)\.md")
_TITLE = re.compile(r"# (.+)\n+")
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class GuidePage:
    """A page of the guide in one language: its text as written, and its headings in order."""

    number: int
    name: str
    language: str
    title: str
    body: str
    headings: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"/help/{self.name}"

    @property
    def lead(self) -> str:
        """The first paragraph, where it stands before the first heading."""
        first = self.body.partition("\n\n")[0].strip()
        return "" if first.startswith("#") else first

    def rendered(self) -> Rendered:
        """The text as HTML, sanitised; without the lead, which stands under the title."""
        return _rendered(self)


@cache
def pages(language: str) -> dict[str, GuidePage]:
    """All pages in their order, by name."""
    language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    read = [_read(path, language) for path in sorted((FOLDER / language).glob("*.md"))]
    return {page.name: page for page in read}


def get_page(name: str, language: str) -> GuidePage:
    """One page.

    Raises:
        NotFound: the guide has no such page.
    """
    page = pages(language).get(name)
    if page is None:
        raise NotFound(_l("The help has no such page."))
    return page


@lru_cache(maxsize=1024)
def anchor_in(name: str, heading: str, language: str) -> str:
    """The anchor, in this language, of the section with this English heading; empty for the whole page.

    Raises:
        KeyError, ValueError: page or heading is not there.
    """
    if not heading:
        return ""
    position = pages(SOURCE_LANGUAGE)[name].headings.index(heading)
    return f"d-{slug(pages(language)[name].headings[position])}"


def _read(path: Path, language: str) -> GuidePage:
    file = _FILE.fullmatch(path.name)
    text = path.read_text(encoding="utf-8")
    title = _TITLE.match(text)
    assert file, f"{path} has a name that is none of the guide's"
    assert title, f"{path} begins without a title"
    body = text[title.end() :]
    return GuidePage(int(file[1]), file[2], language, title[1], body, tuple(_HEADING.findall(body)))


@cache
def _rendered(page: GuidePage) -> Rendered:
    return render(page.body.removeprefix(page.lead), language=page.language)
